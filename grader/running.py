"""Suites against a submission: pytest in the trusted process, with a plugin that records outcomes as they come.

The plugin opens a fresh student for each exercise and after each crash, blocks a test whose needs did not
pass, and leaves out the rest of an exercise that timed out again and again.

    Rubric + a way to open a student  →  Outcomes (a Journal) + pytest-json-report's object
"""

import gc
import io
import os
import random
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Protocol

import pytest

from grader.approximation import Approximated, Watch
from grader.errors import Forbidden, StudentError, WorkerFailure, WorkerTimeout
from grader.outcomes import Journal, Kind, Outcome
from grader.rubric import HERE, Rubric, full_needs
from grader.verdict import clean, verdict

SUITES = HERE / "suites"
PATIENCE = 2  # time-outs in one exercise, or failures to load in all, before the rest is left out
TIRED = 6  # time-outs in all: whoever hangs everywhere must not hold up a class for ten minutes
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


class Closable(Protocol):
    """A student, as far as this module knows one."""

    def close(self) -> None:
        """End it."""


class SuitesBroken(RuntimeError):
    """pytest could not run the suites as the rubric lists them: the grader's fault."""


def run(
    rubric: Rubric,
    open_student: Callable[[str], Closable],
    *,
    seed: int,
    journal: Journal,
    suites: Path = SUITES,
    leave_out: tuple[str, ...] = (),
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Run the rubric's suites, but the tests of the names in `leave_out`, and return pytest-json-report's object.

    Outcomes go into `journal` as they come. A `watch` fails the tests that aim at approximated derivatives.
    """
    recorder, terminal = Recorder(rubric, open_student, seed, journal, suites, leave_out, watch), io.StringIO()
    files = [str(suites / f"test_{key}.py") for key in rubric.exercises]
    places = ["-c", str(suites / "pytest.ini"), "--rootdir", str(suites), "--confcutdir", str(suites)]
    with _no_other_plugins(), _young_garbage(), redirect_stdout(terminal):
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

    Where a process has settled (batch/order.py), torch and pytest are frozen for good, and a look at what the last
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


class Recorder:
    """The plugin: hands out students, keeps outcomes."""

    def __init__(
        self,
        rubric: Rubric,
        open_student: Callable[[str], Closable],
        seed: int,
        journal: Journal,
        suites: Path,
        leave_out: tuple[str, ...],
        watch: Watch | None,
    ) -> None:
        self._leave_out, self._watch = leave_out, watch
        self._rubric, self._open, self._journal, self._suites = rubric, open_student, journal, suites
        self._seed = seed
        self._exercise = ""
        self._student: Closable | None = None
        self._timeouts = self._all_timeouts = self._load_failures = 0
        self.report: dict[str, Any] = {}
        self.interrupted: BaseException | None = None

    # What suites ask for.

    @pytest.fixture
    def student(self) -> Any:
        """The submission, in a worker of its own that the tests of one exercise share."""
        return self._student

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
        """Run in the rubric's order; what it does not list is not run."""
        order = {(key, name): place for place, (key, name, _) in enumerate(self._rubric.rows())}
        found = {_names(item) for item in items}
        if missing := order.keys() - found:
            raise SuitesBroken(f"not collected: {sorted(missing)}")
        items[:] = sorted(
            (item for item in items if _names(item)[1] not in self._leave_out), key=lambda item: order[_names(item)]
        )

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        """Keep pytest-json-report's object."""
        self.report = json_report

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what pytest catches, with the place where it came."""
        self.interrupted = excinfo.value

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip what cannot say anything any more."""
        key, name = _names(item)
        if key != self._exercise:
            self.leave()
            self._exercise, self._timeouts = key, 0
        for need in full_needs(key, self._rubric.exercises[key].tests[name]):
            if self._journal.kind(*need.split(".")) != "passed":
                exercise, _, test = need.partition(".")
                title = self._rubric.exercises[exercise].tests[test].title
                self._journal.record(Outcome(key, name, "blocked", f"needs “{title}” ({need}), which did not pass"))
                pytest.skip(f"needs {need}")
        if reason := self._no_more():
            self._journal.record(Outcome(key, name, "not_run", reason))
            pytest.skip(reason)
        if self._student is None and "student" in getattr(item, "fixturenames", ()):
            self._load()
        self._refuse_approximations(self._rubric.exercises[key].tests[name].watched)

    def _load(self) -> None:
        """Open a student; not in the fixture, since pytest's fixtures break where one raises no `Exception`."""
        try:
            self._student = self._open(self._exercise)
        except (StudentError, WorkerFailure):
            self._load_failures += 1
            raise

    def _refuse_approximations(self, derivatives: tuple[str, ...]) -> None:
        """Fail a test that aims at a derivative which was approximated."""
        for reason in (self._watch.verdict(name) for name in derivatives) if self._watch else ():
            if reason:
                raise Approximated(reason)

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
        key, name = _names(item)
        error = call.excinfo.value if call.excinfo else None
        if error is None:
            if call.when == "call":
                watched = self._rubric.exercises[key].tests[name].watched
                silent = next(filter(None, map(self._watch.silence, watched)), "") if self._watch else ""
                kind: Kind = "failed" if silent else "passed"
                hint = Approximated.hint if silent else ""
                self._journal.record(Outcome(key, name, kind, silent, hint, call.duration))
        elif not report.skipped:
            if isinstance(error, WorkerFailure):
                late = isinstance(error, WorkerTimeout)
                self._timeouts, self._all_timeouts = self._timeouts + late, self._all_timeouts + late
                self._drop()
            kind, message, hint = verdict(error, self._suites)
            rule, words = (error.rule, error.words) if isinstance(error, Forbidden) else ("", "")
            self._journal.record(Outcome(key, name, kind, message, hint, call.duration, rule, words))
        elif self._journal.kind(key, name) in ("not_run", "passed") and call.when == "call":
            self._journal.record(Outcome(key, name, "error", clean(f"the suite skipped itself: {error}")))
        return report

    def leave(self) -> None:
        """End the exercise that runs."""
        self._drop()
        self._exercise = ""

    def _drop(self) -> None:
        """End the student, if there is one; the next test gets a fresh one."""
        if self._student is not None:
            self._student.close()
            self._student = None


def _names(item: pytest.Item) -> tuple[str, str]:
    """Exercise and test that an item belongs to: `suites/test_linear.py::test_forward[3]`."""
    return item.path.stem.removeprefix("test_"), getattr(item, "originalname", item.name)
