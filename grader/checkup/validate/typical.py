"""What a student reads: ten typical mistakes, the line of each, and the words that name it; the page docs/hints.md."""

import difflib

from grader.checkup.validate import corpus
from grader.checkup.validate.corpus import Mutant, lists, mutants, mutate
from grader.checkup.validate.verdicts import Validation, Verdict
from grader.scoring.rubric import Rubric

HEAD = """# What a student reads

Ten typical mistakes, each put into the solution alone, and the first test whose hint names it.
`python -m grader validate --out docs` writes this page, beside [the matrix of all mistakes](validate.md).

A public test says so at once, in `python check.py`, `python -m pytest` and the notebook: title, message and hint.
A hidden test says so after handing in, in `feedback.html`: title and hint alone, never a number that it expects.
"""


def graded(found: Validation) -> bool:
    """Whether all ten are among what was graded."""
    return {verdict.name for verdict in found.verdicts}.issuperset(lists().typical)


def page(found: Validation, rubric: Rubric) -> str:
    """The ten of them as Markdown."""
    verdicts, known = {verdict.name: verdict for verdict in found.verdicts}, mutants()
    return "\n".join([HEAD, *(section(verdicts[name], known[name], rubric) for name in lists().typical)])


def section(verdict: Verdict, mutant: Mutant, rubric: Rubric) -> str:
    """One mistake: the changed lines, and the test's words as far as a student sees them."""
    exercise = rubric.exercises[verdict.exercise]
    visible = exercise.visibility_of(verdict.test) == "visible"
    said = [f"✗ {exercise.tests[verdict.test].title}"]
    said += [f"    {line}" for line in verdict.message.splitlines() if visible]
    said += [f"    Hint: {verdict.hint}"]
    blocks = [
        "```diff",
        *changes(mutant),
        "```",
        "",
        f"{'Public' if visible else 'Hidden'} test:",
        "",
        "```",
        *said,
        "```",
    ]
    return "\n".join([f"## {exercise.title}: {verdict.about}", "", *blocks, ""])


def changes(mutant: Mutant) -> list[str]:
    """The lines that differ from the solution's, below the name of the file that they stand in."""
    solution = corpus.solution()
    wrong = mutate(solution, mutant)
    lines: list[str] = []
    for file in dict.fromkeys(file for file, _, _ in mutant.edits):
        right, own = (files[file].decode().splitlines() for files in (solution.files, wrong.files))
        differ = [line for line in difflib.unified_diff(right, own, n=0, lineterm="") if not line.startswith("@@")]
        lines += [f"# {file}", *(f"{line[0]} {line[1:].strip()}" for line in differ[2:])]
    return lines
