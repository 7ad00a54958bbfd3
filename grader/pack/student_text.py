"""What a platform may tell a student of a record: exactly what `feedback.html` shows, as plain text."""

from collections.abc import Iterator

from grader import settings
from grader.report.read_back import Record
from grader.report.shown import for_student
from grader.report.words import WORDS, count, located, points, sentence
from grader.scoring.scorecard import ExerciseScore, Notice, TestScore

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
    lines = [text for gap in record.gaps for text in (located(gap.file, gap.line, gap.message), gap.shown) if text]
    lines += [
        f"{passed} of {count(len(seen), 'test')} passed: {points(record.score)} of {points(record.max_score)} points."
    ]
    policy, words = record.policy, settings.read().settings.words
    if policy.violations and words:
        lines.append(
            f"The rule was broken: {words.rule}. {words.broken} reaches {points(policy.cap)} points at most; "
            f"the tests alone earned {points(policy.earned)}."
        )
        lines += [_place(notice) for notice in policy.violations]
    if gentle := [*policy.remarks, *policy.waived]:
        lines.append("Your instructor will look at this; it costs no points:")
        lines += [_place(notice) for notice in gentle]
    return "\n".join([*lines, *record.side_notes])


def _place(notice: Notice) -> str:
    return f"- {located(notice.file, notice.line, notice.message)} ({notice.rule})"
