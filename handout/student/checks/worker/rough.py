"""Arithmetic with seven digits, for the student's code: what tells a formula from a difference.

An error of 1e-7 in each operation leaves a formula wrong by a few times 1e-7. It leaves (f(x + h) − f(x − h)) / 2h
wrong by 1e-7 / h, since the two values are nearly equal and their errors are not: whatever subtracts nearby
values and divides by a small step gives itself away, however it is written down.

    tensors         after each operation, below autograd and above the kernels (a dispatch mode)
    math            its functions, replaced by inexact ones
    plain numbers   `a * b` in the submission's source is read as `inexact(a * b)`

Whole numbers stay as they are: counts, masks and one-hot rows are exact in any arithmetic. So are copies and choices.
Source: Parker, Monte Carlo Arithmetic (1997). This runs in a worker of its own, whose answers earn nothing.
"""

import ast
import builtins
import importlib
import math
import random
import sys
from typing import Any

import torch
from torch import Tensor

from .loader import MemoryImporter
from .operations import Operations, tensors

ERROR = 1e-7  # the largest relative error of one operation
INEXACT = frozenset(
    """acos acosh add addbmm addcdiv addcmul addmm addmv addr asin asinh atan atan2 atanh baddbmm bmm cdist celu cos
    cosh cumprod cumsum cumulative_trapezoid diff dist div divide dot einsum elu erf erfc exp exp2 expm1 float_power ger
    hypot inner kron lerp linalg_norm linalg_solve linalg_vector_norm linear log log10 log1p log2 _log_softmax
    log_softmax logaddexp logaddexp2 logcumsumexp logit logsumexp matmul mean mm mul multiply mv nanmean nansum norm
    outer pow prod reciprocal rsqrt rsub selu sigmoid sin sinc sinh _softmax softmax sqrt square std sub subtract sum
    tan tanh tensordot true_divide trapezoid trapz var vdot xlogy""".split()  # noqa: SIM905 (a list of words)
)
"""Operations on tensors that round their results; none of them gives a view of what it took."""
FUNCTIONS = "cos cosh erf erfc exp exp2 expm1 log log10 log1p log2 pow sin sinh sqrt tan tanh"
LARGE = 10**15  # a whole number from here on is no count but a number with many digits, kept without a point
NAME = "__inexact__"  # what the submission's source calls; a reserved name, which the screen refuses
_numbers = random.Random(7)  # noqa: S311 (errors, no secrets)


class Rough(Operations):
    """The log of operations, which also leaves each result that was rounded a little wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._generator = torch.Generator().manual_seed(7)  # never torch's own, which the submission may seed

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run it, note it, and put an error on what it gave."""
        result = super().__torch_dispatch__(operation, types, args, kwargs)
        if operation._schema.name.removeprefix("aten::").removesuffix("_") in INEXACT:
            for tensor in tensors((result,)):
                self._disturb(tensor)
        return result

    def _disturb(self, tensor: Tensor) -> None:
        """An error of its own for each element that is no whole number, in place."""
        if tensor.is_floating_point() and tensor.numel():
            draw = torch.rand(tensor.shape, generator=self._generator, dtype=torch.float64).to(tensor.dtype)
            tensor.mul_(1 + ERROR * (2 * draw - 1) * (tensor != tensor.round()))


def inexact(value: Any) -> Any:
    """A number with an error; anything else as it is, the very object."""
    if type(value) is float and math.isfinite(value) and not value.is_integer():
        return value * (1 + ERROR * _numbers.uniform(-1, 1))
    if type(value) is int and abs(value) >= LARGE:
        return value + value * _numbers.randint(-1000, 1000) // round(1000 / ERROR)
    return value


class Reading(ast.NodeTransformer):
    """Source text with `inexact` round each operation on two values."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`a * b` → `inexact(a * b)`."""
        self.generic_visit(node)
        return _call(node)

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        """A pattern holds no call."""
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.stmt]:
        """`a += b` → `a += b; a = inexact(a)`: a tensor keeps its identity."""
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        name = node.target.id
        again = ast.Assign([ast.Name(name, ast.Store())], _call(ast.Name(name, ast.Load())))
        return [node, ast.fix_missing_locations(ast.copy_location(again, node))]


def _call(node: ast.expr) -> ast.Call:
    """`inexact(node)`, at the node's place."""
    call = ast.Call(ast.Name(NAME, ast.Load()), [node], [])
    return ast.fix_missing_locations(ast.copy_location(call, node) if hasattr(node, "lineno") else call)


class RoughImporter(MemoryImporter):
    """The same files, read with seven digits."""

    def get_code(self, fullname: str) -> Any:
        """Compile what `Reading` makes of the file."""
        path = self.path(fullname)
        tree = ast.parse(self.files[path] if path else b"", path or fullname)
        return compile(Reading().visit(tree), path or fullname, "exec", dont_inherit=True)


def read_again(package: str) -> None:
    """Import the submission's package anew, in this arithmetic; there is no way back in this process."""
    for name in FUNCTIONS.split():
        setattr(math, name, _disturbed(getattr(math, name)))
    setattr(builtins, NAME, inexact)
    exact = next(finder for finder in sys.meta_path if isinstance(finder, MemoryImporter))
    sys.meta_path[sys.meta_path.index(exact)] = RoughImporter(exact.files)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    importlib.import_module(package)


def _disturbed(function: Any) -> Any:
    """The function with an error on its result."""

    def disturbed(*arguments: Any) -> Any:
        return inexact(function(*arguments))

    return disturbed
