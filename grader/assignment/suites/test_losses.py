"""Exercise `losses`: MSELoss and CrossEntropyLoss, values and gradients, both kinds of targets."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from grader.testing.draw import Draw, repeated, transposed
from grader.testing.expect import close, equal, gradient, hinting, rarely, some_tensor, within
from reference.oracle import vjp

STRIDES = "Elements count, not how they lie in memory: a tensor may be transposed or expanded; use reshape, not view."
CHANGED = "What the caller passed in was changed: compute out of place, without sub_, mul_ or -=."
SHAPES = ((5, 3), (4, 4), (1, 3), (6, 1))
ONE = torch.ones((), dtype=torch.float64)
MSE_SLOPE = "See the lesson on the MSE: 2 (prediction − target) / (N·C), of the prediction's shape."
ENTROPY = "See the lesson on cross-entropy: −Σ t log softmax(z) over N; both kinds of targets, here {}."
ENTROPY_SLOPE = "See the lesson on cross-entropy: (softmax(z) − t) / N; both kinds of targets, here {}."
OWN_ARGUMENTS = "backward(prediction, target) answers for its own arguments, not for what the last forward saw."
LOGITS = torch.tensor([[1, 2, 1], [4, 1, 3]], dtype=torch.float64).log()  # of ¼ ½ ¼ and ½ ⅛ ⅜
CROSS_ENTROPY = {  # kind: target, loss, gradient
    "indices": (
        torch.tensor([0, 2]),
        math.log(32 / 3) / 2,
        torch.tensor([[-6, 4, 2], [4, 1, -5]], dtype=torch.float64) / 16,
    ),
    "probabilities": (
        torch.tensor([[1 / 2, 1 / 2, 0], [0, 1 / 4, 3 / 4]], dtype=torch.float64),
        (4.5 * math.log(2) - 0.75 * math.log(3)) / 2,
        torch.tensor([[-2, 0, 2], [4, -1, -3]], dtype=torch.float64) / 16,
    ),
}
ORDINARY = {
    "forward": ("losses.test_cross_entropy_indices", "losses.test_cross_entropy_rows"),
    "backward": ("losses.test_cross_entropy_gradient_indices", "losses.test_cross_entropy_gradient_rows"),
}
LOSSES = {
    "MSELoss": ("losses.test_mse", "losses.test_mse_gradient"),
    "CrossEntropyLoss": (*ORDINARY["forward"], *ORDINARY["backward"]),
}
"""And their tests on ordinary numbers."""


def targets(draw: Draw, kind: str, n: int, c: int) -> Tensor:
    """Class indices, one-hot rows, or rows of probabilities."""
    if kind == "probabilities":
        return torch.softmax(draw.normal(n, c), 1)
    classes = draw.classes(c, n)
    return classes if kind == "indices" else torch.eye(c, dtype=torch.float64)[classes]


def mse_slopes(true: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of MSELoss.backward give."""
    n, c = true.shape
    return {
        "The factor 2 is missing.": true / 2,
        "The division by N·C is missing.": n * c * true,
        "Divide by N·C, not by N.": c * true,
        "Divide by N·C, not by C.": n * true,
        "The sum went over all elements: a gradient has the shape of the prediction.": true.sum(),
    }


def cross_entropy_mistakes(x: Tensor, t: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of CrossEntropyLoss.forward give."""
    (n, c), rows, true = x.shape, as_rows(x, t), cross_entropy(x, t)
    log_p = torch.log_softmax(x, 1)
    return {
        "This is the sum over the samples, not the mean.": n * true,
        "This is the mean over samples and classes: divide by N alone.": true / c,
        "The prediction holds logits, not probabilities: take softmax first.": -(rows * x.log()).sum() / n,
        "Softmax is applied twice: the prediction holds logits.": -(
            rows * torch.log_softmax(torch.softmax(x, 1), 1)
        ).sum()
        / n,
        "This is log₂: the natural logarithm is meant.": true / math.log(2),
        "The class of each sample picks one number of its own row; here each picks a whole column.": -log_p[
            :, rows.argmax(1)
        ].mean(),
        "Rows of probabilities are all used, not the largest class alone.": cross_entropy(x, rows.argmax(1)),
    }


def cross_entropy_slopes(x: Tensor, t: Tensor, true: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of CrossEntropyLoss.backward give."""
    (n, c), rows, p = x.shape, as_rows(x, t), torch.softmax(x, 1)
    return {
        "These are the probabilities; the target is not subtracted.": p,
        "These are the probabilities; the target is not subtracted. ": p / n,
        "The division by the number of samples is missing.": n * true,
        "Divide by N alone, not by N·C.": true / c,
        "This is the derivative with respect to the probabilities; that with respect to the logits is meant.": -rows
        / p
        / n,
        "Softmax is missing: the prediction holds logits.": (x - rows) / n,
        "The target is smoothed: subtract it as it came.": (p - 0.9 * rows - 0.1 / c) / n,
        "The target is smoothed: subtract it as it came. ": (p - 0.8 * rows - 0.2 / c) / n,
    }


def as_rows(x: Tensor, t: Tensor) -> Tensor:
    """The target as rows of probabilities."""
    return torch.eye(x.shape[1], dtype=x.dtype)[t] if t.dim() == 1 else t


def check_value(student: Any, draw: Draw, kind: str) -> None:
    """CrossEntropyLoss.forward with one kind of target."""
    loss = student.CrossEntropyLoss()
    for n, c in ((5, 3), (4, 4), (1, 3), (6, 2)):
        x, t = 2 * draw.normal(n, c), targets(draw, kind, n, c)
        expected = cross_entropy(x, t)
        with hinting(ENTROPY.format(kind)):
            wrong = cross_entropy_mistakes(x, t)
            close(f"CrossEntropyLoss.forward on ({n}, {c}) with {kind}", loss.forward(x, t), expected, wrong=wrong)


def check_gradient(student: Any, draw: Draw, kind: str) -> None:
    """CrossEntropyLoss.backward with one kind of target."""
    for n, c in ((5, 3), (4, 4), (1, 3), (6, 2)):
        x, t = 2 * draw.normal(n, c), targets(draw, kind, n, c)
        with hinting(ENTROPY_SLOPE.format(kind)):
            check_slope(student.CrossEntropyLoss(), "CrossEntropyLoss", f" on ({n}, {c}) with {kind}", x, t)


def check_slope(loss: Any, name: str, where: str, x: Tensor, t: Tensor) -> None:
    """One backward against the true derivative."""
    true = mse_loss if name == "MSELoss" else cross_entropy
    (expected,) = vjp(lambda z: true(z, t), [x], ONE)
    compare_slopes(f"{name}.backward{where}", loss, loss.backward(x, t), expected, x, t)


def compare_slopes(
    who: str, loss: Any, came: object, expected: Tensor, x: Tensor, t: Tensor, wrong: dict[str, Tensor] | None = None
) -> None:
    """A gradient that came against the right one, or the slope of the student's own forward."""
    known = mse_slopes(expected) if who.startswith("MSELoss") else cross_entropy_slopes(x, t, expected)
    gradient(who, came, expected, lambda z: loss.forward(z, t), x, ONE, curved=True, wrong=known | (wrong or {}))


def check_by_hand(student: Any, name: str, x: Tensor, cases: dict[str, tuple[Tensor, Tensor]]) -> None:
    """Backwards for several targets, after a forward for each: all of them leave what they were given as it was."""
    loss, prediction = getattr(student, name)(), student.keep(x.clone())
    handles = [student.keep(t.clone()) for t, _ in cases.values()]
    for handle in handles:
        loss.forward(prediction, handle)
    *_, (_, last) = cases.values()
    for handle, (kind, (t, dx)) in zip(handles, cases.items(), strict=True):
        wrong = {} if dx is last else {OWN_ARGUMENTS: last}
        came = loss.backward(prediction, handle)
        with hinting(CHANGED):
            equal(f"{name}: the prediction after backward", student.read(prediction), x)
            equal(f"{name}: the target after backward", student.read(handle), t)
        compare_slopes(f"{name}.backward{kind}", loss, came, dx, x, t, wrong)


def test_mse_example(student: Any) -> None:
    """MSELoss.forward on two samples, worked out by hand"""
    came = student.MSELoss().forward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[0.0, 2.0], [5.0, 1.0]]))
    wrong = {
        "This is the sum, not the mean: divide by N·C.": torch.tensor(14.0),
        "This is the mean over the samples of the sum over the channels: divide by N·C.": torch.tensor(7.0),
        "This is half of it: there is no ½ in this loss.": torch.tensor(1.75),
        "This is the root of the mean square: leave the root out.": torch.tensor(3.5).sqrt(),
        "This is the mean absolute difference: square it.": torch.tensor(1.5),
    }
    close("MSELoss.forward", came, torch.tensor(3.5), wrong=wrong)


def test_mse_backward_example(student: Any) -> None:
    """MSELoss.backward on two samples and two targets, worked out by hand; none of them changes"""
    x = numbers([[1, 2, 3], [3, 4, 0]])
    cases = {
        "": (numbers([[0, 2, 6], [5, 1, -3]]), numbers([[1, 0, -3], [-2, 3, 3]]) / 3),
        " with another target": (numbers([[1, 0, 0], [0, 4, 3]]), numbers([[0, 2, 3], [3, 0, -3]]) / 3),
    }
    with hinting(MSE_SLOPE):
        check_by_hand(student, "MSELoss", x, cases)


def numbers(rows: list[list[float]]) -> Tensor:
    """A float64 matrix, in which a slope of the student's forward can be told."""
    return torch.tensor(rows, dtype=torch.float64)


def test_mse(student: Any, draw: Draw) -> None:
    """MSELoss.forward is the mean over all N·C elements, a 0-dim tensor"""
    loss = student.MSELoss()
    for n, c in SHAPES:
        x, t = draw.normal(n, c), draw.normal(n, c)
        expected = mse_loss(x, t)
        wrong = {
            "This is the sum, not the mean: divide by N·C.": n * c * expected,
            "This is the mean over the samples of the sum over the channels: divide by N·C.": c * expected,
            "This is half of it: there is no ½ in this loss.": expected / 2,
            "This is the root of the mean square: leave the root out.": expected.sqrt(),
            "This is the mean absolute difference: square it.": (x - t).abs().mean(),
        }
        with hinting(
            "See the lesson on the MSE: one number, the mean of (prediction − target)² over all N·C elements."
        ):
            close(f"MSELoss.forward on ({n}, {c})", loss.forward(x, t), expected, wrong=wrong)


def test_mse_gradient(student: Any, draw: Draw) -> None:
    """MSELoss.backward is the derivative with respect to the prediction"""
    loss = student.MSELoss()
    for n, c in SHAPES:
        x, t = draw.normal(n, c), draw.normal(n, c)
        with hinting(MSE_SLOPE):
            check_slope(loss, "MSELoss", f" on ({n}, {c})", x, t)


def test_mse_scales(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """MSELoss is exact to rounding over many orders of magnitude, its backward element by element"""
    x = draw.scales(6, 5) * (1 - 2 * draw.classes(2, 6, 5))
    came = student.MSELoss().backward(x, torch.zeros_like(x))
    for factor in (1e-4, 1):
        value = student.MSELoss().forward(factor * x, torch.zeros_like(x))
        far = "Right for small differences, wrong for large ones: the square counts however large the difference is."
        with rarely(far, so_far, "losses.test_mse", first=factor == 1):
            close("MSELoss.forward over eight orders of magnitude", value, (factor * x).square().mean())
    words = "Exact to rounding in each element: is something approximated, or computed in float32?"
    with rarely(words, so_far, "losses.test_mse_gradient"):
        within("MSELoss.backward on values from 1e-4 to 1e4", came, 2 * x / 30, 1e-13, torch.float64, relative=True)


def test_cross_entropy_example(student: Any) -> None:
    """CrossEntropyLoss.forward on equal logits is log C, with indices and with one-hot rows"""
    loss = student.CrossEntropyLoss()
    for c in (2, 4):
        logits, classes = torch.full((3, c), 5.0), torch.tensor([0, 1, 1])
        close("CrossEntropyLoss.forward, indices", loss.forward(logits, classes), torch.tensor(math.log(c)))
        close(
            "CrossEntropyLoss.forward, one-hot", loss.forward(logits, torch.eye(c)[classes]), torch.tensor(math.log(c))
        )


def test_cross_entropy_value_example(student: Any) -> None:
    """CrossEntropyLoss.forward on two samples, worked out by hand, with indices and with probabilities"""
    loss = student.CrossEntropyLoss()
    for kind, (t, value, _) in CROSS_ENTROPY.items():
        expected, wrong = torch.tensor(value, dtype=torch.float64), cross_entropy_mistakes(LOGITS, t)
        with hinting(ENTROPY.format(kind)):
            close(f"CrossEntropyLoss.forward with {kind}", loss.forward(LOGITS, t), expected, wrong=wrong)


def test_cross_entropy_backward_example(student: Any) -> None:
    """CrossEntropyLoss.backward on two samples, worked out by hand, with both kinds of targets; none changes"""
    cases = {f" with {kind}": (t, dx) for kind, (t, _, dx) in CROSS_ENTROPY.items()}
    with hinting(ENTROPY_SLOPE.format("indices and rows")):
        check_by_hand(student, "CrossEntropyLoss", LOGITS, cases)


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_check(student: Any, name: str, draw: Draw) -> None:
    """backward fits the slope of forward on random numbers, as loss_error of gradcheck.py finds it"""
    loss, x = getattr(student, name)(), draw.normal(5, 3)
    if name == "MSELoss":
        with hinting(MSE_SLOPE):
            check_slope(loss, name, "", x, draw.normal(5, 3))
        return
    for kind in ("indices", "probabilities"):
        with hinting(ENTROPY_SLOPE.format(kind)):
            check_slope(loss, name, f" with {kind}", x, targets(draw, kind, 5, 3))


def test_cross_entropy_indices(student: Any, draw: Draw) -> None:
    """CrossEntropyLoss.forward with class indices"""
    check_value(student, draw, "indices")


def test_cross_entropy_rows(student: Any, draw: Draw) -> None:
    """CrossEntropyLoss.forward with one-hot rows and with probabilities"""
    check_value(student, draw, "one-hot rows")
    check_value(student, draw, "probabilities")


def test_cross_entropy_gradient_indices(student: Any, draw: Draw) -> None:
    """CrossEntropyLoss.backward with class indices"""
    check_gradient(student, draw, "indices")


def test_cross_entropy_gradient_rows(student: Any, draw: Draw) -> None:
    """CrossEntropyLoss.backward with one-hot rows and with probabilities"""
    check_gradient(student, draw, "one-hot rows")
    check_gradient(student, draw, "probabilities")


def test_cross_entropy_far(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """CrossEntropyLoss is finite and right for logits up to ±1e4"""
    loss = student.CrossEntropyLoss()
    for dtype in (torch.float32, torch.float64):
        rounding = 4e4 * torch.finfo(dtype).eps  # a logit of 1e4 is itself known no better
        a, b, c, d, e = draw.uniform(9e3, 1e4, 5).tolist()
        one, two = draw.uniform(0.5, 2, 2).tolist()
        x = torch.tensor([[a, 0, -a], [-b, b, 0], [c, c, c], [-d, -d, -d], [e, e - one, e - two]]).double().to(dtype)
        for classes in (torch.tensor([0, 1, 2, 0, 1]), torch.tensor([2, 0, 1, 1, 2])):
            for t in (classes, torch.eye(3, dtype=dtype)[classes]):
                (dx,) = vjp(lambda z, t=t: cross_entropy(z, t), [x], torch.ones((), dtype=dtype))
                for who, came, true in (
                    ("forward", loss.forward(x, t), cross_entropy(x, t)),
                    ("backward", loss.backward(x, t), dx),
                ):
                    words = "Right near zero, wrong far from zero: a clamp, or a small constant inside the logarithm?"
                    with rarely(words, so_far, *ORDINARY[who], first=True):
                        within(f"CrossEntropyLoss.{who} up to 1e4 in {dtype}", came, true.double(), rounding, dtype)


def test_cross_entropy_small(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """CrossEntropyLoss.backward is exact to rounding for small probabilities, too"""
    x = torch.tensor([[10.0, -20.0, -30.0, 0.0]]).double() + draw.uniform(-1, 1, 3, 4)
    came = student.CrossEntropyLoss().backward(x, torch.zeros(3, dtype=torch.int64))
    if isinstance(came, Tensor) and came.shape == x.shape:
        came = came[:, 1:]
    expected = torch.softmax(x, 1)[:, 1:] / 3
    words = "Exact to rounding for small probabilities, too: is something approximated, clamped or in float32?"
    with rarely(words, so_far, "losses.test_cross_entropy_gradient_indices"):
        within("CrossEntropyLoss.backward at small probabilities", came, expected, 1e-12, torch.float64, relative=True)


@pytest.mark.parametrize("name", LOSSES)
def test_laws(student: Any, name: str, draw: Draw) -> None:
    """A batch's loss is the mean of its samples' losses, its gradient their gradients over N"""
    x, loss = draw.normal(4, 3), getattr(student, name)()
    t = draw.normal(4, 3) if name == "MSELoss" else draw.classes(3, 4)
    whole, dx = loss.forward(x, t), loss.backward(x, t)
    rows = [loss.forward(x[k : k + 1], t[k : k + 1]) for k in range(4)]
    slopes = [loss.backward(x[k : k + 1], t[k : k + 1]) for k in range(4)]
    close(f"{name}: a batch's loss, the mean of its samples' losses", whole, torch.stack(rows).mean())
    close(f"{name}: a batch's gradient, its samples' gradients over N", dx, torch.cat(slopes) / 4)
    with hinting("The sign is the other way round: no loss is below 0, and none is 0 where predictions are off."):
        assert whole > 0, f"{name}: expected a loss above 0 on random values, got {whole:.6g}"
    if name == "CrossEntropyLoss":
        check_shift_and_one_class(loss, x, t, draw)


def check_shift_and_one_class(loss: Any, x: Tensor, t: Tensor, draw: Draw) -> None:
    """What holds for softmax: a row's shift changes nothing, and one class is certain."""
    whole = loss.forward(x, t)
    close("CrossEntropyLoss of logits after a row's shift", loss.forward(x + draw.normal(4, 1), t), whole)
    for target in (torch.zeros(4, dtype=torch.int64), torch.ones(4, 1).double()):
        with hinting("With one class its probability is 1: the loss is 0, and so is its gradient.", first=True):
            close("CrossEntropyLoss of one class", loss.forward(x[:, :1], target), 0 * whole)
            close("CrossEntropyLoss.backward of one class", loss.backward(x[:, :1], target), 0 * x[:, :1])


@pytest.mark.parametrize("name", LOSSES)
def test_strides(student: Any, name: str, draw: Draw) -> None:
    """Losses count elements, however these lie in memory: transposed, or one row for all"""
    x, t = draw.normal(4, 3), torch.softmax(draw.normal(4, 3), 1)
    loss = getattr(student, name)()
    for how, target, same in (
        ("transposed tensors", transposed(student, t), t),
        ("a target of one row for all", repeated(student, t[:1], 4), t[:1].expand(4, 3).clone()),
    ):
        with hinting(STRIDES):
            y, dx = loss.forward(x, same), loss.backward(x, same)
            close(f"{name}.forward of {how}", loss.forward(transposed(student, x), target), y)
            close(f"{name}.backward of {how}", loss.backward(transposed(student, x), target), dx)


@pytest.mark.parametrize("name", LOSSES)
def test_dtype(student: Any, name: str, draw: Draw, so_far: dict[str, str]) -> None:
    """Loss and gradient have the prediction's dtype, and need no forward before"""
    true = mse_loss if name == "MSELoss" else cross_entropy
    for dtype in (torch.float32, torch.float64):
        x = draw.normal(5, 3, dtype=dtype)
        t = draw.normal(5, 3, dtype=dtype) if name == "MSELoss" else draw.classes(3, 5)
        (dx,) = vjp(lambda z, t=t: true(z, t), [x], torch.ones((), dtype=dtype))
        words = "backward needs no forward before, and both answer in the prediction's dtype."
        with rarely(words, so_far, *LOSSES[name]):
            close(f"{name}.backward in {dtype}, first of all", getattr(student, name)().backward(x, t), dx)
            close(f"{name}.forward in {dtype}", getattr(student, name)().forward(x, t), true(x, t))


def pairs_of_targets(draw: Draw, name: str) -> list[tuple[Tensor, Tensor]]:
    """Two targets that differ, of each kind that the loss takes."""
    if name == "MSELoss":
        return [(draw.normal(4, 3), draw.normal(4, 3))]
    rows = torch.softmax(draw.normal(4, 3), 1), torch.softmax(draw.normal(4, 3), 1)
    return [(draw.classes(2, 4), draw.classes(2, 4) + 1), rows]


@pytest.mark.parametrize("name", LOSSES)
def test_untouched(student: Any, name: str, draw: Draw, so_far: dict[str, str]) -> None:
    """No loss changes prediction or target, nor what it gave back; it has no parameters"""
    x = draw.normal(4, 3)
    for t, other in pairs_of_targets(draw, name):
        loss, prediction, target = getattr(student, name)(), student.keep(x.clone()), student.keep(t.clone())
        with hinting(CHANGED):
            y, dx = loss.forward.keep(prediction, target), loss.backward.keep(prediction, target)
        before = student.read(y), student.read(dx)
        for what, value in zip(("forward", "backward"), before, strict=True):
            some_tensor(f"{name}.{what}", value)
        loss.forward(x + 1, other)
        loss.backward(x + 1, other)
        loss.forward(x + 1, other)
        with hinting(CHANGED):
            for what, handle, value in (("prediction", prediction, x), ("target", target, t)):
                assert torch.equal(student.read(handle), value), (
                    f"{name}: expected the {what} as it was after the calls"
                )
        with hinting("Return a tensor of its own at each call, which no later call changes."):
            equal(f"{name}: what forward returned, after later calls", student.read(y), before[0])
            equal(f"{name}: what backward returned, after later calls", student.read(dx), before[1])
            assert not student.share_memory(dx, prediction), f"{name}.backward: expected a tensor of its own"
        with hinting(OWN_ARGUMENTS):
            equal(f"{name}.backward after a forward on something else", loss.backward(x, t), before[1])
        if "failed" not in (so_far.get("module.test_no_parameters"), so_far.get("module.test_hierarchy")):
            with hinting("A loss has no parameters: leave param() and gradwrtparam() to Module, which gives []."):
                lists = loss.param(), loss.gradwrtparam()
                assert lists == ([], []), f"{name}.param(), {name}.gradwrtparam(): expected [] and [], got {lists!r}"
