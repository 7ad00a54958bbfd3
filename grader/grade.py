"""The chain: intake → screen → sandbox → suites → scoring; the report is its caller's.

Each stage takes the record of the one before and returns the next; none calls a former one.
"""

import random
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from grader import intake, running, scoring
from grader.approximation import Watch
from grader.errors import NotGradable
from grader.outcomes import Journal
from grader.records import Limits, Submission
from grader.report.scores import Result
from grader.rubric import Rubric
from grader.sandbox import Sandbox
from grader.scoring import Violation
from grader.screen import Finding, screen
from grader.student import Student
from grader.watch import Budget
from grader.zygote import Zygote


def new_seed() -> int:
    """A seed that nobody knows before grading."""
    return secrets.randbelow(2**32)


def grade(
    path: Path,
    rubric: Rubric,
    *,
    seed: int,
    unsafe: bool = False,
    journal: Path | None = None,
    zygote: Zygote | None = None,
    limits: Limits | None = None,
) -> Result:
    """Grade what lies at `path`; with a `zygote`, one that is warm already."""
    began = time.monotonic()
    try:
        submission = intake.read(path)
    except NotGradable as refusal:
        return not_gradable(path, rubric, str(refusal), seed)
    return grade_submission(
        submission, rubric, seed=seed, unsafe=unsafe, journal=journal, zygote=zygote, began=began, limits=limits
    )


def grade_submission(
    submission: Submission,
    rubric: Rubric,
    *,
    seed: int,
    unsafe: bool = False,
    journal: Path | None = None,
    zygote: Zygote | None = None,
    began: float | None = None,
    screening: Callable[[Mapping[str, bytes]], Iterable[Finding]] = screen,
    limits: Limits | None = None,
) -> Result:
    """Grade what intake has read; `screening` is left out only where the other walls are tried alone."""
    began = time.monotonic() if began is None else began
    findings = [Violation(f.rule, f.file, f.line, f.message) for f in screening(submission.files)]
    outcomes = Journal(rubric, journal)
    budgets = {key: Budget(exercise.extra_seconds) for key, exercise in rubric.exercises.items()}
    # What the worker knows of the seed tells nothing of the values that the suites draw.
    theirs, watched = (random.Random(f"{who} {seed}").getrandbits(32) for who in ("worker", "watch"))
    try:
        with Sandbox(submission.files, limits=limits or Limits(), seed=theirs, unsafe=unsafe, zygote=zygote) as sandbox:

            def open_student(exercise: str) -> Student:
                return sandbox.student(budgets[exercise])

            isolation = sandbox.isolation
            purse = Budget()
            watch = Watch(lambda rough: sandbox.student(purse, rough=rough), watched)
            report = running.run(rubric, open_student, seed=seed, journal=outcomes, watch=watch)
    finally:
        outcomes.close()
    breaches = [Violation(rule, "", 0, words) for rule, words in watch.breaches()]
    card = scoring.score(rubric, outcomes, [*findings, *met(rubric, outcomes), *breaches])
    broken = any(outcome.kind == "error" for outcome in outcomes)
    return Result(
        status="grader_error" if broken else "graded",
        submission=submission,
        scorecard=card,
        isolation=isolation,
        seed=seed,
        report=report,
        seconds=time.monotonic() - began,
    )


def met(rubric: Rubric, outcomes: Journal) -> list[Violation]:
    """What the worker's walls met, in words."""
    return [
        Violation(o.rule, "", 0, f"the test “{rubric.exercises[o.exercise].tests[o.name].title}”: your code {o.words}")
        for o in outcomes
        if o.rule
    ]


def not_gradable(path: Path, rubric: Rubric, problem: str, seed: int) -> Result:
    """Nothing ran: every test stays `not_run`, with the reason in a sentence for the student."""
    nobody = Submission(id=path.name, sha256="", files={})
    report: dict[str, Any] = {}
    return Result("not_gradable", nobody, scoring.score(rubric, Journal(rubric)), None, seed, report, 0.0, problem)
