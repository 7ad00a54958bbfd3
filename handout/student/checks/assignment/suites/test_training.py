"""Exercise `training`: test.py runs; the student's parts learn disks drawn after the submission was loaded.

The grader starts the networks at weights of its own and keeps the labels of the test points to itself.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from checks.assignment.carry import Parts
from checks.assignment.disks import (
    ACCURACY)
from checks.assignment.watching import EVEN, WATCH, inside, judged
from checks.errors import StudentError
from checks.records import ScriptRun, Watch
from checks.testing.expect import hinting
from checks.testing.mismatch import Blocked, Mismatch

LINES = {
    "train": re.compile(r"^train error: (\d+(?:\.\d+)?) %$", re.M),
    "test": re.compile(r"^test error: (\d+(?:\.\d+)?) %$", re.M),
}
PARTS = {
    "mse": "MSELoss",
    "cross-entropy": "CrossEntropyLoss",
    "sgd": "SGD",
    "adam": "Adam",
    "relu": "Relu",
    "tanh": "Tanh",
}

LOSS_OF = {part: name for name, part in PARTS.items()}


def judge_script(parts: Parts, judge: Callable[[Watch], None]) -> None:
    """The student's own script runs with the student's own parts.

    Where it falls short, wrong ones may be why: it runs again with ours in their places.
    """
    try:
        return judge(WATCH)
    except (Mismatch, StudentError) as error:
        wrong = parts.all_fallen()
        if not wrong or isinstance(error, Blocked):
            raise
        if ours := parts.in_place():
            with suppress(Mismatch, StudentError):
                return judge(replace(WATCH, below=ours))
        raise parts.blocked(*wrong) from error


def check_script(student: Any, runs: dict[str, ScriptRun], watch: Watch, *arguments: str) -> dict[str, float]:
    """Run test.py and read both errors from what it printed; the run is left in `runs`."""
    run = runs[" ".join(arguments)] = student.script("test.py", arguments, watch=watch)
    command = " ".join(("python test.py", *arguments))
    if run.status is None:
        raise Mismatch(f"{command}: {run.cause}", f"{command} has to end with exit status 0; here {run.cause}.")
    if run.status != 0:
        problem = (run.stderr.strip().splitlines() or [""])[-1]
        how = f"{command} has to end with exit status 0: try it"
        how += (
            "; it raises an exception."
            if "Traceback" in run.stderr
            else f", with {' '.join(arguments) or 'no argument'}."
        )
        raise Mismatch(f"{command}: expected exit status 0, got {run.status}: {problem}", how)
    return {name: read_error(run, command, name) for name in LINES}


def check_deeds(
    student: Any, parts: Parts, runs: dict[str, ScriptRun], watch: Watch, errors: dict[str, float], *arguments: str
) -> None:
    """What test.py printed is what the network that it trained came to."""
    sound = not (parts.not_begun() if watch.below else parts.all_fallen())
    command = " ".join(("python test.py", *arguments))

    def again(other: Watch) -> tuple[ScriptRun, dict[str, float] | None]:
        run = student.script("test.py", arguments, watch=replace(other, below=watch.below))
        try:
            return run, {name: read_error(run, command, name) for name in LINES}
        except Mismatch:
            return run, None

    judged(command, runs[" ".join(arguments)], errors, again, sound=sound)


def shown(printed: str) -> str:
    """What is left to read on a terminal: a carriage return begins its line anew."""
    return "\n".join(line.removesuffix("\r").rpartition("\r")[2] for line in printed.split("\n"))


def log(run: ScriptRun) -> str:
    """The numbers in what a run printed beside both errors."""
    lines = [line for line in shown(run.stdout + run.stderr).split("\n") if " error: " not in line]
    return " ".join(re.findall(r"\d+\.\d+(?:e[+-]?\d+)?", "\n".join(lines)))


def read_error(run: ScriptRun, command: str, name: str) -> float:
    """The percentage on the line of this error, which is there once."""
    printed = shown(run.stdout)
    found = LINES[name].findall(printed)
    words = f"The line has to read exactly “{name} error: 1.23 %”, alone and once"
    if len(found) > 1:
        words = f"“{name} error: … %” is printed more than once: print one line, at the end"
    elif f"{name} error" not in printed.lower():
        words = f"No line with the {name} error was printed: both errors are"
    with hinting(f"{words}."):
        assert len(found) == 1, f"{command}: expected one line “{name} error: 1.23 %”, got {len(found)}"
    error = float(found[0])
    with hinting(
        "Print the share of points missed in percent: of 1,000 points, a multiple of 0.1 %, no fraction of 1."
    ):
        assert error <= 100 and abs(10 * error - round(10 * error)) < 1e-6, (
            f"{command}: expected a percentage, got {found[0]}"
        )
    return error


@pytest.fixture(scope="module")
def runs() -> dict[str, ScriptRun]:
    """The runs of test.py by their arguments."""
    return {}


@pytest.fixture
def parts(student: Any, so_far: dict[str, str]) -> Parts:
    """The student's parts, by what became of their own tests."""
    return Parts(student, so_far)


def test_script(student: Any, parts: Parts, runs: dict[str, ScriptRun], record_property: Any) -> None:
    """python test.py runs to its end and prints the train error and the test error"""

    def judge(watch: Watch) -> None:
        errors = check_script(student, runs, watch)
        check_deeds(student, parts, runs, watch, errors)
        record_property("test error", errors["test"])

    judge_script(parts, judge)


def test_script_course(student: Any, parts: Parts, runs: dict[str, ScriptRun]) -> None:
    """python test.py --disk course runs on the other disk, and prints both errors, too"""

    def judge(watch: Watch) -> None:
        first = runs.get("")
        if first is not None and first.status is None:
            raise Blocked(f"needs python test.py to end by itself: {first.cause}", "First let python test.py end.")
        errors = check_script(student, runs, watch, "--disk", "course")
        check_deeds(student, parts, runs, watch, errors, "--disk", "course")
        with hinting("--disk course is taken and ignored: it chooses the larger disk, of radius 1 / √(2π)."):
            assert heeded(runs), "test.py --disk course: expected another run than without"
        with hinting("This is an accuracy, not an error: print the share of points missed."):
            assert errors["test"] < ACCURACY, f"test error: expected less than {ACCURACY} %, got {errors['test']} %"

    judge_script(parts, judge)


def heeded(runs: dict[str, ScriptRun]) -> bool:
    """Whether --disk course chose another disk: by the labels, or where nobody saw them, by what was printed."""
    shares = {arguments: share for arguments, run in runs.items() if (share := inside(run)) is not None}
    if "--disk course" in shares:
        return shares["--disk course"] > EVEN > shares.get("", 0.0)
    logs = {log(run) for run in runs.values()}
    # Both errors may be alike by chance, the losses of two runs are not.
    return len(logs) == len(runs) or "" in logs
