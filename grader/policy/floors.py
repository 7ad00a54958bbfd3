"""Where tiny values err as if they were large: in a half of the questions, which a draw decides.

An error that does not shrink with its value drowns the step of a complex number, and troubles a formula, too, where it
divides by large numbers. So each derivative is asked with such a floor and without one, and each is measured by itself.
Nobody knows which: the halves are drawn from the grading's seed, two questions at a time, one of them with a floor.

    [Question] + which of them are judged  →  a floor for each
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random

from grader.policy.transcript import Question

FLOOR = 1 / 16  # the error of a tiny value, as a share of that of 1


def floors(
    questions: Sequence[Question],
    judged: Callable[[Question], frozenset[str]],
    without: Callable[[str], bool],
    draw: Random,
) -> list[float]:
    """From behind the last answer that is judged to the next a floor holds; there is none in tests `without`."""
    found: list[float] = []
    halves: defaultdict[frozenset[str], list[float]] = defaultdict(list)
    floor, called = 0.0, False
    for place, question in enumerate(questions, 1):
        called = called or question.verb == "invoke"
        if names := judged(question):
            if called:  # else it reads what the call before has computed
                floor = 0.0 if without(question.test) else _next(halves[names], draw)
            found += [floor] * (place - len(found))
            called = False
    return found + [floor] * (len(questions) - len(found))


def _next(half: list[float], draw: Random) -> float:
    """One of two, then the other."""
    if not half:
        half += draw.sample([0.0, FLOOR], 2)
    return half.pop()
