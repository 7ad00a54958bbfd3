"""Progress: the rule, the public tests, the points so far, and the next step.

The same suites, run by the same code as in the grader, but in this process and on your own machine.
"""

import importlib
import json
import sys
import traceback
from pathlib import Path

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks import settings
from checks.scoring import scorecard
from checks.scoring.outcomes import Journal
from checks.scoring.scorecard import Scorecard, TestScore
from checks.screen import screen
from checks.screen.archive import unpacked
from checks.screen.rule import read_rule
from checks.settings import Assignment
from checks.student import local
from checks.testing import session

PACKAGE = settings.read().settings.package
HIDDEN = Path(__file__).with_name("hidden.json")
STUB = "not yet written: "
MARKS = {"passed": "✓", "blocked": "…"}


def exercises() -> dict[str, str]:
    """The exercises that have public tests: name → title."""
    return {key: exercise.title for key, exercise in settings.read().rubric.exercises.items()}


def show(folder: Path, only: str | None, seed: int, console: Console) -> None:
    """Print how far the package in `folder` is, in one exercise or in all."""
    show_findings(folder, console)
    assignment = settings.read()
    if only:
        assignment = alone(assignment, only)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module(PACKAGE)
    except BaseException as error:  # noqa: BLE001 (whatever a module does when it is imported, it is the reader's own)
        problem = traceback.format_exception_only(error)[-1].strip()
        console.print(Text(f"{PACKAGE}/ cannot be imported: {where(error, folder)}{problem}", style="red"))
        return
    outcomes = Journal(assignment.rubric)
    try:
        session.run(assignment, lambda _: local.student(package), seed=seed, journal=outcomes)
    except session.SuitesBroken as broken:
        if not isinstance(broken.__cause__, KeyboardInterrupt):
            raise
        at = where(broken.__cause__, folder).removesuffix(": ")
        console.print(Text(f"Stopped{f' at {at}: does a loop there not end?' if at else '.'}", style="red"))
        return
    card = scorecard.score(assignment.rubric, outcomes)
    console.print(table(card, every_test=only is not None))
    show_next(card, console)
    hidden = json.loads(HIDDEN.read_text("utf-8"))
    rest = [hidden[key] for key in ([only] if only else hidden)]
    console.print(
        f"{card.score:.2f} of {card.max_score:.2f} public points; hidden tests that remain for the grader: "
        f"{sum(h['tests'] for h in rest)}, worth {sum(h['points'] for h in rest):.2f}."
    )


def show_findings(folder: Path, console: Console) -> None:
    """Say first what breaks the rule, which costs more than any test; and what the instructor will look at."""
    if settings.read().rule is None:
        return
    found = screen(unpacked(folder, read_rule()))
    for finding in found:
        place = f"{finding.file}:{finding.line}: {finding.message}"
        if finding.kind == "violation":
            console.print(Text(f"The rule is broken: {place}", style="red"))
        else:
            console.print(Text(f"To be looked at, it costs nothing: {place}", style="yellow"))
    if not any(finding.kind == "violation" for finding in found):
        console.print("The rule: nothing found that breaks it.")


def alone(assignment: Assignment, key: str) -> Assignment:
    """The assignment with one exercise, whose tests wait for no other's."""
    rubric = assignment.rubric
    exercise = rubric.exercises[key]
    tests = {
        name: msgspec.structs.replace(test, needs=tuple(need for need in test.needs if "." not in need))
        for name, test in exercise.tests.items()
    }
    rubric = msgspec.structs.replace(rubric, exercises={key: msgspec.structs.replace(exercise, tests=tests)})
    return msgspec.structs.replace(assignment, rubric=rubric)


def table(card: Scorecard, *, every_test: bool) -> Table:
    """A line for each exercise, or for each test of the only one."""
    made = Table(show_edge=False)
    made.add_column("exercise")
    made.add_column("public tests", justify="right")
    made.add_column("points", justify="right")
    for exercise in card.exercises:
        passed = sum(test.outcome == "passed" for test in exercise.tests)
        waiting = sum(test.outcome == "blocked" for test in exercise.tests)
        state = f"{passed}/{len(exercise.tests)}" + (f", {waiting} blocked" if waiting else "")
        made.add_row(exercise.title, state, f"{exercise.score:.2f}/{exercise.max_score:.2f}")
        for test in exercise.tests if every_test else ():
            made.add_row(
                indented(f"{MARKS.get(test.outcome, '✗')} {test.title}", 2),
                "" if test.outcome == "passed" else test.outcome,
                f"{test.score:.2f}/{test.max_score:.2f}",
            )
            for line in explanation(test):
                made.add_row(indented(line, 6, "dim"), "", "")
    return made


def explanation(test: TestScore) -> list[str]:
    """Why a test did not pass and what may help; nothing helps a stub but to write it."""
    if test.outcome == "passed":
        return []
    why = reason(test)
    return [why, f"Hint: {test.hint}"] if test.hint and not why.startswith(STUB) else [why]


def indented(text: str, by: int, style: str = "") -> Padding:
    """A cell whose every line begins at the same place."""
    return Padding(Text(text, style=style), (0, 0, 0, by), expand=False)


def show_next(card: Scorecard, console: Console) -> None:
    """The first test that did not pass, its reason and its hint; or praise. What is blocked waits for the others."""
    short = [(exercise, test) for exercise in card.exercises for test in exercise.tests if test.outcome != "passed"]
    short.sort(key=lambda pair: pair[1].outcome == "blocked")
    if not short:
        console.print(Text("Every public test passes.", style="green"))
    for exercise, test in short[:1]:
        console.print(Text(f"Next, {exercise.title}: {test.title}", style="bold"))
        for line in explanation(test):
            console.print(indented(line, 4))


def reason(test: TestScore) -> str:
    """Why a test did not pass; a stub that is still a stub is no mistake."""
    _, stub, name = test.message.partition("NotImplementedError: ")
    return f"{STUB}{name}" if stub else test.message


def where(error: BaseException, folder: Path) -> str:
    """`package/file.py:12: ` for the last line of the student's own that an exception went through."""
    if isinstance(error, SyntaxError) and error.filename:
        path = Path(error.filename)
        return f"{path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name}:{error.lineno}: "
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(folder / PACKAGE):
            return f"{Path(frame.filename).relative_to(folder).as_posix()}:{frame.lineno}: "
    return ""
