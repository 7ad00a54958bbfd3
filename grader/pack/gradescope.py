"""A record as Gradescope's `results.json`.

Every test is listed as visible, since Gradescope withholds the total where one is hidden; a hidden test of ours is
told by title, outcome and hint alone. Nothing that a submission wrote is read as markup: each output is `text`.
"""

from collections.abc import Sequence
from typing import Any

from grader.pack import student_text
from grader.pack.shares import DECIMAL, apportion
from grader.report.read_back import Record
from grader.scoring.scorecard import ExerciseScore, TestScore

PLACES = 4  # decimals of points


def results(record: Record, seconds: float, board: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The object for `results.json`; `seconds` is what the whole run took."""
    tests = []
    numbers: dict[str, int] = {}
    listed = list(student_text.tests(record))
    worth = apportion([test.max_score for _, test in listed], record.max_score, DECIMAL)
    for (exercise, test), most in zip(listed, worth, strict=True):
        numbers[exercise.id] = numbers.get(exercise.id, 0) + 1
        tests.append(_test(exercise, test, f"{len(numbers)}.{numbers[exercise.id]}", most))
    return {
        "score": round(record.score, PLACES),
        "execution_time": round(seconds, 2),
        "output": student_text.summary(record),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "status": record.status,
            "sha256": record.submission.sha256,
            "earned": record.policy.earned,
            "capped": record.policy.capped,
            "grader": record.environment.grader,
            "walls": {name: value for name, value in record.isolation.items() if isinstance(value, str)},
        },
        "tests": tests,
        "leaderboard": leaderboard(record, board),
    }


def _test(exercise: ExerciseScore, test: TestScore, number: str, most: float) -> dict[str, Any]:
    return {
        "name": f"{exercise.title}: {test.title}",
        "name_format": "text",
        "number": number,
        "score": most * (test.score / test.max_score if test.max_score else 0.0),
        "max_score": most,
        "status": "passed" if test.outcome == "passed" else "failed",
        "output": student_text.about(test),
        "output_format": "text",
        "tags": [exercise.id, test.visibility],
        "visibility": "visible",
        "extra_data": {"outcome": test.outcome},
    }


def leaderboard(record: Record, board: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points, and for who kept the rule what the assignment measured beside them."""
    points = {"name": "Points", "value": round(record.score, 2), "order": "desc"}
    return [points] if record.policy.violations else [points, *board]
