"""A class made up for the pages: real rubric, real scoring, real files; only the outcomes are drawn, seeded."""

import json
import random
import shutil
from pathlib import Path

from grader import settings
from grader.records import Submission
from grader.report import scores_json
from grader.result import Result
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal, Outcome
from grader.scoring.scorecard import Notice

RUBRIC = settings.read().rubric
DISTINCT = 100  # results of a class are drawn; the rest are copies of them
HINTS = (
    "Is the mean taken over all N·C elements, or only over the samples?",
    "Does backward add to dw and db, or does it overwrite them?",
    "Adam divides by 1 − βᵗ, which changes with every step.",
    "Softmax: subtract the largest logit before exp.",
    "Is the gradient zeroed in place, so that a list taken earlier stays live?",
)
UNFAIR = "test_messages[Linear]"  # the test that everyone fails
NASTY = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


def result(name: str, ability: float, draw: random.Random, violations: tuple[Notice, ...] = ()) -> Result:
    """One graded submission; `ability` is the chance that a test passes."""
    rubric = RUBRIC
    journal = Journal(rubric)
    for key, test, _ in rubric.rows():
        if draw.random() < ability and test != UNFAIR:
            outcome = Outcome(key, test, "passed", seconds=0.01)
        else:
            kind = draw.choices(("failed", "blocked", "crashed", "timeout"), (90, 8, 1, 1))[0]
            hint = draw.choices(HINTS, (5, 4, 3, 2, 1))[0] if kind == "failed" and draw.random() < 0.5 else ""
            outcome = Outcome(key, test, kind, f"{test}: expected 1.25, got {draw.random():.4g}", hint, 0.02)
        journal.record(outcome)
    card = scorecard.score(rubric, journal, violations)
    files = Submission(name, f"{draw.getrandbits(256):064x}", {}, ())
    return Result("graded", files, card, None, draw.getrandbits(32), {}, draw.gammavariate(9, 0.5))


def refused(name: str, problem: str) -> Result:
    """One that could not be graded."""
    rubric = RUBRIC
    nobody = Submission(name, "", {})
    return Result("not_gradable", nobody, scorecard.score(rubric, Journal(rubric)), None, 1, {}, 0.0, problem)


def build(folder: Path, size: int) -> None:
    """A class of `size` in `folder`: the last but one not gradable, the last one's file broken; and its roster."""
    draw = random.Random(7)
    totals: list[float] = []
    names = [f"student-{number:04}" for number in range(size)]
    for number, name in enumerate(names):
        if number >= DISTINCT:
            (folder / name).mkdir()
            shutil.copy(folder / names[number % DISTINCT] / "scores.json", folder / name)
            continue
        ability = 1.0 if number % 9 == 0 else min(1.0, draw.betavariate(6, 1.6))
        violations = (Notice("no-autograd", "framework/linear.py", 7, f".backward() of torch {NASTY}"),)
        made = result(name, ability, draw, violations if number % 50 == 17 else ())
        scores_json.write(made, folder / name)
        totals.append(made.scorecard.score)
    if size > 2:
        scores_json.write(refused(names[-2], f"there is no package framework/ {NASTY}"), folder / names[-2])
        (folder / names[-1] / "scores.json").write_text('{"schema": 1, "score": NaN}')
    roster = {}
    for number, name in enumerate(names):
        late, total = number % 11 == 5, totals[number % DISTINCT]
        roster[name] = {"name": f"Student Nº {number}", "email": f"s{number}@example.org"}
        roster[name] |= {"late": "2 days late: −20 %" if late else "", "final": round(total * (0.8 if late else 1), 2)}
    (folder / "roster.json").write_text(json.dumps(roster))
