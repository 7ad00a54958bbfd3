"""Exercise `optimizers`: SGD and Adam over one and ten steps, `zero_grad`, and lists that stay live.

The model is the suite's own, so that a wrong Linear or Sequential costs nothing here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor

from checks.assignment.carry import Parts
from checks.errors import StudentError
from checks.testing.draw import Draw
from checks.testing.expect import close, hinting, said
from checks.testing.hints import better, hint
from checks.testing.mismatch import Mismatch

MODEL = """
class Holder(Module):
    def __init__(self, *params):
        super().__init__()
        self.params = [p.clone() for p in params]
        self.grads = [torch.zeros_like(p) for p in params]
    def param(self):
        return list(self.params)
    def gradwrtparam(self):
        return list(self.grads)
    def drive(self, optimizer, steps, zeroing=False, rates=()):
        for k, gradients in enumerate(steps):
            if zeroing:
                optimizer.zero_grad()
            if rates:
                optimizer.lr = rates[k]
            for live, value in zip(self.grads, gradients):
                live.copy_(value)
            optimizer.step()
    def clear(self, optimizer, gradients):
        for live, value in zip(self.grads, gradients):
            live.copy_(value)
        optimizer.zero_grad()
        return self.gradwrtparam()
"""
SPREAD = {torch.float64: 1e-12, torch.float32: 1e-3}  # ten steps of Adam in float32 differ by 1e-5 between right styles
SHAPES = ((4, 3), (4,), (4, 3), (1,))
OPTIMIZERS = {"SGD": 0.01, "Adam": 0.001}  # and their default learning rates
Wrongs = Callable[[Tensor, Sequence[Tensor]], dict[str, Tensor]]
DEFAULTS = {
    "SGD": "Right with a given lr, wrong without: SGD's default learning rate is 0.01.",
    "Adam": "Right with a given lr, wrong without: Adam's defaults are lr 0.001, betas (0.9, 0.999), eps 1e-8.",
}
OWN = "Moments and steps are each optimizer's own: set them on self, in __init__."
IN_PLACE = "Write into the parameter in place: p.add_(…), not p = p + … and not into copies."
LISTS = (
    "An optimizer asks its model for param() and gradwrtparam() and for nothing else, so that every Module can be one: "
    "no model.layers, no layer.w."
)
RESTING = (
    "A gradient of 0 is a gradient: m and v decay, t rises, and the parameter moves on by what is left of m. Skip no "
    "parameter, and no element."
)
ADAM: dict[str, dict[str, Any]] = {
    "This is Adam without the correction of its start, 1 − βᵗ.": {"correct": lambda _beta, _t: 1.0},
    "The correction divides by 1 − β instead of 1 − βᵗ: does t rise by 1 with each step?": {
        "correct": lambda beta, _t: 1 - beta
    },
    "m is not corrected: divide it by 1 − β₁ᵗ.": {"raw": "m"},
    "v is not corrected: divide it by 1 − β₂ᵗ.": {"raw": "v"},
    "The correction counts its steps from one too many: t is 1 at each optimizer's own first step.": {
        "correct": lambda beta, t: 1 - beta ** (t + 1)
    },
    "The correction counts its steps from one too few: t is 1 at each optimizer's own first step.": {
        "correct": lambda beta, t: 1 - beta ** max(t - 1, 0.5)
    },
    "m and v start at zero again in each step: keep what they have come to, in place or assigned back.": {"kept": 0},
    "eps is added under the root: add it to the root.": {"place": "under"},
    "eps is added before the correction of v: correct first, then add eps.": {"place": "before"},
    "eps is missing, or not used.": {"place": "none"},
    "β₁ and β₂ are swapped.": {"swap": True},
    "β₁ and 1 − β₁ are swapped in the average.": {"weigh": True},
    "Divide by the root of v, not by v.": {"root": False},
    "β₁ serves for v, too: that is β₂'s.": {"alike": True},
    "The step does not use lr: some fixed rate is used instead.": {"rate": 0.001},
    "The gradient itself is used where its average (the first moment, m) is meant.": {"first": False},
    "v averages g², the square, not |g|.": {"square": False},
    "v is the average of g²: this keeps the largest, as AMSGrad does.": {"largest": True},
    "The weights decay: Adam without weight decay is meant.": {"decay": 0.01},
    "The step goes up the gradient.": {"sign": 1},
    "The gradient is clipped: its size counts.": {"clip": 1.0},
    "m and v are one number each: every element of a parameter has a moment of its own.": {"pooled": True},
}
EACH = (
    "Compare with algorithm 1, symbol by symbol: moments m and v are each parameter's own, kept from step to step; the "
    "count t is each optimizer's own, and one for all parameters. Defaults are betas (0.9, 0.999) and eps 1e-8."
)


def adam(
    p: Tensor,
    gradients: Sequence[Tensor],
    lr: float = 0.001,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    **mistake: Any,
) -> Tensor:
    """The parameter after steps of Adam with one mistake."""
    correct = mistake.get("correct", lambda beta, t: 1 - beta**t)
    lr = mistake.get("rate", lr)
    a, b = reversed(betas) if mistake.get("swap") else betas
    b = a if mistake.get("alike") else b
    where, m, v, top = mistake.get("place", "behind"), p * 0, p * 0, p * 0
    most = mistake.get("clip", float("inf"))
    for t, g in enumerate((g.clamp(-most, most) for g in gradients), 1):
        m, v = (mistake.get("kept", 1) * moment for moment in (m, v))
        m = (1 - a) * m + a * g if mistake.get("weigh") else a * m + (1 - a) * g
        squared = g**2 if mistake.get("square", True) else g.abs()
        if mistake.get("pooled"):
            m, squared = torch.full_like(m, m.mean().item()), torch.full_like(g, squared.mean().item())
        v = b * v + (1 - b) * squared
        top = torch.maximum(top, v)
        v = v.clone() if not mistake.get("largest") else top
        u = v if mistake.get("raw") == "v" else v / correct(b, t)
        root = (u + eps * (where == "under")).sqrt() if mistake.get("root", True) else u
        below = root + eps * (where == "behind") + eps * (where == "before") / correct(b, t) ** 0.5
        up = (m if mistake.get("first", True) else g) / (1 if mistake.get("raw") == "m" else correct(a, t))
        p = p * (1 - mistake.get("decay", 0) * lr) + mistake.get("sign", -1) * lr * up / below
    return p


def sgd_mistakes(p: Tensor, gradients: Sequence[Tensor], lr: float) -> dict[str, Tensor]:
    """What the well-known mistakes of SGD give."""
    total = torch.stack(list(gradients)).sum(0)

    def fold(step: Callable[[Tensor, Tensor, int], Tensor]) -> Tensor:
        q = p
        for t, g in enumerate(gradients):
            q = q - lr * step(q, g, t)
        return q

    speeds = [sum(0.9 ** (t - k) * g for k, g in enumerate(gradients[: t + 1])) for t in range(len(gradients))]
    return {
        "The step goes up the gradient.": p + lr * total,
        "The step is half of lr times the gradient: p − lr·g.": p - lr / 2 * total,
        "The step does not use lr: some fixed rate is used instead.": p - 0.01 * total,
        "The learning rate is squared: p − lr·g is meant.": p - lr**2 * total,
        "Earlier gradients count, too: momentum is 0 unless asked for.": fold(
            lambda _q, _g, t: torch.as_tensor(speeds[t])
        ),
        "The weights decay: there is no weight decay unless asked for.": fold(lambda q, g, _t: g + 0.01 * q),
        "The learning rate falls from step to step: lr stays what it is.": fold(lambda _q, g, t: 0.9**t * g),
        "Only the sign of the gradient is used.": fold(lambda _q, g, _t: g.sign()),
        "The gradient is divided by its norm: p − lr·g is meant.": fold(lambda _q, g, _t: g / g.norm()),
        "The gradient is clipped: p − lr·g is meant.": fold(lambda _q, g, _t: g.clamp(-0.5, 0.5)),
    }


class Run:
    """Parameters, and the gradients of ten steps; drives an optimizer of the student's and torch's own."""

    def __init__(self, student: Any, draw: Draw, dtype: torch.dtype = torch.float64) -> None:
        self.start = [draw.normal(*shape, dtype=dtype) for shape in SHAPES]
        self.steps = [
            [draw.normal(*shape, dtype=dtype) * draw.uniform(0.2, 2, dtype=dtype) for shape in SHAPES]
            for _ in range(10)
        ]
        self.student = student

    def model(self) -> Any:
        """A model of the suite's on the student's side."""
        return self.student.define("Holder", MODEL)(*self.start)

    def drive(self, make: Any, steps: int, *, zeroing: bool = False, rates: Sequence[float] = ()) -> list[Tensor]:
        """The parameters after some steps of the optimizer that `make` builds, all of them in one question."""
        model = self.model()
        with lists_alone():
            model.drive(make(model), self.steps[:steps], zeroing, list(rates))
        return list(model.param())

    def expected(self, make: Any, steps: int) -> list[Tensor]:
        """The same by torch.optim."""
        params = [p.clone().requires_grad_() for p in self.start]
        optimizer = make(params)
        for gradients in self.steps[:steps]:
            for p, g in zip(params, gradients, strict=True):
                p.grad = g.clone()
            optimizer.step()
        return [p.detach() for p in params]

    def alike(self, who: str, came: list[Tensor], alone: list[Tensor]) -> None:
        """The parameters moved, and to where an undisturbed run took them."""
        for k, (value, right) in enumerate(zip(came, alone, strict=True)):
            if torch.equal(right, self.start[k]):
                raise Mismatch(f"{who}, param()[{k}]: expected it to move, got its start", IN_PLACE)
            close(f"{who}, param()[{k}]", value, right)

    def compare(
        self, who: str, mine: Any, true: Any, steps: Sequence[int], wrongs: "Wrongs | None" = None, words: str = ""
    ) -> None:
        """Both after each number of steps."""
        for count in steps:
            came, expected = self.drive(mine, count), self.expected(true, count)
            for k, (value, right) in enumerate(zip(came, expected, strict=True)):
                if isinstance(value, Tensor) and torch.equal(value, self.start[k]):
                    moved = any(not torch.equal(other, start) for other, start in zip(came, self.start, strict=True))
                    raise Mismatch(
                        f"{who}, param()[{k}] after {steps_of(count)}: expected it to move, got its start",
                        "step moves every parameter, not the first alone." if moved else IN_PLACE,
                    )
                try:
                    close(f"{who}, param()[{k}] after {steps_of(count)}", value, right, SPREAD[right.dtype])
                except Mismatch as mismatch:
                    if isinstance(value, Tensor) and value.shape == right.shape and value.dtype == right.dtype:
                        gradients = [step[k] for step in self.steps[:count]]
                        wrong = wrongs(self.start[k], gradients) if wrongs else {}
                        mismatch.hint = hint_of_move(value, right, self.start[k], wrong)
                    mismatch.hint = better(mismatch.hint, words)
                    raise


@contextmanager
def lists_alone() -> Iterator[None]:
    """Give the hint to an optimizer that asks its model for more than its two lists."""
    try:
        yield
    except StudentError as error:
        if "'Holder' object has no attribute" in error.text:
            raise Mismatch(said(error), LISTS) from error
        raise


def steps_of(count: int) -> str:
    """`1 step`, `10 steps`."""
    return f"{count} step{'s' * (count > 1)}"


def hint_of_move(value: Tensor, right: Tensor, start: Tensor, wrong: dict[str, Tensor]) -> str:
    """The hint by the way that the parameter went, which is small beside where it is."""
    return hint(value - start, right - start, {words: candidate - start for words, candidate in wrong.items()})


def wrong_adams(**options: Any) -> Wrongs:
    """The wrong Adams under these options."""

    def all_of_them(p: Tensor, gradients: Sequence[Tensor]) -> dict[str, Tensor]:
        resting = {} if gradients[-1].any() else {RESTING: adam(p, gradients[:-1], **options)}
        return resting | {words: adam(p, gradients, **options, **mistake) for words, mistake in ADAM.items()}

    return all_of_them


def wrong_sgds(lr: float) -> Wrongs:
    """The wrong SGDs at this learning rate."""
    return lambda p, gradients: sgd_mistakes(p, gradients, lr)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_attributes(student: Any, name: str, draw: Draw) -> None:
    """An optimizer keeps its model and its learning rate, and has the defaults of the handout"""
    model, kind = Run(student, draw).model(), getattr(student, name)
    for who, optimizer, lr in (
        (f"{name}(model)", kind(model), OPTIMIZERS[name]),
        (f"{name}(model, 0.5)", kind(model, 0.5), 0.5),
        (f"{name}(model, lr=0.25)", kind(model, lr=0.25), 0.25),
    ):
        with hinting("lr is kept as given; its default is 0.01 for SGD and 0.001 for Adam."):
            assert optimizer.lr == lr, f"{who}.lr: expected {lr}, got {optimizer.lr!r}"
        with hinting("model is the very model that was given."):
            assert student.same(student.attr(optimizer, "model"), model), f"{who}.model: expected the very model"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_zero_grad(student: Any, name: str, draw: Draw) -> None:
    """zero_grad zeroes every gradient in place: a list kept from before shows it"""
    run = Run(student, draw)
    model = run.model()
    optimizer = getattr(student, name)(model, lr=0.1)
    kept = model.gradwrtparam.keep()
    for live, value in zip(kept, run.steps[0], strict=True):
        live.copy_(value)
    with lists_alone():
        optimizer.zero_grad()
    left = [bool(student.read(handle).any()) for handle in kept]
    now = model.gradwrtparam.keep()
    with hinting("zero_grad zeroes in place, with zero_() or the like: not g = torch.zeros_like(g), and not a copy."):
        for k, handle in enumerate(kept):
            assert student.same(handle, now[k]), f"{name}.zero_grad: expected the same tensor objects"
        assert not all(left), f"{name}: expected zeros in the kept gradwrtparam() after zero_grad"
    with hinting("zero_grad zeroes every gradient of the model, not the first alone."):
        assert not any(left), f"{name}: expected zeros in each of the kept gradwrtparam() after zero_grad"
    with hinting("zero_grad must leave the parameters as they are."):
        for value, start in zip(model.param(), run.start, strict=True):
            assert torch.equal(value, start), f"{name}: expected the parameters as they were after zero_grad"


def test_sgd_one_step(student: Any, draw: Draw) -> None:
    """SGD's first step is p ← p − lr·g"""
    run = Run(student, draw)
    check_steps(run, "SGD", 0.1, 1)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_two_steps(student: Any, name: str, draw: Draw) -> None:
    """Two steps in a row, with a learning rate and with the defaults; in the second one, one gradient is 0"""
    run = Run(student, draw)
    run.steps[1][1].zero_()
    check_steps(run, name, 0.1, 2)
    check_defaults(run, name, 2)


def check_steps(run: Run, name: str, lr: float, *counts: int) -> None:
    """An optimizer with a learning rate of its own, after each number of steps."""
    mine, true = getattr(run.student, name), getattr(torch.optim, name)
    wrongs, words = (wrong_sgds(lr), "") if name == "SGD" else (wrong_adams(lr=lr), EACH)
    run.compare(name, lambda m: mine(m, lr=lr), lambda p: true(p, lr=lr), counts, wrongs, words)


def check_defaults(run: Run, name: str, count: int) -> None:
    """The same without a learning rate; where that is off, so may a second optimizer be that is told one."""
    mine, true, lr = getattr(run.student, name), getattr(torch.optim, name), OPTIMIZERS[name]
    try:
        with hinting(DEFAULTS[name], first=True):
            run.compare(f"{name}(model)", mine, lambda p: true(p, lr=lr), (count,))
    except Mismatch:
        with hinting(f"Right the first time, wrong the next. {OWN}", first=True):
            check_steps(run, name, 0.1, count)
        raise


def test_adam_one_step(student: Any, draw: Draw) -> None:
    """Adam's first step"""
    run = Run(student, draw)
    check_steps(run, "Adam", 0.1, 1)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_live(student: Any, name: str, draw: Draw, so_far: dict[str, str]) -> None:
    """Whoever kept param() sees the step in it; the gradients are left as they are"""
    run = Run(student, draw)
    model = run.model()
    optimizer = getattr(student, name)(model, lr=0.1)
    kept = model.param.keep()
    for live, value in zip(model.gradwrtparam.keep(), run.steps[0], strict=True):
        live.copy_(value)
    with lists_alone():
        optimizer.step()
        optimizer.step()
    with hinting(IN_PLACE):
        for k, handle in enumerate(kept):
            assert student.same(handle, model.param.keep()[k]), f"{name}.step: expected the same tensor objects"
            moved = not torch.equal(student.read(handle), run.start[k])
            assert moved, f"{name}: expected the kept param()[{k}] to move"
    with hinting("step must leave the gradients as they are: zeroing is zero_grad's, and lr multiplies a copy."):
        for value, gradient in zip(model.gradwrtparam(), run.steps[0], strict=True):
            assert torch.equal(value, gradient), f"{name}: expected the gradients as they were after step"
    parts = Parts(student, so_far)
    if not parts.fallen("Linear") and not parts.fallen("Sequential"):
        check_network(student, getattr(student, name), draw)


def check_network(student: Any, make: Any, draw: Draw) -> None:
    """The same in a network of the student's own, which an optimizer may know more of than a model's two lists."""
    model = student.Sequential(student.Sequential(student.Linear(3, 2)), student.Linear(2, 1))
    optimizer, kept = make(model, lr=0.1), model.param.keep()
    start = [student.read(handle) for handle in kept]
    for live, value in zip(model.gradwrtparam.keep(), start, strict=True):
        live.copy_(draw.normal(*value.shape, dtype=value.dtype))
    optimizer.step()
    with hinting(f"{IN_PLACE} A layer keeps the very tensor, too: no layer.w = layer.w − ….", first=True):
        for k, (handle, value) in enumerate(zip(kept, start, strict=True)):
            moved = not torch.equal(student.read(handle), value)
            assert moved, f"a network of Linear layers: expected the kept param()[{k}] to move with step"
