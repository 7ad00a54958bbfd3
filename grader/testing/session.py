"""Suites against a submission: pytest in the trusted process, with a plugin that records outcomes as they come.

The plugin opens a fresh student for each exercise and after each crash, blocks a test whose needs did not
pass, and leaves out the rest of an exercise that timed out again and again.

    Assignment + a way to open a student  →  Outcomes (a Journal) + pytest-json-report's object
"""

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import pytest

from ..scoring.outcomes import Journal
from ..settings import Assignment
from .recorder import Closable, DerivativeCheck, Recorder, SuitesBroken
from .words import course

OPTIONS = (
    "--import-mode=importlib",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:warnings",
    "-p",
    "no:logging",  # nobody reads what is logged, and it takes 7 % of the CPU time here
    "--capture=no",
    "--tb=line",  # where it went wrong and in which words; the way there takes a second of a failing submission
    "-p",
    "pytest_jsonreport.plugin",
    "--json-report",
    "--json-report-omit",
    "keywords",
    "log",
    "--json-report-file",
    "none",
)


# Where pytest leaves a session behind: its conftest, which the next one imports anew, and a failure for debuggers.
KEEPERS = ((sys.modules, ("conftest",)), (vars(sys), ("last_type", "last_value", "last_traceback", "last_exc")))


def run(
    assignment: Assignment,
    open_student: Callable[[str], Closable],
    *,
    seed: int,
    journal: Journal,
    leave_out: tuple[str, ...] = (),
    check: DerivativeCheck | None = None,
) -> dict[str, Any]:
    """Run an assignment's suites, but the tests of the names in `leave_out`, and return pytest-json-report's object.

    Outcomes go into `journal` as they come. A `check` fails the tests that aim at approximated derivatives.
    """
    if not assignment.rubric.exercises:
        raise SuitesBroken("no exercise to run: pytest without a file would take what lies in the working folder")
    assignment.seat()
    recorder, terminal = Recorder(assignment, open_student, seed, journal, leave_out, check), io.StringIO()
    suites = assignment.suites
    files = [str(suites / f"test_{key}.py") for key in assignment.rubric.exercises]
    places = ["-c", str(suites / "pytest.ini"), "--rootdir", str(suites), "--confcutdir", str(suites)]
    with (
        _no_other_plugins(),
        _young_garbage(),
        course(assignment.settings.exceptions, assignment.settings.package),
        redirect_stdout(terminal),
    ):
        status = pytest.main([*places, *OPTIONS, *files], plugins=[recorder])
    recorder.leave()
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        said = f"pytest ended with {status!r} instead of running the suites:\n{terminal.getvalue()}"
        raise SuitesBroken(said) from recorder.interrupted
    return recorder.report


@contextmanager
def _no_other_plugins() -> Iterator[None]:
    """Whatever else is installed, and whatever the environment asks of pytest, stays out of grading."""
    saved = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    saved["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in saved.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _young_garbage() -> Iterator[None]:
    """The collector looks at what the suites make, not each time at torch and pytest: a third of their CPU time.

    Where a process has settled (batch/task.py), torch and pytest are frozen for good, and a look at what the last
    submission left takes a millisecond. Frozen with them, it would stay: half a MiB of each submission.
    """
    settled = gc.get_freeze_count() > 0
    if settled:
        gc.collect()
    else:
        gc.freeze()
    try:
        yield
    finally:
        for keeper, names in KEEPERS:
            for name in names:
                keeper.pop(name, None)
        gc.collect()
        if not settled:
            gc.unfreeze()
