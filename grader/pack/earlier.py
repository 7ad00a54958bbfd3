"""The grader failed: the student keeps an earlier score. Needs nothing but Python, since all else may be what failed.

    python -I earlier.py /autograder

Gradescope tells about former submissions in `submission_metadata.json`. The latest that was graded becomes this one's
result, with a word about it; where there is none, no result is written, and Gradescope says that the grader failed.
"""

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

NOTE = (
    "The grader failed on this submission, which is not your fault. The score shown is that of your submission of "
    "{when}. Your instructor can grade this one again."
)
FIELDS = (
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
)  # fmt: skip


def main(root: Path) -> int:
    """Write the earlier result, if there is one; 0 if so, 3 if not."""
    try:
        metadata = json.loads((root / "submission_metadata.json").read_text("utf-8"))
        kept = earlier(metadata.get("previous_submissions") or [])
    except (OSError, ValueError, AttributeError, TypeError) as error:
        sys.stdout.write(f"submission_metadata.json tells of no earlier score: {error}\n")
        kept = None
    if kept is None:
        sys.stdout.write("The grader failed, and there is no earlier score to keep.\n")
        return 3
    target = root / "results" / "results.json"
    partial = target.with_name(".results.json.partial")
    partial.write_text(json.dumps(kept, allow_nan=False), "utf-8")
    partial.chmod(0o644)
    partial.replace(target)
    sys.stdout.write(f"The grader failed; the earlier score {kept['score']} stays.\n")
    return 0


def earlier(previous: list[Any]) -> dict[str, Any] | None:
    """The latest result that came from a working grader."""
    told = [one for one in previous if isinstance(one, dict)]
    for one in sorted(told, key=lambda one: str(one.get("submission_time", "")), reverse=True):
        result = one.get("results")
        found = result if isinstance(result, dict) else {}
        score = found.get("score", one.get("score"))
        if one.get("autograder_error") or isinstance(score, bool) or not isinstance(score, int | float):
            continue
        if math.isfinite(score):
            kept = {name: found[name] for name in FIELDS if name in found}
            note = NOTE.format(when=one.get("submission_time", "an earlier day"))
            before = str(kept.get("output", ""))
            if before.startswith(NOTE.partition("{")[0]):  # the note of a failure before
                before = before.partition("\n\n")[2]
            return {**kept, "score": score, "output": f"{note}\n\n{before}".strip(), "output_format": "text"}
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("AUTOGRADER_ROOT", "/autograder"))))
