"""The table on the terminal: a line an exercise, and below it what fell short."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.report import read_back
from grader.report.words import adjusted, located, signed
from grader.result import Result
from grader.scoring.scorecard import TestScore

COLOUR = {
    "passed": "green",
    "failed": "red",
    "crashed": "red",
    "timeout": "red",
    "error": "magenta",
    "blocked": "yellow",
    "not_run": "yellow",
}
MOST_CHARACTERS = 200  # of a message; all of it is in scores.json


def show(result: Result, console: Console) -> None:
    """Print the result; what the student wrote is never read as markup."""
    card = result.scorecard
    for gap in result.gaps:
        console.print(Text(located(gap.file, gap.line, gap.message), style="red"))
        if gap.shown:
            console.print(Text(gap.shown), soft_wrap=True)
    table = Table(title=Text(f"{card.assignment}: {result.submission.id}"), caption=_caption(result))
    table.add_column("exercise")
    table.add_column("tests", justify="right")
    table.add_column("points", justify="right")
    table.add_column("fell short")
    for exercise in card.exercises:
        passed = sum(test.outcome == "passed" for test in exercise.tests)
        short = Text("\n").join(_line(test) for test in exercise.tests if test.outcome != "passed")
        table.add_row(
            exercise.title, f"{passed}/{len(exercise.tests)}", f"{exercise.score:.2f}/{exercise.max_score:g}", short
        )
    table.add_section()
    table.add_row("total", "", f"{card.score:.2f}/{card.max_score:g}", _cap(result))
    for each in result.adjustments:
        table.add_row("by hand", "", signed(each.points), Text(adjusted(each, by=True)))
    if result.adjustments:
        table.add_row("mark", "", f"{read_back.of(result).mark:.2f}/{card.max_score:g}", "")
    console.print(table)
    for words, notices, style in (
        ("rule broken", card.violations, "red"),
        ("remark, costs nothing", card.remarks, "yellow"),
        ("waived", card.waived, "yellow"),
    ):
        for notice in notices:
            place = f"{notice.file}:{notice.line}" if notice.line else notice.file
            by = f", by {notice.by}" if notice.by else ""
            console.print(Text(f"{words}{by}: {place} {notice.message} ({notice.rule})", style=style))
    for note in filter(None, (result.problem, *result.submission.notes)):
        console.print(Text(note, style="yellow"))


def _line(test: TestScore) -> Text:
    words = " ".join((test.hint or test.message).split())
    line = Text(f"{test.outcome:8}", style=COLOUR[test.outcome])
    return line.append(f" {test.title}: {words[:MOST_CHARACTERS]}" if words else f" {test.title}", style="default")


def _cap(result: Result) -> Text:
    card = result.scorecard
    if not card.violations:
        return Text()
    return Text(f"capped at {card.cap:g}: the rule was broken; the tests gave {card.earned:.2f}", style="red")


def _caption(result: Result) -> Text:
    isolation = result.isolation
    if isolation is not None:
        walls = "walls stand" if isolation.safe else "UNSAFE"
    else:
        walls = "no student code ran" if result.status == "not_gradable" else "UNSAFE: no walls recorded"
    return Text(f"{result.status} in {result.seconds:.1f} s, seed {result.seed}, {walls}")
