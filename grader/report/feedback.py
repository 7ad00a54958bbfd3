"""`feedback.html`: what the student may see, one page without scripts or anything from elsewhere.

A visible test with its message and hint; a hidden one by title, outcome and hint alone.
"""

from pathlib import Path

import jinja2
import msgspec

from grader.report.scores import Result, put
from grader.scoring import ExerciseScore, TestScore

HERE = Path(__file__).parent


def write(result: Result, folder: Path) -> Path:
    """Put `feedback.html` into `folder`, all of it or nothing."""
    return put(folder / "feedback.html", page(result))


def page(result: Result) -> str:
    """The page as text; hidden messages never reach the template."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    card = result.scorecard
    return environment.get_template("feedback.html.j2").render(
        assignment=card.assignment,
        submission=result.submission.id,
        score=card.score,
        max_score=card.max_score,
        earned=card.earned,
        cap=card.cap,
        capped=card.capped,
        violations=card.violations,
        problem=result.problem,
        notes=result.submission.notes,
        exercises=[for_student(exercise) for exercise in card.exercises],
    )


def for_student(exercise: ExerciseScore) -> ExerciseScore:
    """The exercise without what a student may not see."""
    return msgspec.structs.replace(exercise, tests=tuple(_shown(test) for test in exercise.tests))


def _shown(test: TestScore) -> TestScore:
    return test if test.visibility == "visible" else msgspec.structs.replace(test, name="", message="")
