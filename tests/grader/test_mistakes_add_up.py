"""Two mistakes cost no more than both of them alone, and nobody right is blamed: neither a part nor another exercise.

Graded without the runs of test.py, which take half of the time and ask the same of all.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from grader import intake, settings
from grader.checkup.validate.verdicts import CLIFF
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal, Outcome
from grader.testing import session
from tests.commands import ROOT
from tests.corpora import sampled

ASSIGNMENT = settings.read()
SHARE = {f"{key}.{name}": ASSIGNMENT.rubric.exercises[key].share(name) for key, name, _ in ASSIGNMENT.rubric.rows()}
NOT_WRITTEN = "\n\ndef missing(self, *_):\n    raise NotImplementedError\n\n\n{0}.forward = {0}.backward = missing\n"
# A mistake: the part that it is in, a file, what stands there and what in its place; "" is the file's end.
MISTAKES = {
    "relu_at_zero": ("Relu", "activations", "v.clamp_min(0).sign_()", "(v.sign() + 1) / 2"),
    "linear_tiny": ("Linear", "linear", "return y if self.b is None", "return y.add_(1e-9) if self.b is None"),
    "softmax_stub": ("Softmax", "activations", "", NOT_WRITTEN.format("Softmax")),
    "relu_stub": ("Relu", "activations", "", NOT_WRITTEN.format("Relu")),
    "mse_over_n": ("MSELoss", "losses", "mul_(2 / prediction.numel())", "mul_(2 / len(prediction))"),
    "rows_by_mask": (
        "CrossEntropyLoss",
        "losses",
        "return log_p.mul_(target).sum().div_(-len(target))",
        "return -log_p[target.byte().bool()].mean()",
    ),
    "adam_absent": ("Adam", "__init__", "", "\n\ndel Adam\n"),
    "sgd_uphill": ("SGD", "optimizers", "p.add_(g, alpha=-self.lr)", "p.add_(g, alpha=self.lr)"),
    "dw_assigned": ("Linear", "linear", "self.dw.addmm_(gt, x)", "self.dw.copy_(gt @ x)"),
}
PAIRS = [
    ("relu_at_zero", "linear_tiny"),
    ("softmax_stub", "mse_over_n"),
    ("adam_absent", "relu_stub"),
    ("sgd_uphill", "dw_assigned"),
    ("rows_by_mask", "sgd_uphill"),
]
Grade = Callable[..., dict[str, Outcome]]


@pytest.fixture(scope="module")
def grade() -> Iterator[Grade]:
    """Grade the solution with mistakes, each combination once: the outcomes that are no passes, by test."""
    known: dict[tuple[str, ...], dict[str, Outcome]] = {}

    def fell(zygote: Zygote, *mistakes: str) -> dict[str, Outcome]:
        files = dict(intake.read(ROOT, ASSIGNMENT.layout).files)
        for name in mistakes:
            _, place, old, new = MISTAKES[name]
            text = files[f"framework/{place}.py"].decode()
            assert old in text, f"{name}: {place}.py does not hold {old!r}"
            files[f"framework/{place}.py"] = (text.replace(old, new) if old else text + new).encode()
        journal, left_out = Journal(ASSIGNMENT.rubric), ASSIGNMENT.script_tests
        with Sandbox(files, "framework", seed=3, zygote=zygote) as sandbox:
            session.run(ASSIGNMENT, lambda _: sandbox.student(), seed=3, journal=journal, leave_out=left_out)
        return {f"{o.exercise}.{o.name}": o for o in journal if o.kind != "passed" and o.name not in left_out}

    with Zygote() as zygote:

        def once(*mistakes: str) -> dict[str, Outcome]:
            if mistakes not in known:
                known[mistakes] = fell(zygote, *mistakes)
            return known[mistakes]

        yield once


def lost(outcomes: dict[str, Outcome]) -> float:
    return sum(SHARE[name] for name in outcomes)


@pytest.mark.parametrize("pair", sampled(PAIRS, PAIRS[:1]), ids="+".join)
def test_two_mistakes_cost_no_more_than_each_alone(grade: Grade, pair: tuple[str, str]) -> None:
    alone = [lost(grade(name)) for name in pair]
    assert all(alone)
    assert max(alone) < lost(grade(*pair)) <= sum(alone) + CLIFF


@pytest.mark.parametrize(
    "mistakes",
    sampled([*((name,) for name in MISTAKES), *PAIRS], [*((name,) for name in PAIRS[0]), PAIRS[0]]),
    ids="+".join,
)
def test_nobody_right_is_blamed(grade: Grade, mistakes: tuple[str, ...]) -> None:
    wrong = {MISTAKES[name][0] for name in mistakes}
    for name, outcome in grade(*mistakes).items():
        for part in re.findall(r"^(?!training).*\[(\w+)\]$", name):  # there it says which run, whatever that leans on
            assert part in wrong, f"{name}: {outcome.message}"
        for named in re.findall(r"First mend ([\w, ]+)", outcome.hint):
            assert {each.strip() for each in named.split(",")} <= wrong, f"{name}: {outcome.hint}"


def test_a_slip_costs_its_own_exercise_alone(grade: Grade) -> None:
    for name in ("relu_at_zero", "linear_tiny", "mse_over_n", "rows_by_mask", "sgd_uphill"):
        assert len({test.partition(".")[0] for test in grade(name)}) == 1, name


def test_what_is_no_number_is_said_so(grade: Grade) -> None:
    for name, outcome in grade("rows_by_mask").items():
        assert "NaN" in outcome.hint, name
        assert "expected nan" not in outcome.message, name


def test_who_lacks_a_class_loses_what_asks_for_it(grade: Grade) -> None:
    fell = grade("adam_absent")
    assert not [name for name in fell if name.startswith("module.") or "[SGD]" in name or "sgd" in name]
    assert all("adam" in name.lower() for name in fell)
