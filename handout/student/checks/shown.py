"""A report, as it is read: in a terminal through rich, in a notebook as HTML that fits any width and either theme.

Points and the next step come first; what breaks the rule comes last, with what it costs.
"""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks import settings
from checks.progress import Report
from checks.scoring.scorecard import ExerciseScore, TestScore
from checks.slips import Slip
from checks.words import PLACE, helps, plainly, source_of
from checks.work import asked

HIDDEN = Path(__file__).with_name("hidden.json")
MARKS = {"passed": "✓", "blocked": "…", "not_run": "–"}
PRAISE = "Every public test passes."
STYLES = {"says": "", "code": "cyan", "hint": "dim", "good": "green", "bad": "red", "look": "yellow", "next": "bold"}
HTML = {
    "says": "", "code": "font-family:monospace;white-space:pre-wrap;opacity:.85", "hint": "opacity:.75",
    "good": "color:#2e9e4f", "bad": "color:#d9534f", "look": "color:#c08a1e", "next": "font-weight:bold",
}  # fmt: skip
Line = tuple[str, str]  # how it is shown, and the text


def why(report: Report, test: TestScore) -> list[Line]:
    """Why a test did not pass: the mistake or its place first, then the line of the student's, then what may help."""
    if test.outcome == "passed":
        return []
    message = plainly(test.message, report.folder)
    lines = [("says", message), *(("code", line) for line in source_of(message, report.folder))]
    hint = "" if test.outcome == "blocked" or "not yet written: " in message else helps(test.hint)
    return lines + ([("hint", f"Hint: {hint}")] if hint else [])


def next_step(report: Report) -> list[Line]:
    """The first test that did not pass; what is blocked waits for others. Slips in its files are named first."""
    exercises = report.card.exercises if report.card else ()
    short = [(exercise, test) for exercise in exercises for test in exercise.tests if test.outcome != "passed"]
    short.sort(key=lambda pair: pair[1].outcome == "blocked")
    if not short:
        return [("good", PRAISE)]
    exercise, test = short[0]
    lines = why(report, test)
    files = {name for name, each in asked()["files"].items() if each["exercise"] == exercise.id}
    files |= {found[1].rpartition(":")[0] for _, text in lines for found in PLACE.finditer(text)}
    found: list[Line] = []
    for slip in report.slips:
        if slip.file in files and "not yet written: " not in lines[0][1]:
            found += told(slip, report)
    for each in report.unread:
        if each.file in files:
            found += unread(each)
    return [("next", f"Next, {exercise.title}: {test.title}"), *found, *lines]


def told(slip: Slip, report: Report) -> list[Line]:
    """A slip and its line."""
    place = f"{slip.file}:{slip.line}"
    sentence = f"{place}: {slip.says}{'' if slip.says.endswith('?') else '.'}"
    return [("says", sentence), *(("code", line) for line in source_of(place, report.folder))]


def unread(each: object) -> list[Line]:
    """A file that Python cannot read, with the line and a caret."""
    file, line, reason, shown = each  # type: ignore[misc]
    return [("says", f"{file}:{line}: {reason}"), *(("code", text) for text in shown)]


def closing(report: Report) -> Iterator[Line]:
    """The points, the stubs that are left, and what was found of the rule, which costs more than any test."""
    if report.card:
        hidden = json.loads(HIDDEN.read_text("utf-8"))
        rest = [hidden[key] for key in ([report.only] if report.only else hidden)]
        tests, worth = sum(each["tests"] for each in rest), sum(each["points"] for each in rest)
        points = f"{report.card.score:.2f} of {report.card.max_score:.2f} public points"
        yield "says", f"{points}; hidden tests that remain for the grader: {tests}, worth {worth:.2f}."
    if report.card and report.card.score == report.card.max_score:  # else they stand above
        for slip in report.slips:
            if slip.sure:
                yield "look", told(slip, report)[0][1]
    if report.only is None:
        yield from stubs(report)
    yield from rule(report)


def stubs(report: Report) -> Iterator[Line]:
    """What is still as it was handed out."""
    if count := sum(map(len, report.stubs.values())):
        named = "; ".join(f"{file}: {', '.join(names)}" for file, names in report.stubs.items())
        yield "look", f"Not yet written ({count}): {named}."


def rule(report: Report) -> Iterator[Line]:
    """Breaches and what they cost, then what the instructor will look at, which costs nothing."""
    words = settings.read().settings.words
    if words is None:  # there is no rule
        return
    broken = [finding for finding in report.findings if finding.kind == "violation"]
    if broken:
        cap, whole = asked()["cap"], asked()["points"]
        cost = f"With this the mark is {cap:g} of {whole:g} at most, whatever the tests say"
        stand = f", instead of the {report.card.score:.2f} public points above" if report.card else ""
        yield "bad", f"The rule is broken. {cost}{stand}:"
    for finding in broken:
        yield "bad", f"    {finding.file}:{finding.line}: {finding.message}"
    if broken:
        yield "says", words.allowed
    for finding in report.findings:
        if finding.kind != "violation":
            yield "look", f"To be looked at, it costs nothing: {finding.file}:{finding.line}: {finding.message}"
    if not broken:
        yield "says", "The rule: nothing found that breaks it."


def problems(report: Report) -> list[Line]:
    """Why nothing ran, or was broken off."""
    lines: list[Line] = []
    if report.card is None and report.problem is None and report.stopped is None:
        for each in report.unread:
            lines += unread(each)
        lines.append(("says", "Python cannot read this file, so that no test can run: mend it first."))
    if report.problem:
        place, sentence = report.problem
        names = re.findall(r"'(\w+)'", sentence)
        slips = [slip for slip in report.slips if any(f"`{name}`" in slip.says for name in names)]
        lines = [line for slip in slips for line in told(slip, report)]
        lines.append(("bad", f"{place}: {sentence}" if place else sentence))
        lines += [("code", line) for line in source_of(place, report.folder)]
    if report.stopped is not None:
        at = f" at {report.stopped}: does a loop there not end?" if report.stopped else "."
        lines = [("bad", f"Stopped{at}")]
    return lines


# In a terminal. ---------------------------------------------------------------------------------------------------


def write(report: Report, console: Console) -> None:
    """Print it."""
    if report.card is None:
        put(problems(report), console, 0)
        return
    console.print(table(report))
    put(next_step(report), console, 4)
    put(closing(report), console, 0)


def put(lines: Iterator[Line] | list[Line], console: Console, by: int) -> None:
    """Lines in their colours; all but the first indented."""
    for number, (kind, text) in enumerate(lines):
        shown = Text(text, style=STYLES[kind])
        console.print(Padding(shown, (0, 0, 0, by)) if by and number else shown)


def table(report: Report) -> Table:
    """A line for each exercise, or for each test of the only one."""
    made = Table(show_edge=False)
    made.add_column("exercise")
    made.add_column("public tests", justify="right")
    made.add_column("points", justify="right")
    for exercise in report.card.exercises if report.card else ():
        made.add_row(exercise.title, state(exercise), f"{exercise.score:.2f}/{exercise.max_score:.2f}")
        for test in exercise.tests if report.only else ():
            made.add_row(
                Padding(Text(f"{MARKS.get(test.outcome, '✗')} {test.title}"), (0, 0, 0, 2)),
                "" if test.outcome == "passed" else test.outcome.replace("_", " "),
                f"{test.score:.2f}/{test.max_score:.2f}",
            )
            for kind, text in why(report, test):
                made.add_row(Padding(Text(text, style=STYLES[kind] or "dim"), (0, 0, 0, 6)), "", "")
    return made


def state(exercise: ExerciseScore) -> str:
    """How many tests passed, and how many wait for others."""
    passed = sum(test.outcome == "passed" for test in exercise.tests)
    waiting = sum(test.outcome == "blocked" for test in exercise.tests)
    return f"{passed}/{len(exercise.tests)}" + (f", {waiting} blocked" if waiting else "")


# In a notebook. ---------------------------------------------------------------------------------------------------


def page(report: Report) -> str:
    """The same as HTML: colours that read on light and on dark, and nothing wider than the cell."""
    if report.card is None:
        return framed("".join(div(*line) for line in in_cells(problems(report))))
    rows = "".join(row(report, exercise) for exercise in report.card.exercises)
    lines = [*next_step(report), *closing(report)]
    return framed(f'<table style="width:100%;border-collapse:collapse">{rows}</table>' + "".join(
        div(*line) for line in in_cells(lines)
    ))  # fmt: skip


def framed(inside: str) -> str:
    """In the width of the cell, whatever that is."""
    return f'<div style="max-width:60em;overflow-wrap:anywhere;line-height:1.45">{inside}</div>'


def row(report: Report, exercise: ExerciseScore) -> str:
    """An exercise, and each of its tests where it is the only one."""
    made = cells(f"<b>{html.escape(exercise.title)}</b>", state(exercise), exercise.score, exercise.max_score)
    for test in exercise.tests if report.only else ():
        kind = {"passed": "good", "blocked": "look"}.get(test.outcome, "bad")
        mark = f'<span style="{HTML[kind]}">{MARKS.get(test.outcome, "✗")}</span> {html.escape(test.title)}'
        reasons = "".join(div(*line) for line in in_cells(why(report, test)))
        inside = f'{mark}<div style="padding-left:1.5em">{reasons}</div>' if reasons else mark
        outcome = "" if test.outcome == "passed" else test.outcome.replace("_", " ")
        made += cells(inside, outcome, test.score, test.max_score)
    return made


def cells(first: str, second: str, score: float, most: float) -> str:
    """One row of the table."""
    style = "padding:.2em .5em;vertical-align:top;background:transparent"
    left, right = f"{style};text-align:left;white-space:normal", f"{style};text-align:right;white-space:nowrap"
    points = f"{score:.2f}/{most:.2f}"
    return f'<tr><td style="{left}">{first}</td><td style="{right}">{second}</td><td style="{right}">{points}</td></tr>'


def div(kind: str, text: str) -> str:
    """One line of text."""
    return f'<div style="{HTML[kind]}">{html.escape(text)}</div>'


def in_cells(lines: list[Line]) -> list[Line]:
    """The lines with the numbers that the notebook counts: above a file's first line its cell names the file."""
    return [(kind, text if kind == "code" else re.sub(PLACE, _in_cell, text)) for kind, text in lines]


def _in_cell(found: re.Match[str]) -> str:
    return f"{found[0]} (line {int(found[1].rpartition(':')[2]) + 1} of its cell)"
