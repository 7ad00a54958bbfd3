"""Approximated derivatives: found by what errors do to them, since values cannot tell a good one from the truth.

After each exercise its workers' questions are put once more, the very same in the same order, to workers that compute
with seven digits (worker/rough.py). A formula passes the errors on, a few times as large; a difference of nearby
values over a small step magnifies them, by 1 over the step. How much is all that counts here: whether a derivative is
right, the suites say. Whoever answers exactly has to answer roughly, too. Where code raises in rough arithmetic alone,
the line that raised is read as if it were not there, and at last errors are as small as a check of twelve digits bears.

    check.listen("linear", line)       the line to a worker, taken down
    check.begin("linear", "test_x")    which test asks from here on
    check.settle("linear", passed)     which of the tests that passed earn nothing after all, and why
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import torch

from grader.policy.magnification import Magnification
from grader.policy.replay import NONE, Replay, replay
from grader.policy.transcript import Line, Question, Transcript
from grader.policy.violations import ENGINE
from grader.scoring.rubric import Rubric
from grader.settings import Derivatives

SIZES = (1e-7, 1e-13)  # of the errors; the second where nobody answers with the first
CHECKS = 4  # checks of a submission's own, one behind the other, that are read as if they were not there
FLOOR = 1 / 16  # the error of a tiny value, as a share of that of 1
MOST = 4.0  # times: formulas come to 2.3, differences to 6 and more (tests/grader/policy/test_approximation.py)
MANY = 1_000_000  # nobody needs the number beyond
Silent = dict[str, list[int]]
OpenLine = Callable[[float, Silent], Line]  # the size of errors, and lines that raise nothing → a rough worker


@dataclass(slots=True)
class Look:
    """What is known of one exercise's derivatives."""

    transcripts: list[Transcript] = field(default_factory=list)
    factors: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)  # with which errors each was found
    withheld: dict[str, str] = field(default_factory=dict)  # derivatives without an answer, and how a worker ended
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


class ApproximationCheck:
    """One submission's derivatives, as `derivatives` and the rubric's `watched` name them."""

    def __init__(self, open_line: OpenLine, rubric: Rubric, derivatives: Derivatives) -> None:
        self._open, self._derivatives = open_line, derivatives
        self._watched = {f"{key}.{name}": test.watched for key, name, test in rubric.rows() if test.watched}
        self._looks: dict[str, Look] = {}
        self._test = ""  # that asks

    def listen(self, exercise: str, line: Line) -> Transcript:
        """The line, taken down."""
        transcript = Transcript(line, lambda: self._test)
        self._looks.setdefault(exercise, Look()).transcripts.append(transcript)
        return transcript

    def begin(self, exercise: str, name: str) -> None:
        """Questions are this test's from here on."""
        self._test = f"{exercise}.{name}"

    def settle(self, exercise: str, passed: Iterable[str]) -> dict[str, str]:
        """The tests of `passed` that aim at a derivative which earns nothing, and why."""
        watched = {name: self._watched.get(f"{exercise}.{name}", ()) for name in passed}
        look = self._looks.get(exercise)
        if look is None or not any(watched.values()):
            return {}
        self._look(look)
        found = {name: next(filter(None, (why(look, each) for each in watched[name])), "") for name in watched}
        return {name: words for name, words in found.items() if words}

    def factors(self) -> dict[str, float]:
        """Derivative → how much larger than itself an error came out, for all that answered."""
        return {name: factor for look in self._looks.values() for name, factor in look.factors.items()}

    def breaches(self) -> list[tuple[str, str]]:
        """What rough arithmetic met of autograd: rule and sentence."""
        met = {"autograd": "made a tensor that asks for gradients", ENGINE: "called the differentiation engine"}
        return [(rule, f"the derivatives of “{key}”: your code {met[rule]}") for key, rule in self._seen(met)]

    def remarks(self) -> list[tuple[str, str]]:
        """Complex numbers, and operations that no formula of a derivative needs: rule and sentence."""
        words = "your code computed with complex numbers: write the derivative by hand"
        found = [(rule, f"the derivatives of “{key}”: {words}") for key, rule in self._seen(("complex",))]
        for name, counts in ((n, c) for look in self._looks.values() for n, c in look.counts.items()):
            used = {each.removeprefix("aten::") for each in counts}
            if odd := sorted(used & self._derivatives.needless_for(name)):
                words = f"{name}: your code used {', '.join(odd)}, which no formula of this derivative needs"
                found.append(("operation", words))
        return found

    def _seen(self, rules: Iterable[str]) -> list[tuple[str, str]]:
        """In which exercise the log met which of these."""
        return [(key, rule) for key, look in self._looks.items() for rule in rules if rule in look.seen]

    def _look(self, look: Look) -> None:
        """Ask everything anew, until each derivative has answered or nothing helps."""
        silent: Silent = {}
        for size in SIZES:
            for _ in range(CHECKS + 1):
                replays = self._replays(look, size, silent)
                self._take(look, replays, size)
                if not look.withheld or any(each.late or ENGINE in each.seen for each in replays):
                    return
                if not _learned(silent, {place for each in replays for place in each.raised}):
                    break

    def _replays(self, look: Look, size: float, silent: Silent) -> list[Replay]:
        """Each worker's questions, put to another one."""
        floors = {test: 0.0 if test in self._derivatives.each else FLOOR for test in self._watched}
        wanted = set(self._derivatives.names)
        return [replay(each.questions, lambda: self._open(size, silent), floors, wanted) for each in look.transcripts]

    def _take(self, look: Look, replays: list[Replay], size: float) -> None:
        """Keep what answered and had not before."""
        found: dict[str, Magnification] = {}
        look.withheld, former = {}, look.factors.keys() | ()
        for name, question, answer in self._answers(look, replays):
            if name not in former and not self._took(found.setdefault(name, Magnification()), name, question, answer):
                look.withheld[name] = next((each.end for each in replays if each.end), "")
        for name in found.keys() - look.withheld.keys():
            look.factors[name], look.sizes[name] = found[name].factor(size), size
        for each in replays:
            look.counts.update(each.counts)
            look.seen |= each.seen

    def _took(self, found: Magnification, name: str, question: Question, answer: object) -> bool:
        """Count one answer, if it says anything."""
        exact, slope, steepest = question.tensor, self._derivatives.steepest_of(name), None
        if exact is None:
            return True
        if slope:
            given = question.given if name in self._derivatives.times_argument else None
            times = given.abs() if given is not None and given.shape == exact.shape else torch.ones_like(exact)
            steepest = slope * times
        return found.take(exact, answer, elements=question.test in self._derivatives.each, steepest=steepest)

    def _answers(self, look: Look, replays: list[Replay]) -> Iterator[tuple[str, Question, object]]:
        """Each derivative's exact and rough answers, where both say something."""
        for transcript, replayed in zip(look.transcripts, replays, strict=True):
            for question, answer in zip(transcript.questions, replayed.answers, strict=True):
                watched = question.quantities.intersection(self._watched.get(question.test, ()))
                if watched and question.test not in self._derivatives.unjudged and question.tensor is not None:
                    yield from ((name, question, None if answer is NONE else answer) for name in watched)


def why(look: Look, name: str) -> str:
    """Why the derivative `name` earns nothing, in words; empty if it does, or nobody can say."""
    factor = look.factors.get(name, 0.0)
    if name in look.withheld:
        end = f" ({look.withheld[name]})" if look.withheld[name] else ""
        return (
            f"{name}: right in this test, yet without an answer when the same is asked in arithmetic with seven "
            f"digits{end}, so nobody can tell whether it is a formula. If a check of your own stands in the way there, "
            "take it out, or ask your instructor to look"
        )
    if factor <= MOST:
        return ""
    times = f"{factor:,.0f}" if factor < MANY else f"more than {MANY:,}"
    return (
        f"{name}: an error of {look.sizes[name]:.0e} in each operation came out {times} times as large. That happens "
        "where nearby values are subtracted and divided by a small step: an approximated derivative earns nothing"
    )


def _learned(silent: Silent, places: set[str]) -> bool:
    """Note the places that raised; whether any is new."""
    before = sum(map(len, silent.values()))
    for place in sorted(places):
        path, _, line = place.rpartition(":")
        if path and line.isdecimal() and int(line) not in silent.setdefault(path, []):
            silent[path].append(int(line))
    return sum(map(len, silent.values())) > before
