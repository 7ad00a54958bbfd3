"""A log of the tensor operations that the student's code dispatches.

An analytic backward works on real tensors. Complex numbers and tensors that ask for gradients betray a derivative
that nobody wrote; `rough` builds on this log to see differences.
The log lives in the student's process and in one thread: it convicts whoever has not got past the screen.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from torch import Tensor
from torch._C import _pop_torch_dispatch_stack, _push_on_torch_dispatch_stack
from torch.utils._python_dispatch import TorchDispatchMode


class Operations(TorchDispatchMode):
    """Counts operations by name while it is entered; about 20 µs an operation."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.complex = False
        self.requires_grad = False

    def __enter__(self) -> Self:
        _push_on_torch_dispatch_stack(self)  # by hand: torch's own way looks the name up where it is taken away
        return self

    def __exit__(self, *_: object) -> None:
        _pop_torch_dispatch_stack(None)

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """No: guarding against compilation would import torch's compiler, half a second of files out of reach."""
        return False

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Note the operation and the kinds of tensors that go in and come out."""
        result = operation(*args, **(kwargs or {}))
        self.counts[str(operation._schema.name)] += 1
        for tensor in tensors((args, tuple((kwargs or {}).values()), result)):
            self.complex = self.complex or tensor.is_complex()
            self.requires_grad = self.requires_grad or tensor.requires_grad
        return result

    def record(self) -> tuple[dict[str, int], bool, bool]:
        """What was seen, as plain data."""
        return dict(self.counts), self.complex, self.requires_grad


def tensors(values: Iterable[Any]) -> Iterable[Tensor]:
    """The tensors in nested lists and tuples."""
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from tensors(value)
