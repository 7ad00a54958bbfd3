"""One grading on Gradescope: `/autograder/submission` in, `/autograder/results/results.json` out.

`run_autograder` calls it as root; a worker drops to a user of its own, with the walls that a container allows.
What is printed here is for instructors: Gradescope hides it from students.
"""

import os

# Before torch is imported: half a CPU is no place for a thread a core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import sys
import time
import traceback
from pathlib import Path

from rich.console import Console

from grader import settings
from grader.errors import GraderError
from grader.files import put
from grader.grade import grade, new_seed
from grader.pack import container_limits, gradescope
from grader.report import read_back, terminal

FAILED = 3  # the grader itself: no result is written here


def main(root: Path) -> int:
    """Grade what lies in `root`; the exit status."""
    began = time.monotonic()
    try:
        assignment = settings.read()
        result = grade(root / "submission", assignment, seed=new_seed(), limits=container_limits.limits())
        terminal.show(result, Console(width=160))
        if result.status == "grader_error":
            sys.stdout.write("The grader failed in the tests marked `error`.\n")
            return FAILED
        measured = assignment.measured(result.report) if result.status == "graded" else []
        told = gradescope.results(read_back.of(result), time.monotonic() - began, measured)
        put(root / "results" / "results.json", json.dumps(told, ensure_ascii=False, allow_nan=False))
    except GraderError as error:
        sys.stdout.write(f"{error}\n")
        return FAILED
    except Exception:  # noqa: BLE001 (whatever it is, no score of ours is written)
        traceback.print_exc(file=sys.stdout)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
