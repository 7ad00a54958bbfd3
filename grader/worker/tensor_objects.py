"""The student's side of an assignment in torch: tensors travel, autograd is off, and operations may be logged."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from .objects import PLAIN, Objects
from .operations import Operations


class TensorObjects(Objects):
    """The table of the student's objects, whose arrays are tensors; `operations` is a log from the start."""

    LEAVES = (*PLAIN, torch.dtype)
    ARRAYS = (Tensor,)
    NAMES = MappingProxyType({"torch": torch})

    def __init__(
        self, export: Callable[[str], Any], where: Callable[[str], str | None], operations: Operations | None = None
    ) -> None:
        super().__init__(export, where)
        self._operations = operations  # the log, while somebody wants one

    @contextlib.contextmanager
    def attention(self) -> Iterator[None]:
        """Autograd is off, and whoever logs operations does so: wherever the student's code may run."""
        with torch.set_grad_enabled(False), self._operations or contextlib.nullcontext():
            yield

    def copied(self, array: Tensor) -> Tensor:
        """A tensor that shares nothing with this one."""
        return array.detach().clone()

    def do_share_memory(self, one: Any, other: Any) -> bool:
        """Whether two tensors overlap in memory."""
        return _overlap(one, other)

    def do_default_dtype(self, dtype: torch.dtype) -> torch.dtype:
        """Set torch's default dtype on this side; gives back the former one."""
        former = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        return former

    def do_manual_seed(self, seed: int) -> None:
        """`torch.manual_seed(seed)` on this side."""
        torch.manual_seed(seed)

    def do_log(self, wanted: bool) -> tuple[dict[str, int], bool, bool]:
        """Start a log of tensor operations, or end it; gives back what the former one saw."""
        former = self._operations or Operations()
        self._operations = Operations() if wanted else None
        return former.record()

    def do_seen(self) -> tuple[dict[str, int], bool, bool]:
        """What the log has seen by now."""
        return (self._operations or Operations()).record()

    def do_train(
        self, model: Any, loss: Any, optimizer: Any, inputs: Tensor, targets: Tensor, order: Tensor, sizes: list[int]
    ) -> Tensor:
        """One optimizer step for each part of `order`, row numbers; the losses, (len(sizes),) float64."""
        losses = []
        for rows in order.split(sizes):
            x, target = inputs[rows], targets[rows]
            optimizer.zero_grad()
            prediction = model.forward(x)
            losses.append(float(loss.forward(prediction, target)))
            model.backward(loss.backward(prediction, target))
            optimizer.step()
        return torch.tensor(losses, dtype=torch.float64)


def _overlap(one: Tensor, other: Tensor) -> bool:
    """Whether the bytes between the first and the last element of two tensors overlap."""
    (a, b), (c, d) = _span(one), _span(other)
    return a < d and c < b


def _span(tensor: Tensor) -> tuple[int, int]:
    """First byte, and first byte beyond, of a strided tensor."""
    if not tensor.numel():
        return 0, 0
    extent: Iterable[int] = ((n - 1) * s for n, s in zip(tensor.shape, tensor.stride(), strict=True))
    start = tensor.data_ptr()
    return start, start + (sum(extent) + 1) * tensor.element_size()
