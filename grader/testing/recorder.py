"""The plugin that runs inside of pytest: it hands out students, and keeps what each test came to.

It opens a fresh student for each exercise and after each crash, blocks a test whose needs did not pass, and leaves
out the rest of an exercise that timed out again and again.
"""

import random
from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol

import pytest

from ..errors import Forbidden, StudentError, WorkerFailure, WorkerTimeout
from ..scoring.outcomes import Journal, Outcome
from ..scoring.rubric import full_needs, whole
from ..settings import Assignment
from . import words
from .mismatch import APPROXIMATED
from .verdict import LONGEST, clean, verdict

PATIENCE = 2  # time-outs in one exercise, or failures to load in all, before the rest is left out
TIRED = 6  # time-outs in all: whoever hangs everywhere must not hold up a class for ten minutes


class Closable(Protocol):
    """A student, as far as this module knows one."""

    def close(self) -> None:
        """End the student's worker."""


class DerivativeCheck(Protocol):
    """What judges whether watched derivatives were approximated; suites run without one, too."""

    def begin(self, exercise: str, name: str) -> None:
        """This test asks from here on."""

    def settle(self, exercise: str, passed: Sequence[str]) -> dict[str, str]:
        """Which of an exercise's tests that passed earn nothing after all, and why, in words."""


class SuitesBroken(RuntimeError):
    """pytest could not run the suites as the rubric lists them: the grader's fault."""


class Recorder:
    """The plugin: hands out students, keeps outcomes."""

    def __init__(
        self,
        assignment: Assignment,
        open_student: Callable[[str], Closable],
        seed: int,
        journal: Journal,
        leave_out: tuple[str, ...],
        check: DerivativeCheck | None,
    ) -> None:
        self._leave_out, self._check = leave_out, check
        self._rubric, self._suites = assignment.rubric, assignment.suites
        self._open, self._journal = open_student, journal
        self._seed = seed
        self._exercise = ""
        self._students: dict[str, Closable] = {}  # of the exercise, by the visibility of the tests that ask them
        self._visibility = ""
        self._timeouts = self._all_timeouts = self._load_failures = 0
        self.report: dict[str, Any] = {}
        self.interrupted: BaseException | None = None

    # What suites ask for.

    @pytest.fixture
    def student(self) -> Any:
        """The submission, in a worker that tests of one exercise share: the visible ones or the hidden ones.

        What a hidden test asked is nowhere to be found when the exception of a visible one is told.
        """
        return self._students.get(self._visibility)

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest, student: Any) -> int:  # noqa: ARG002 - drawn after loading
        """A number of this test's own, the same whichever other tests run."""
        return random.Random(f"{self._seed} {request.node.nodeid}").getrandbits(48)

    @pytest.fixture
    def kinds(self) -> dict[str, str]:
        """What has become of each test so far, by `exercise.test_name`."""
        return {f"{outcome.exercise}.{outcome.name}": outcome.kind for outcome in self._journal}

    # What pytest tells.

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run in the rubric's order; both list the same."""
        order = {(key, name): place for place, (key, name, _) in enumerate(self._rubric.rows())}
        found = {self._names(item) for item in items}
        if odd := order.keys() ^ found:
            raise SuitesBroken(f"collected, or listed in the rubric, and not both: {sorted(odd)}")
        items[:] = sorted((item for item in items if self._is_due(item)), key=lambda item: order[self._names(item)])

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Keep pytest-json-report's object for `scores.json`, without what a submission could blow it up with."""
        self.report = bounded(json_report)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what pytest catches, with the place where it came."""
        self.interrupted = excinfo.value

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip what cannot say anything any more."""
        key, name = self._names(item)
        if key != self._exercise:
            self.leave()
            self._exercise, self._timeouts = key, 0
        self._visibility = self._rubric.exercises[key].visibility_of(name)
        words.REPEATED.set(self._visibility == "visible")
        for need in full_needs(key, self._rubric.exercises[key].tests[name]):
            if self._journal.kind(*need.split(".")) != "passed":
                exercise, _, test = need.partition(".")
                title = self._rubric.exercises[exercise].tests[test].title
                self._journal.record(Outcome(key, name, "blocked", f"needs “{title}” ({need}), which did not pass"))
                pytest.skip(f"needs {need}")
        if reason := self._no_more():
            self._journal.record(Outcome(key, name, "not_run", reason))
            pytest.skip(reason)
        if self._check:
            self._check.begin(key, name)
        if self._visibility not in self._students and "student" in getattr(item, "fixturenames", ()):
            self._load()

    def _load(self) -> None:
        """Open a student; not in the fixture, since pytest's fixtures break where one raises no `Exception`."""
        try:
            self._students[self._visibility] = self._open(self._exercise)
        except (StudentError, WorkerFailure):
            self._load_failures += 1
            raise

    def _no_more(self) -> str:
        """Why the rest of this exercise is left out, or nothing."""
        if self._load_failures >= PATIENCE:
            return "the submission could not be loaded: the first tests say why"
        if self._timeouts >= PATIENCE:
            return "earlier tests of this exercise used up its time"
        if self._all_timeouts >= TIRED:
            return "earlier tests used up the time of the whole submission"
        return ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge what a phase of a test came to, as soon as it ends."""
        report = yield
        key, name = self._names(item)
        error = call.excinfo.value if call.excinfo else None
        if error is None:
            if call.when == "call":
                self._journal.record(Outcome(key, name, "passed", seconds=call.duration))
        elif not report.skipped:
            if isinstance(error, WorkerFailure):
                late = isinstance(error, WorkerTimeout)
                self._timeouts, self._all_timeouts = self._timeouts + late, self._all_timeouts + late
                self._drop(self._visibility)
            kind, message, hint = verdict(error, self._suites)
            rule, words = (error.rule, error.words) if isinstance(error, Forbidden) else ("", "")
            self._journal.record(Outcome(key, name, kind, message, hint, call.duration, rule, words))
        elif self._journal.kind(key, name) in ("not_run", "passed") and call.when == "call":
            self._journal.record(Outcome(key, name, "error", clean(f"the suite skipped itself: {error}")))
        return report

    def leave(self) -> None:
        """End the exercise that runs; what passed by an approximated derivative has not passed."""
        for visibility in list(self._students):
            self._drop(visibility)
        words.REPEATED.set(True)  # for whoever comes after the last hidden test
        exercise, self._exercise = self._exercise, ""
        if self._check and exercise:
            tests = self._rubric.exercises[exercise].tests
            passed = [name for name in tests if self._journal.kind(exercise, name) == "passed"]
            for name, reason in self._check.settle(exercise, passed).items():
                self._journal.record(Outcome(exercise, name, "failed", clean(reason), APPROXIMATED))

    def _is_due(self, item: pytest.Item) -> bool:
        """Whether it is to be run: neither left out, nor known from an earlier run that broke off."""
        key, name = self._names(item)
        return whole(name) not in self._leave_out and self._journal.kind(key, name) == "not_run"

    def _names(self, item: pytest.Item) -> tuple[str, str]:
        """Exercise and verdict of an item: `test_forward` for each of its cases, if that is one verdict."""
        key = item.path.stem.removeprefix("test_")
        exercise = self._rubric.exercises.get(key)
        return key, item.name if exercise and item.name in exercise.tests else getattr(item, "originalname", item.name)

    def _drop(self, visibility: str) -> None:
        """End a student, if there is one; the next test gets a fresh one."""
        if student := self._students.pop(visibility, None):
            student.close()


def bounded(report: Any) -> Any:
    """The same nest of lists and dicts with every text cut to what `scores.json` has room for."""
    if isinstance(report, str):
        return report[:LONGEST]
    if isinstance(report, list):
        return [bounded(each) for each in report]
    return {key: bounded(each) for key, each in report.items()} if isinstance(report, dict) else report
