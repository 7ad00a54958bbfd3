"""Progress: the public tests in a process of their own, watched from here; what becomes of them is a `Report`.

    the folder → what the text says (rule, stubs, slips) + what a runner tells (outcomes) → Report → shown

After ten seconds it says which test and which line is running; at the limit that test ends, and the rest goes on.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from checks import settings, work
from checks.scoring import scorecard
from checks.scoring.outcomes import Journal, Outcome
from checks.scoring.scorecard import Scorecard
from checks.screen import Finding, screen
from checks.settings import Assignment
from checks.slips import Slip, slips
from checks.started import Gone, Runner

LIMIT = 20.0  # seconds for a test; one that runs the script may take three times as long
SCRIPT = 3
NOTICE = 10.0  # seconds until it says what is running
AGAIN = 3.0  # seconds for a test that is in the function in which an earlier one was stopped
GRACE = 2.0  # seconds that a stopped test has to end, before its process does
ANSWER = 4.0  # seconds for an answer to "where"
STARTS = 6  # processes in all: who ends each of them must not be waited for without end
STOPPED = "stopped"
Say = Callable[[str], None]


@dataclass
class Report:
    """What is known of the student's folder."""

    folder: Path
    only: str | None
    findings: tuple[Finding, ...] = ()
    unread: tuple[work.Unread, ...] = ()
    slips: list[Slip] = field(default_factory=list)
    stubs: dict[str, list[str]] = field(default_factory=dict)
    card: Scorecard | None = None
    problem: tuple[str, str] | None = None  # why nothing ran: the place, and the sentence
    stopped: str | None = None  # where Ctrl-C met it


class Cannot(Exception):
    """Nothing can run: the place, if there is one, and the sentence."""


class ChecksBroken(RuntimeError):
    """The checks themselves failed: no fault of the student's."""


def exercises() -> dict[str, str]:
    """The exercises that have public tests: name → title."""
    return {key: exercise.title for key, exercise in settings.read().rubric.exercises.items()}


def check(
    folder: Path, only: str | None, seed: int, say: Say, limit: float = LIMIT, runner: Runner | None = None
) -> Report:
    """Run the public tests of one exercise or of all; `runner` may be one that was started before."""
    runner = runner or Runner(folder)
    try:
        assignment = settings.read()
        files = work.counted(folder)
        report = Report(folder, only, unread=tuple(work.unread(files)))
        if any(each.file != work.SCRIPT for each in report.unread):
            return report
        watch = Watch(folder, runner, _of(assignment, only), limit, say)
        watch.order(only, seed)
        report.findings = screen(files) if assignment.rule else ()
        report.slips, report.stubs = slips(files), work.stubs_left(files)
        try:
            report.card = scorecard.score(watch.assignment.rubric, watch.outcomes())
        except Cannot as cannot:
            report.problem = cannot.args[0], cannot.args[1]
        except KeyboardInterrupt:
            report.stopped = watch.where()
        runner = watch.runner
        return report
    finally:
        runner.end()


def _of(assignment: Assignment, only: str | None) -> Assignment:
    """The assignment with one exercise, or whole."""
    if only is None:
        return assignment
    kept = {only: assignment.rubric.exercises[only]}
    return msgspec.structs.replace(assignment, rubric=msgspec.structs.replace(assignment.rubric, exercises=kept))


class Watch:
    """Follows a runner from order to end, and starts another where one ended in the middle."""

    def __init__(self, folder: Path, runner: Runner, assignment: Assignment, limit: float, say: Say) -> None:
        self.folder, self.runner, self.assignment = folder, runner, assignment
        self._limit, self._say = limit, say
        self._journal = Journal(assignment.rubric)
        self._order: dict[str, Any] = {}
        self._slow: set[str] = set()  # functions in which a test was stopped
        self._begin("", "")

    def order(self, only: str | None, seed: int) -> None:
        """Tell the runner what to run."""
        runs_script = any(test.partition(".")[0] in self.assignment.rubric.exercises for test in _script_tests())
        self._order = {"only": only, "seed": seed, "scripts": _runs() if runs_script else ()}
        self._send()

    def outcomes(self) -> Journal:
        """What became of each test."""
        for _ in range(STARTS):
            try:
                while not self._over(self.runner.event(0.1)):
                    self._look()
            except Gone as gone:
                self._died(str(gone))
                self.runner.end()
                if all(outcome.kind != "not_run" for outcome in self._journal):
                    break
                self.runner = Runner(self.folder)
                self._begin("", "")
                self._send()
                continue
            break
        return self._journal

    def where(self) -> str:
        """`framework/linear.py:31`, the line that runs now, or nothing."""
        return (self._place() or "").partition(" ")[0]

    def _send(self) -> None:
        known = [msgspec.to_builtins(outcome) for outcome in self._journal if outcome.kind != "not_run"]
        scripts = self._order["scripts"] if not known else ()
        self.runner.order(json.dumps(self._order | {"scripts": scripts, "outcomes": known}))

    def _begin(self, exercise: str, name: str) -> None:
        """A test begins, or what comes before the first."""
        self._test, self._since = (exercise, name), time.monotonic()
        self._noticed = self._asked = False
        self._stopping: tuple[float, str] | None = None

    def _over(self, event: dict[str, Any] | None) -> bool:
        """Take in what the runner tells; whether that was all."""
        match event:
            case {"event": "begin"}:
                self._begin(event["exercise"], event["name"])
            case {"event": "outcome"}:
                self._record(msgspec.convert(event["outcome"], Outcome))
            case {"event": "problem"}:
                raise Cannot(event["place"], f"{work.PACKAGE}/ cannot be imported: {event['text']}")
            case {"event": "broken"}:
                raise ChecksBroken(event["text"])
        return event is not None and event["event"] == "done"

    def _record(self, outcome: Outcome) -> None:
        """Keep an outcome; of a test that was stopped with the place."""
        if self._stopping and (outcome.exercise, outcome.name) == self._test:
            outcome = msgspec.structs.replace(outcome, message=outcome.message.replace(STOPPED, self._stopping[1], 1))
        self._journal.record(outcome)

    def _look(self) -> None:
        """Say what is running, and stop it, when it is time."""
        spent, allowed = time.monotonic() - self._since, self._allowed()
        if not self._test[1]:  # libraries are being imported, for which there is no limit
            return
        if self._stopping:
            if time.monotonic() - self._stopping[0] > GRACE:
                raise Gone("")
        elif spent > allowed or (spent > AGAIN and self._slow and not self._asked and self._is_slow_again()):
            self._stop(spent)
        elif spent > NOTICE and not self._noticed:
            self._noticed = True
            self._say(f"{self._title()} has been running for {spent:.0f} s{self._at(self._place())}. {self._ends()}")

    def _stop(self, spent: float) -> None:
        """Ask the runner to end this test."""
        place = self._place()
        if place:
            self._slow.add(_function(place))
        self._stopping = time.monotonic(), f"stopped after {spent:.0f} s{self._at(place)}"
        self.runner.order(STOPPED.removesuffix("ped"))

    def _is_slow_again(self) -> bool:
        """Whether it is where an earlier test was stopped."""
        self._asked = True
        return _function(self._place() or "") in self._slow

    def _died(self, last: str) -> None:
        """The runner is gone: because of the test that ran, or of what comes before any."""
        exercise, name = self._test
        how = (
            self._stopping[1]
            if self._stopping
            else f"the process ended in the middle of this test{_fatal(last, self.folder)}"
        )
        if exercise:
            kind = "timeout" if self._stopping else "crashed"
            hint = "" if self._stopping else "An exit, a recursion without end, or far too much memory?"
            self._journal.record(Outcome(exercise, name, kind, how, hint))
        elif name:
            raise Cannot("", f"{work.PACKAGE}/ cannot be imported: {how.replace('this test', 'it')}")
        else:
            raise Cannot("", f"the checks could not be started: {_shadow(last, self.folder) or last.strip()[-300:]}")

    def _place(self) -> str | None:
        """`framework/linear.py:31 forward`, nothing outside of the student's code, None where no answer came."""
        return self.runner.answer("where", ANSWER)

    def _at(self, place: str | None) -> str:
        """In words, with the line itself."""
        if place is None:
            return " in one call that does not come back"
        where = place.partition(" ")[0]
        line = work.line_of(self.folder, where)
        return f" in {where}" + (f": {line}" if line else "") if where else ""

    def _ends(self) -> str:
        return f"It ends after {self._allowed():.0f} s at the latest, and the rest goes on; Ctrl-C ends all."

    def _title(self) -> str:
        exercise, name = self._test
        found = self.assignment.rubric.exercises.get(exercise)
        return f"“{found.tests[name].title}”" if found and name in found.tests else name

    def _allowed(self) -> float:
        """Seconds that this test may take."""
        return self._limit * (SCRIPT if ".".join(self._test) in _script_tests() else 1)


def _script_tests() -> tuple[str, ...]:
    return settings.read().settings.script_tests


def _runs() -> list[list[str]]:
    """What these tests start, begun ahead."""
    return [[work.SCRIPT, *arguments] for arguments in settings.read().settings.script_runs]


def _function(place: str) -> str:
    """File and function of `framework/linear.py:31 forward`."""
    where, _, function = place.partition(" ")
    return f"{where.partition(':')[0]} {function}" if function else ""


def _fatal(last: str, folder: Path) -> str:
    """Where a process died, if it could still say so."""
    for line in last.splitlines():
        if line.strip().startswith("File ") and str(folder) in line:
            file, _, rest = line.strip().removeprefix("File ").strip('"').partition('", line ')
            name = Path(file).relative_to(folder).as_posix() if Path(file).is_relative_to(folder) else ""
            if name.startswith(f"{work.PACKAGE}/") or name == work.SCRIPT:
                return f" ({name}:{rest.split()[0]})"
    return ""


def _shadow(last: str, folder: Path) -> str:
    """A file of the student's that is found in the place of a library."""
    for path in folder.glob("*.py"):
        if f'"{path}"' in last and path.name not in ("check.py", "conftest.py", work.SCRIPT):
            return f"{path.name} is found in the place of a library of that name: give it another one"
    return ""
