"""The chain: intake → screen → sandbox ⇄ worker → testing → scoring; the report is its caller's.

Each stage takes the record of the one before and returns the next; none calls a former one.
"""

import random
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from grader import intake
from grader.errors import NotGradable
from grader.gaps import Filling
from grader.policy import violations
from grader.records import Limits, Submission
from grader.result import Result
from grader.sandbox.budget import Budget
from grader.sandbox.job import Rough
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal
from grader.scoring.scorecard import Notice
from grader.screen import Finding, screen
from grader.screen.rule import read_rule
from grader.settings import Assignment
from grader.student.proxy import Student
from grader.testing import session

if TYPE_CHECKING:
    from grader.policy.approximation import ApproximationCheck

ROUGH_SECONDS = 40.0  # of CPU beyond an exercise's: rough arithmetic is slow, and serves several exercises


def new_seed() -> int:
    """A seed that nobody knows before grading."""
    return secrets.randbelow(2**32)


def grade(
    path: Path,
    assignment: Assignment,
    *,
    seed: int | Callable[[Submission], int],
    unsafe: bool = False,
    journal: Path | None = None,
    zygote: Zygote | None = None,
    limits: Limits | None = None,
) -> Result:
    """Grade what lies at `path`, under a seed or what says one for a submission; with a `zygote`, one that is warm."""
    began = time.monotonic()
    seed_for = seed if callable(seed) else lambda _: seed
    try:
        submission = intake.read(path, assignment.layout)
    except NotGradable as refusal:
        return not_gradable(path.name, assignment, str(refusal), seed_for(Submission(path.name, "", {})))
    return grade_submission(
        submission,
        assignment,
        seed=seed_for(submission),
        unsafe=unsafe,
        journal=journal,
        zygote=zygote,
        began=began,
        limits=limits,
    )


def grade_submission(
    submission: Submission,
    assignment: Assignment,
    *,
    seed: int,
    unsafe: bool = False,
    journal: Path | None = None,
    zygote: Zygote | None = None,
    began: float | None = None,
    screening: Callable[[Mapping[str, bytes]], Iterable[Finding]] | None = None,
    limits: Limits | None = None,
) -> Result:
    """Grade what intake has read; `screening` is left out only where the other walls are tried alone."""
    began = time.monotonic() if began is None else began
    findings = (screening or (lambda files: found_by_rule(files, assignment)))(submission.files)
    outcomes = Journal(assignment.rubric, journal)
    budgets = {key: Budget(exercise.extra_seconds) for key, exercise in assignment.rubric.exercises.items()}
    # What the worker knows of the seed tells nothing of the values that the suites draw.
    theirs = random.Random(f"worker {seed}").getrandbits(32)
    filling = Filling(submission.files, assignment.layout)
    walls = Sandbox(
        filling.files,
        assignment.settings.package,
        limits=limits or Limits(),
        seed=theirs,
        unsafe=unsafe,
        zygote=zygote,
        fill=filling.after,
        kit=assignment.kit,
    )
    try:
        with walls as sandbox:
            isolation = sandbox.isolation
            check = (
                look_for_approximations(sandbox, assignment, seed) if assignment.settings.derivatives.names else None
            )

            def open_student(exercise: str) -> Student:
                line = sandbox.connection(budgets[exercise])
                return Student(check.listen(exercise, line) if check else line)

            report = session.run(assignment, open_student, seed=seed, journal=outcomes, check=check)
    finally:
        outcomes.close()
    breaches = [
        *violations.written(findings, "violation"),
        *violations.met(assignment.rubric, outcomes),
        *(Notice(rule, "", 0, words) for rule, words in (check.breaches() if check else [])),
    ]
    remarks = [
        *violations.written(findings, "remark"),
        *(Notice(rule, "", 0, words) for rule, words in (check.remarks() if check else [])),
    ]
    broken = any(outcome.kind == "error" for outcome in outcomes)
    return Result(
        status="grader_error" if broken else "graded",
        submission=submission,
        scorecard=scorecard.score(assignment.rubric, outcomes, breaches, remarks),
        isolation=isolation,
        seed=seed,
        report=report,
        seconds=time.monotonic() - began,
        excerpts=violations.excerpts([*breaches, *remarks], submission.files),
        gaps=tuple(filling.gaps),
    )


def found_by_rule(files: Mapping[str, bytes], assignment: Assignment) -> tuple[Finding, ...]:
    """What the screen finds; nothing where there is no rule."""
    return screen(files, read_rule(assignment.rule)) if assignment.rule else ()


def look_for_approximations(sandbox: Sandbox, assignment: Assignment, seed: int) -> "ApproximationCheck":
    """The look at one submission's derivatives; all its rough workers share a purse."""
    from grader.policy.approximation import ApproximationCheck  # noqa: PLC0415 - torch, where nothing else may need it

    purse = Budget(ROUGH_SECONDS)
    return ApproximationCheck(
        lambda size, silent: sandbox.connection(purse, Rough(size, silent)),
        assignment.rubric,
        assignment.settings.derivatives,
        random.Random(f"floors {seed}").getrandbits(32),
    )


def not_gradable(id: str, assignment: Assignment, problem: str, seed: int) -> Result:
    """Nothing ran: every test stays `not_run`, with the reason in a sentence for the student."""
    card = scorecard.score(assignment.rubric, Journal(assignment.rubric))
    return Result("not_gradable", Submission(id, "", {}), card, None, seed, {}, 0.0, problem)
