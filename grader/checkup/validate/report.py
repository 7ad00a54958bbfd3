"""The matrix for people and programs: a table on the terminal, JSON, and the pages docs/validate.md and hints.md."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.checkup.validate import typical
from grader.checkup.validate.verdicts import Validation, Verdict
from grader.scoring.rubric import Rubric

HEAD = """# The grader, graded

`python -m grader validate` puts one mistake at a time into the solution, grades what comes of it in the real sandbox,
and grades right solutions in other styles beside them. This page is its output.

A mistake is *killed* where a test of its own exercise fails, *named* where a hint of such a test says what is wrong,
and *seen at home* where such a test is public, so that students read of it before they hand in.
What it costs elsewhere is *explained* where the test says `blocked` and names the earlier one.
"""
COLUMNS = ("exercise", "mistakes", "killed", "named", "seen at home", "own points lost", "lost elsewhere")


def show(found: Validation, rubric: Rubric, console: Console) -> None:
    """A line an exercise, and below it all that is not as it should be."""
    table = Table(title="known mistakes")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "exercise" else "right")
    for row in rows(found, rubric):
        table.add_row(*row)
    console.print(table)
    for graded in found.right:
        console.print(f"right solution {graded.name}, seed {graded.seed}: {graded.score:g}")
    for line in complaints(found):
        console.print(Text(line, style="red"))
    console.print(took(found))


def rows(found: Validation, rubric: Rubric) -> list[tuple[str, ...]]:
    """The summary: one row an exercise, and one for all."""
    groups = {key: [v for v in found.verdicts if v.exercise == key] for key in rubric.exercises}
    lines = [_row(rubric.exercises[key].title, group) for key, group in groups.items() if group]
    return [*lines, _row("all", found.verdicts)]


def _row(title: str, group: Sequence[Verdict]) -> tuple[str, ...]:
    if not group:
        return (title, *["0"] * (len(COLUMNS) - 1))
    own = mean(v.lost.get(v.exercise, 0.0) for v in group)
    return (
        title,
        str(len(group)),
        str(sum(v.killed for v in group)),
        str(sum(v.named for v in group)),
        str(sum(v.seen_at_home for v in group)),
        f"{own:.2f}",
        f"{mean(v.elsewhere for v in group):.2f}",
    )


def complaints(found: Validation) -> list[str]:
    """Everything that is not as it should be, a sentence each."""
    return [
        *(f"survived: {v.name}: {v.about}" for v in found.survivors),
        *(f"spilt: {v.name} costs {v.unexplained:.2f} points elsewhere: {_points(v)}" for v in found.spilt),
        *(f"not named by a hint: {v.name}: {v.about}; said: {v.hint or 'nothing'}" for v in found.unnamed),
        *(f"breaks the rule: {v.name}: {v.rule[0]}" for v in found.broken),
        *(f"wronged: {g.name}, seed {g.seed}, got {g.score:g}: {_why(g.lost)}" for g in found.wronged),
        *(f"survived in a pair: {pair.name}" for pair in found.pairs if not pair.killed),
        *(f"more than their sum: {pair.name} cost {pair.beyond:.2f} points beyond" for pair in found.cliffs),
    ]


def _points(verdict: Verdict) -> str:
    return ", ".join(f"{key} {points:.2f}" for key, points in verdict.lost.items() if key != verdict.exercise)


def _why(lost: Sequence[object]) -> str:
    return "; ".join(f"{test.exercise}.{test.test}: {test.message}" for test in lost[:3])  # type: ignore[attr-defined]


def write(found: Validation, rubric: Rubric, out: Path) -> None:
    """`validate.json` and `validate.md` in `out`, and `hints.md` where the typical mistakes were graded."""
    out.mkdir(parents=True, exist_ok=True)
    summary = {
        "mistakes": len(found.verdicts),
        "killed": len(found.verdicts) - len(found.survivors),
        "named": len(found.verdicts) - len(found.unnamed),
        "seen_at_home": len(found.seen_at_home),
        "elsewhere": round(found.elsewhere, 4),
        "beyond": max((pair.beyond for pair in found.pairs), default=0.0),
        "unexplained": round(sum(v.unexplained for v in found.verdicts), 4),
        "sound": found.sound,
    }
    record = {"summary": summary, **msgspec.to_builtins(found)}
    (out / "validate.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    (out / "validate.md").write_text(page(found, rubric), encoding="utf-8")
    if typical.graded(found):
        (out / "hints.md").write_text(typical.page(found, rubric), encoding="utf-8")


def page(found: Validation, rubric: Rubric) -> str:
    """The whole matrix as Markdown."""
    blocks = [HEAD, _markdown(COLUMNS, rows(found, rubric))]
    blocks += ["## Right solutions\n", _right(found)]
    double = [
        (pair.name, "both killed" if pair.killed else "one survived", f"{pair.beyond:+.2f}") for pair in found.pairs
    ]
    if double:
        head = ("mistakes", "", "points lost beyond the sum of both alone")
        blocks += ["## Two mistakes at once\n", _markdown(head, double)]
    for key, exercise in rubric.exercises.items():
        group = [v for v in found.verdicts if v.exercise == key]
        if group:
            blocks += [f"## {exercise.title}\n", _matrix(group, rubric)]
    return "\n".join([*blocks, took(found) + "\n"])


def took(found: Validation) -> str:
    """Wall and CPU seconds of a validation, and how many processes it ran in, as a sentence."""
    count = len(found.verdicts) + len(found.pairs) + len(found.right)
    cost = found.cost
    return f"{count} gradings: {cost.seconds:.0f} s, {cost.cpu_seconds:.0f} s of CPU time, {cost.processes} processes."


def _right(found: Validation) -> str:
    names = list(dict.fromkeys(graded.name for graded in found.right))
    scores = {name: [f"{g.score:g}" for g in found.right if g.name == name] for name in names}
    return _markdown(("style", "score by seed"), [(name, " · ".join(each)) for name, each in scores.items()])


def _matrix(group: Sequence[Verdict], rubric: Rubric) -> str:
    """A line a mistake: whether it is seen at home, the points lost in each exercise, and the hint that is read."""
    head = ("mistake", "seen at home", *rubric.exercises, "hint")
    lines = []
    for verdict in group:
        points = (f"{verdict.lost[key]:.1f}" if key in verdict.lost else "" for key in rubric.exercises)
        about = verdict.about + ("" if verdict.killed else " **survived**")
        lines.append((about, "yes" if verdict.seen_at_home else "", *points, verdict.hint))
    return _markdown(head, lines)


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in (head, *lines)]
    cells.insert(1, ["---"] * len(head))
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)
