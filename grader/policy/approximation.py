"""Approximated derivatives: found by what errors do to them, since values cannot tell a good one from the truth.

After each exercise its workers' questions are put once more, the very same in the same order, to workers that compute
with seven digits (worker/rough.py). A formula passes the errors on, a few times as large; a difference of nearby
values over a small step magnifies them, by 1 over the step. How much is all that counts here: whether a derivative is
right, the suites say. Whoever answers exactly has to answer roughly, too (look.py).

    check.listen("linear", line)       the line to a worker, taken down
    check.begin("linear", "test_x")    which test asks from here on
    check.settle("linear", passed)     which of the tests that passed earn nothing after all, and why
"""

from collections.abc import Iterable

from grader.policy.look import Look, OpenLine
from grader.policy.transcript import Line, Transcript
from grader.policy.violations import OUT_OF_ORDER
from grader.scoring.rubric import Rubric
from grader.settings import Derivatives

MOST = 4.2  # times: formulas come to 3.1, differences to 5.7 and more (tests/grader/policy/test_approximation.py)
MANY = 1_000_000  # nobody needs the number beyond


class ApproximationCheck:
    """One submission's derivatives, as `derivatives` and the rubric's `watched` name them."""

    def __init__(self, open_line: OpenLine, rubric: Rubric, derivatives: Derivatives, seed: int) -> None:
        self._derivatives = derivatives
        self._watched = {f"{key}.{name}": test.watched for key, name, test in rubric.rows() if test.watched}
        self._looks = {key: Look(open_line, derivatives, self._watched, seed) for key in rubric.exercises}
        self._test = ""  # that asks

    def listen(self, exercise: str, line: Line) -> Line:
        """The line, taken down; as it is in an exercise in which no derivative is judged."""
        if not any(test.startswith(f"{exercise}.") for test in self._watched):
            return line
        transcript = Transcript(line, lambda: self._test)
        self._looks[exercise].transcripts.append(transcript)
        return transcript

    def begin(self, exercise: str, name: str) -> None:
        """Questions are this test's from here on."""
        self._test = f"{exercise}.{name}"

    def settle(self, exercise: str, passed: Iterable[str]) -> dict[str, str]:
        """The tests of `passed` that aim at a derivative which earns nothing, and why."""
        watched = {name: self._watched.get(f"{exercise}.{name}", ()) for name in passed}
        if not any(watched.values()):
            return {}
        look = self._looks[exercise]
        look.ask()
        found = {name: next(filter(None, (why(look, each) for each in watched[name])), "") for name in watched}
        return {name: words for name, words in found.items() if words}

    def factors(self) -> dict[str, float]:
        """Derivative → how much larger than itself an error came out, for all that answered."""
        return {name: factor for look in self._looks.values() for name, factor in look.factors.items()}

    def breaches(self) -> list[tuple[str, str]]:
        """What rough arithmetic met of autograd: rule and sentence."""
        met = {"autograd": "made a tensor that asks for gradients", **OUT_OF_ORDER}
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
