"""What a student may see of an exercise: a hidden test by title, outcome and hint alone.

Whatever is made for students, a page or a platform's own, takes its tests from here, so that hidden messages never
get as far as a template.

The visibility of a test may change after it ran. One that ran among hidden tests was answered by a worker that they
had asked, too, so that its message could tell of them: it waits until none of them is hidden any more. One that ran
among visible tests has a hint that may repeat what the submission raised, and where: that is left out.
"""

import msgspec

from grader.scoring.scorecard import ExerciseScore, TestScore

LATER = "This test was hidden when it ran; what it said is shown after the next grading."
REPEATING = ("Your code raised ", "Not written yet")  # hints of `testing.expect.raised`
RAISED = "Your code raised an exception."


def for_student(exercise: ExerciseScore) -> ExerciseScore:
    """The exercise without what a student may not see."""
    open_by_now = all(test.visibility == "visible" for test in exercise.tests if test.ran_as == "hidden")
    return msgspec.structs.replace(exercise, tests=tuple(_shown(test, open_by_now) for test in exercise.tests))


def _shown(test: TestScore, open_by_now: bool) -> TestScore:
    if test.visibility == "hidden":
        repeats = test.ran_as == "visible" and test.hint.startswith(REPEATING)
        return msgspec.structs.replace(test, name="", message="", hint=RAISED if repeats else test.hint)
    if test.ran_as == "visible" or open_by_now or not test.message:
        return test
    return msgspec.structs.replace(test, message=LATER)
