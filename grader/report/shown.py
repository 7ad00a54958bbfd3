"""What a student may see of an exercise: a hidden test by title, outcome and hint alone.

Whatever is made for students, a page or a platform's own, takes its tests from here, so that hidden messages never
get as far as a template.
"""

import msgspec

from grader.scoring.scorecard import ExerciseScore, TestScore


def for_student(exercise: ExerciseScore) -> ExerciseScore:
    """The exercise without what a student may not see."""
    return msgspec.structs.replace(exercise, tests=tuple(_shown(test) for test in exercise.tests))


def _shown(test: TestScore) -> TestScore:
    return test if test.visibility == "visible" else msgspec.structs.replace(test, name="", message="")
