"""What a platform may tell a student of a record: exactly what `feedback.html` shows, as plain text."""

from collections.abc import Iterator

from grader.report.read_back import Record
from grader.report.shown import for_student
from grader.report.words import WORDS, count, points, sentence
from grader.scoring.scorecard import ExerciseScore, TestScore

MOST = 4000  # characters of one message


def tests(record: Record) -> Iterator[tuple[ExerciseScore, TestScore]]:
    """Each test as a student may see it, with its exercise."""
    for exercise in map(for_student, record.exercises):
        for test in exercise.tests:
            yield exercise, test


def about(test: TestScore) -> str:
    """A test that did not pass, in words: outcome, message where it is visible, hint."""
    lines = [] if test.outcome == "passed" else [f"{WORDS[test.outcome]}.".capitalize()]
    if test.message:
        lines.append(test.message[:MOST])
    if test.hint:
        lines.append(f"Hint: {test.hint[:MOST]}")
    if test.visibility == "hidden" and test.outcome != "passed":
        lines.append("A hidden test: it looks at the same sentence of the assignment with values of its own.")
    return "\n".join(lines)


def summary(record: Record) -> str:
    """The submission as a whole, a line a thought."""
    if record.problem:
        return f"This submission could not be graded. {sentence(record.problem)}"
    seen = list(tests(record))
    passed = sum(test.outcome == "passed" for _, test in seen)
    lines = [
        f"{passed} of {count(len(seen), 'test')} passed: {points(record.score)} of {points(record.max_score)} points."
    ]
    policy = record.policy
    if policy.violations:
        lines.append(
            "The rule was broken: derivatives are written by hand. Whoever uses autograd or ready-made parts reaches "
            f"{points(policy.cap)} points at most; the tests alone earned {points(policy.earned)}."
        )
        for v in policy.violations:
            place = f"{v.file}:{v.line}: " if v.line else f"{v.file}: " if v.file else ""
            lines.append(f"- {place}{v.message} ({v.rule})")
    return "\n".join([*lines, *record.remarks])
