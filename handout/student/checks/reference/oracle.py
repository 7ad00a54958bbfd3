"""Oracle: what a network ought to answer, found by autograd.

Whoever judges hand-written derivatives asks here. Autograd is on inside and nowhere else, tensors that come in are
copied and tensors that go out are free of any graph.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from checks.reference.case import DTYPES, Case
from checks.reference.twin import autograd, build


@dataclass(frozen=True)
class Answer:
    """What one batch gives, before any step.

    Attributes:
        prediction: (N, O).
        loss: ().
        input_gradient: ∂L/∂x, (N, I).
        gradients: ∂L/∂θ, one for each parameter and of its shape.
    """

    prediction: Tensor
    loss: Tensor
    input_gradient: Tensor
    gradients: tuple[Tensor, ...]


def draw_weights(case: Case) -> list[Tensor]:
    """Starting weights from the case's seed, uniform within ±1/√in like those of `torch.nn.Linear`."""
    generator = torch.Generator().manual_seed(case.seed)
    weights: list[Tensor] = []
    for shape in case.shapes():
        bound = (shape[1] if len(shape) == 2 else weights[-1].shape[1]) ** -0.5
        weights.append(torch.empty(shape, dtype=DTYPES[case.dtype]).uniform_(-bound, bound, generator=generator))
    return weights


def draw_batches(case: Case) -> list[tuple[Tensor, Tensor]]:
    """Inputs (N, I) from N(0, 1) and fitting targets, one pair for each step (at least one), from the case's seed."""
    generator = torch.Generator().manual_seed(case.seed + 1)
    dtype, samples, outputs = DTYPES[case.dtype], case.batch_size, case.sizes[-1]
    batches = []
    for _ in range(max(1, case.steps)):
        x = torch.randn(samples, case.sizes[0], dtype=dtype, generator=generator)
        if case.loss == "mse":
            batches.append((x, torch.randn(samples, outputs, dtype=dtype, generator=generator)))
        else:
            batches.append((x, torch.randint(outputs, (samples,), generator=generator)))
    return batches


def answer(case: Case, weights: Sequence[Tensor], x: Tensor, target: Tensor) -> Answer:
    """Forward and backward of one batch, with the parameters at `weights`."""
    with autograd():
        twin = build(case, weights)
        x = x.clone().requires_grad_()
        prediction = twin.model(x)
        loss = twin.loss(prediction, target.clone())
        input_gradient, *gradients = torch.autograd.grad(loss, [x, *twin.model.parameters()])
    return Answer(prediction.detach(), loss.detach(), input_gradient, tuple(gradients))


def trained(case: Case, weights: Sequence[Tensor], batches: Sequence[tuple[Tensor, Tensor]]) -> list[Tensor]:
    """The parameters after one step for each batch."""
    with autograd():
        twin = build(case, weights)
        for x, target in batches:
            twin.step(x.clone(), target.clone())
    return [p.detach().clone() for p in twin.model.parameters()]


def vjp(function: Callable[..., Tensor], inputs: Sequence[Tensor], gradient: Tensor) -> tuple[Tensor, ...]:
    """The vector-Jacobian product of any function of tensors: `gradient`ᵀ ∂function/∂input for each input."""
    with autograd():
        leaves = [x.clone().requires_grad_() for x in inputs]
        return torch.autograd.grad(function(*leaves), leaves, gradient.clone())
