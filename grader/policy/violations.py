"""What the rule has to say of a submission, whoever saw it: the screen, a worker's wall, or the log of operations."""

from collections.abc import Iterable, Mapping

from grader.errors import EngineCalled, ReadyMadeCalled
from grader.scoring.outcomes import Journal
from grader.scoring.rubric import Rubric
from grader.scoring.scorecard import Excerpt, Notice
from grader.screen import Finding

OUT_OF_ORDER = {each.rule: each.words for each in (EngineCalled, ReadyMadeCalled)}  # rule → what the code did
AROUND = 2  # lines before and after the one that a notice stands at
LONGEST = 160  # characters of such a line
MOST = 50  # excerpts


def written(findings: Iterable[Finding], kind: str) -> list[Notice]:
    """What the screen found: the violations, or the remarks."""
    return [Notice(each.rule, each.file, each.line, each.message) for each in findings if each.kind == kind]


def met(rubric: Rubric, outcomes: Journal) -> list[Notice]:
    """What tests met while the code ran, in words."""
    return [
        Notice(o.rule, "", 0, f"the test “{rubric.exercises[o.exercise].tests[o.name].title}”: your code {o.words}")
        for o in outcomes
        if o.rule
    ]


def excerpts(notices: Iterable[Notice], files: Mapping[str, bytes]) -> tuple[Excerpt, ...]:
    """The lines of the submission that notices stand at, with some around them."""
    places = dict.fromkeys((notice.file, notice.line) for notice in notices if notice.file in files)
    return tuple(_excerpt(file, line, files[file]) for file, line in list(places)[:MOST])


def _excerpt(file: str, line: int, source: bytes) -> Excerpt:
    lines = source.decode("utf-8", "replace").splitlines()
    first = max(1, line - AROUND)
    return Excerpt(file, line, first, tuple(text[:LONGEST] for text in lines[first - 1 : line + AROUND]))
