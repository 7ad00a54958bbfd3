"""Exercise `losses`: MSELoss and CrossEntropyLoss, values and gradients, both kinds of targets."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from checks.testing.draw import Draw
from checks.testing.expect import close, equal, gradient, hinting
from checks.reference.oracle import vjp

CHANGED = "What the caller passed in was changed: compute out of place, without sub_, mul_ or -=."
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
