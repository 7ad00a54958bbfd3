"""Ready-made layers, losses and optimizers, put out of order like the engine: who calls one leaves with status 87.

What counts is the operation, however it was reached. Public operations on tensors stay as they are, the four
activations' forwards among them; so does what those are made of (`celu` and `selu` are made of `elu`).
"""

import re
from collections.abc import Callable
from typing import Any

import torch

from . import exits, kernels
from .protocol import READY_MADE

LINEAR = "_ZN2at4_ops6linear4callERKNS_6TensorES4_RKSt8optionalIS2_E"
LAYERS = re.compile(
    r"""linear (?!_combination) | conv (?!ert) | batch_norm | layer_norm | group_norm | instance_norm | rms_norm
    | weight_norm | embedding | dropout | pool | lstm | gru | rnn | _thnn | attention | attn | transformer | _sdp_
    | loss | cross_entropy | kl_div | upsample | grid_sampler | affine_grid | im2col | col2im
    | ^_fused_ | activation | ^_add_relu | rrelu | leaky_relu | relu6 | gelu | silu | mish | ^glu$ | softplus
    | log_sigmoid | hardtanh | hardsigmoid | hardswish | softshrink | cosine_similarity
    | pairwise_distance""",
    re.VERBOSE,
)
SPACES = frozenset(("quantized", "_quantized", "quantization", "mkldnn", "mkldnn_prepacked", "mkl", "onednn", "sparse"))
"""Namespaces that hold nothing but layers for other kinds of numbers and machines."""


def disable() -> str:
    """Put them out of order; empty if every trial in a child ended with 87, otherwise what did not."""
    try:
        exits.overwrite("libtorch_cpu.so", LINEAR, exits.leaving(READY_MADE))
        kernels.replace([name for name in kernels.names() if ready_made(name)], exits.caller(READY_MADE))
    except (OSError, AttributeError, KeyError, RuntimeError) as error:
        return f"not put out of order: {error}"
    return exits.alive(TRIALS, READY_MADE)


def ready_made(operation: str) -> bool:
    """Whether an operation, like `aten::mse_loss.out`, is a layer, a loss or an optimizer."""
    space, _, name = operation.partition("::")
    name = name.partition(".")[0]
    if "backward" in name:
        return False  # the engine's
    return space in SPACES or (space == "aten" and bool(LAYERS.search(name)))


def _rows() -> torch.Tensor:
    return torch.ones(2, 2)


def _adam() -> None:
    torch._fused_adam_(
        [_rows()], [_rows()], [_rows()], [_rows()], [], [torch.ones(())], amsgrad=False, lr=0.1, beta1=0.9, beta2=0.9,
        weight_decay=0.0, eps=1e-8, maximize=False,
    )  # fmt: skip


TRIALS: dict[str, Callable[[], Any]] = {
    "linear": lambda: torch._C._nn.linear(_rows(), _rows()),
    "torch.ops": lambda: torch.ops.aten.linear.default(_rows(), _rows()),
    "a loss": lambda: torch._C._nn.mse_loss(_rows(), _rows()),
    "cross-entropy": lambda: torch._C._nn.cross_entropy_loss(_rows(), torch.zeros(2, dtype=torch.int64)),
    "nll": lambda: torch.ops.aten.nll_loss_forward(_rows(), torch.zeros(2, dtype=torch.int64), None, 1, -100),
    "a kernel of another key": lambda: torch.ops.aten.mse_loss(_rows().to("meta"), _rows().to("meta")),
    "a normalization": lambda: torch.native_layer_norm(_rows(), [2], None, None, 1e-5),
    "an optimizer's step": _adam,
}
