"""Exercise `training`: test.py runs; the student's parts learn disks drawn after the submission was loaded.

The grader starts the networks at weights of its own and keeps the labels of the test points to itself.
"""

import re
from typing import Any

from checks.expect import Mismatch

LINES = {
    "train": re.compile(r"^train error: (\d+(?:\.\d+)?) %$", re.M),
    "test": re.compile(r"^test error: (\d+(?:\.\d+)?) %$", re.M),
}


def check_script(student: Any, *arguments: str) -> dict[str, float]:
    """Run test.py and read both errors from what it printed."""
    run = student.script("test.py", arguments)
    command = " ".join(("python test.py", *arguments))
    if run.status != 0:
        problem = run.cause or (run.stderr.strip().splitlines() or [""])[-1]
        raise Mismatch(f"{command}: expected exit status 0, got {run.status}: {problem}")
    errors = {}
    for name, line in LINES.items():
        found = line.findall(run.stdout.replace("\r\n", "\n"))
        assert len(found) == 1, f"{command}: expected one line “{name} error: 1.23 %”, got {len(found)}"
        errors[name] = float(found[0])
        assert errors[name] <= 100, f"{command}: expected a percentage, got {found[0]}"
    return errors


def test_script(student: Any) -> None:
    """python test.py runs to its end and prints the train error and the test error"""
    check_script(student)


def test_script_course(student: Any) -> None:
    """python test.py --disk course runs and prints both errors, too, lower than guessing would"""
    errors = check_script(student, "--disk", "course")
    assert errors["test"] < 40, f"test error: expected less than guessing's 50 %, got {errors['test']} %"
