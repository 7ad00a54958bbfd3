"""Cell: a module that remembers its last input, because its derivative depends on it.

On the way forward a cell in training mode stores x; on the way back it reads it again: backpropagation trades
memory for time. Evaluation needs no way back, so outside of training mode nothing is stored.
"""

from torch import Tensor

from framework.checks import check_flag, label
from framework.errors import OrderError
from framework.module import Module


class Cell(Module):
    """A part of a network between one input and one output.

    Attributes:
        train: whether `forward` remembers its input; True at first.
        in_value: the last input that was forwarded while `train` was True; None at first.
    """

    def __init__(self) -> None:
        raise NotImplementedError("Cell.__init__")

    def training_mode(self, mode: bool) -> None:
        """Set `train`. Raises TypeError for anything but True and False."""
        raise NotImplementedError("Cell.training_mode")

    def update_in_value(self, x: Tensor) -> None:
        """Remember `x` for `backward`, in training mode only."""
        raise NotImplementedError("Cell.update_in_value")

    def predict(self, input: Tensor) -> Tensor:
        """Forward outside of training mode; mode and `in_value` stay as they were, whatever happens."""
        raise NotImplementedError("Cell.predict")

    def remembered(self) -> Tensor:
        """The input that `backward` differentiates at. Raises RuntimeError where there is none."""
        raise NotImplementedError("Cell.remembered")
