"""Twin: a case as objects of `torch.nn` and `torch.optim`, with given starting weights.

The peer of every comparison: built of the parts that everybody uses, with their default settings.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from checks.reference.case import DTYPES, Case

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "softmax": lambda: nn.Softmax(dim=1),
}
LOSSES = {"mse": nn.MSELoss, "cross-entropy": nn.CrossEntropyLoss}
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


@dataclass(frozen=True)
class Twin:
    """A network of PyTorch's with its loss and its optimizer."""

    model: nn.Sequential
    loss: nn.Module
    optimizer: torch.optim.Optimizer

    def step(self, x: Tensor, target: Tensor) -> Tensor:
        """Take one batch (N, I) there and back, move the parameters, and return the loss before the move."""
        self.optimizer.zero_grad()
        value: Tensor = self.loss(self.model(x), target)
        value.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return value.detach()


@contextmanager
def autograd() -> Iterator[None]:
    """Turns autograd on inside, whatever the caller turned off."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


def build(case: Case, weights: Sequence[Tensor], device: torch.device | str = "cpu") -> Twin:
    """The twin of `case` whose parameters start as copies of `weights`, which have the shapes `case.shapes()`."""
    if [tuple(w.shape) for w in weights] != case.shapes():
        raise ValueError(
            f"twin: expected weights of the shapes {case.shapes()}, got {[tuple(w.shape) for w in weights]}"
        )
    dtype, layers = DTYPES[case.dtype], []
    with autograd():
        for i, o in zip(case.sizes, case.sizes[1:], strict=False):
            layers += [nn.Linear(i, o, bias=case.bias, dtype=dtype, device=device), ACTIVATIONS[case.activation]()]
        model = nn.Sequential(*layers[:-1])
        for parameter, weight in zip(model.parameters(), weights, strict=True):
            parameter.data.copy_(weight)
        return Twin(model, LOSSES[case.loss](), OPTIMIZERS[case.optimizer](model.parameters(), lr=case.lr))
