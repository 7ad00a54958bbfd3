"""Gradescope's folders, laid out here, and its command, run in them as in its containers.

    python -m tests.grader.replica    time and memory of a right solution at half a CPU and 768 MB

Exit status 1 if it does not get full marks, or control groups cannot be made here, which are what limits it.
"""

import json
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from grader.pack import build
from grader.records import MIB
from tests.grader import container, corpus
from tests.grader.container import Used

RIGHT = "plain"


def lay_out(archive: Path, root: Path) -> Path:
    """/autograder, as it is after the build of the image."""
    for name in ("source", "results", "submission"):
        (root / name).mkdir()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    return root


def hand_in(root: Path) -> None:
    """A right solution, as students upload it."""
    corpus.build(RIGHT, root / "submission").rename(root / "submission" / "one folder down")


def grade(root: Path, **environment: str) -> Used:
    """What the platform runs."""
    said = {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable} | environment
    return container.run("bash", str(root / "run_autograder"), environment=said, docker=True)


def main() -> int:
    """Grade it once, and say what that took."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # student code has a user without rights
        root = Path(folder, "autograder")
        root.mkdir()
        lay_out(build.gradescope(Path(folder, "autograder.zip")), root)
        hand_in(root)
        began = time.monotonic()
        used = grade(root)
        seconds, found = time.monotonic() - began, root / "results" / "results.json"
        score = json.loads(found.read_text())["score"] if found.exists() else None
    limits = "half a CPU and 768 MB" if used.limited else "no limits: control groups cannot be made here"
    sys.stdout.write(f"{score} points in {seconds:.1f} s with {used.memory // MIB} MiB; {limits}\n")
    return 0 if used.limited and score == 100.0 else 1


if __name__ == "__main__":
    sys.exit(main())
