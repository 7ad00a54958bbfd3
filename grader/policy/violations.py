"""Breaches of the assignment's rule, whoever saw them: the screen, a worker's wall, or the log of operations."""

from collections.abc import Iterable

from grader.scoring.outcomes import Journal
from grader.scoring.rubric import Rubric
from grader.scoring.scorecard import Violation
from grader.screen import Finding

ENGINE = "engine-called"  # the rule's name where a worker's wall, not the screen, saw the breach
CALLED = "your code called the differentiation engine, which is out of order here"


def found(
    findings: Iterable[Finding], rubric: Rubric, outcomes: Journal, breaches: Iterable[tuple[str, str]]
) -> list[Violation]:
    """Every violation: what the screen read, what a test met in the worker, what asking for derivatives met there."""
    written = [Violation(each.rule, each.file, each.line, each.message) for each in findings]
    met = [
        Violation(ENGINE, "", 0, f"the test “{rubric.exercises[o.exercise].tests[o.name].title}”: {CALLED}")
        for o in outcomes
        if o.engine
    ]
    return [*written, *met, *(Violation(rule, "", 0, words) for rule, words in breaches)]
