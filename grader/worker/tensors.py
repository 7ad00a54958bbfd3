"""Tensors on the wire: dtype, shape and bytes, and nothing of what else torch may hang on one.

Both ends hold the same list of dtypes. A tensor that asks for gradients, a subclass, a sparse or a conjugated one
arrives as the numbers that it stands for.
"""

import ctypes

import torch
from torch import Tensor

from . import wire

DTYPES = (
    torch.float32, torch.float64, torch.int64, torch.bool, torch.float16, torch.bfloat16,
    torch.int32, torch.int16, torch.int8, torch.uint8, torch.complex64, torch.complex128,
)  # fmt: skip


class Tensors:
    """Torch's carrier."""

    code, dtype_code = 1, 4
    kind: type = Tensor
    leaves = frozenset[type]((Tensor, torch.dtype))
    dtypes = DTYPES
    codes = {dtype: code for code, dtype in enumerate(DTYPES)}  # noqa: RUF012 (nobody writes to it)

    def plain(self, tensor: Tensor) -> Tensor:
        """The tensor as numbers in this machine's memory, and nothing else."""
        plain = tensor if type(tensor) is Tensor and not tensor.requires_grad else tensor.detach()
        if type(plain) is not Tensor:
            plain = plain.as_subclass(Tensor)
        if plain.dim() > wire.DIMENSIONS:
            raise wire.Malformed(f"expected at most {wire.DIMENSIONS} dimensions, got {plain.dim()}")
        return plain.cpu() if plain.layout is torch.strided else plain.to_dense().cpu()

    def raw(self, tensor: Tensor) -> bytes:
        """The elements in row-major order."""
        whole = tensor.resolve_conj().resolve_neg().contiguous()
        return ctypes.string_at(whole.data_ptr(), whole.nbytes)

    def made(self, dtype: torch.dtype, shape: tuple[int, ...], data: memoryview) -> Tensor:
        """A fresh tensor."""
        if not data:
            return torch.empty(shape, dtype=dtype)
        stored = torch.uint8 if dtype is torch.bool else dtype  # a forged truth may be neither 0 nor 1
        tensor = torch.frombuffer(bytearray(data), dtype=stored).view(shape)
        return tensor != 0 if dtype is torch.bool else tensor


CARRIER = Tensors()
