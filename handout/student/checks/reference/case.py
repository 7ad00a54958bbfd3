"""Case: which network is asked about, as a record that can be written down.

A case and the seed in it decide everything: a twin built from it twice is the same twin.
"""

from dataclasses import asdict, dataclass
from typing import Any

import torch

ACTIVATIONS = ("relu", "tanh", "sigmoid", "softmax")
LOSSES = ("mse", "cross-entropy")
OPTIMIZERS = ("sgd", "adam")
DTYPES = {"float32": torch.float32, "float64": torch.float64}


@dataclass(frozen=True)
class Case:
    """A network, what it is trained with, and for how long.

    Attributes:
        sizes: channels of the input, of each hidden layer and of the output.
        activation: between two linear layers, out of `ACTIVATIONS`; none behind the last.
        bias: whether the linear layers have one.
        loss, optimizer, lr: what trains it.
        batch_size, steps: samples in a batch, batches in the run.
        seed: decides initial weights and data.
        dtype: "float32" or "float64".
    """

    sizes: tuple[int, ...] = (2, 25, 25, 25, 2)
    activation: str = "relu"
    bias: bool = True
    loss: str = "mse"
    optimizer: str = "sgd"
    lr: float = 0.1
    batch_size: int = 10
    steps: int = 1
    seed: int = 0
    dtype: str = "float64"

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(f"Case: expected at least two sizes of at least 1, got {self.sizes}")
        if self.batch_size < 1 or self.steps < 0:
            raise ValueError(f"Case: expected batch_size ≥ 1 and steps ≥ 0, got {self.batch_size} and {self.steps}")
        known = (
            ("activation", self.activation, ACTIVATIONS),
            ("loss", self.loss, LOSSES),
            ("optimizer", self.optimizer, OPTIMIZERS),
            ("dtype", self.dtype, tuple(DTYPES)),
        )
        for name, value, names in known:
            if value not in names:
                raise ValueError(f"Case: expected {name} out of {', '.join(names)}, got {value!r}")

    def to_json(self) -> dict[str, Any]:
        """The case as what JSON can hold."""
        return asdict(self) | {"sizes": list(self.sizes)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> "Case":
        """The case that `to_json` wrote."""
        return cls(**record | {"sizes": tuple(record["sizes"])})

    def shapes(self) -> list[tuple[int, ...]]:
        """The shape of each parameter, in the order of `param`: w (out, in) and b (out,) of each linear layer."""
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        return [shape for i, o in pairs for shape in (((o, i), (o,)) if self.bias else ((o, i),))]
