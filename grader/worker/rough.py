"""Arithmetic with seven digits, for the student's code: what tells a formula from a difference.

An error of 1e-7 in each operation leaves a formula wrong by a few times 1e-7. It leaves (f(x + h) − f(x − h)) / 2h
wrong by 1e-7 / h, since the two values are nearly equal and their errors are not: whatever subtracts nearby
values and divides by a small step gives itself away, however it is written down.

    tensors         after each operation, below autograd and above the kernels (a dispatch mode)
    math            its functions, and those of other modules that calculate, replaced by inexact ones
    plain numbers   `a * b` in the submission's source is read as `inexact(a * b)`, and `a.__mul__` likewise

Whole numbers stay as they are: counts, masks and one-hot rows are exact in any arithmetic. So are copies and choices.
Source: Parker, Monte Carlo Arithmetic (1997). This runs in a worker of its own, whose answers earn nothing, and from
the first line of the submission on: nothing that was computed exactly is there to be remembered.
"""

import ast
import builtins
import colorsys
import copy
import functools
import math
import operator
import random
import statistics
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from .loader import MemoryImporter
from .operations import Operations, tensors
from .protocol import ERROR

INEXACT = frozenset(
    """acos acosh add addbmm addcdiv addcmul addmm addmv addr arange asin asinh atan atan2 atanh baddbmm bincount
    bmm cauchy cdist _cdist_forward celu cholesky cholesky_inverse cholesky_solve cos cosh cumprod cumsum
    cumulative_trapezoid deg2rad diff digamma dist div divide dot einsum elu erf erfc erfinv _euclidean_dist exp
    exp2 expm1 exponential float_power fmod geqrf ger histogram hypot i0 igamma igammac index_add index_reduce
    inner inverse kron ldexp lerp lgamma linalg_cholesky_ex linalg_cross _linalg_det linalg_eigh _linalg_eigh
    linalg_householder_product linalg_inv linalg_inv_ex linalg_lstsq linalg_lu_factor_ex linalg_lu_solve
    linalg_matrix_exp linalg_norm linalg_pinv linalg_qr _linalg_slogdet linalg_solve _linalg_solve_ex
    linalg_solve_triangular _linalg_svd linalg_vector_norm linear linspace log log10 log1p log2 log_normal
    log_sigmoid_forward _log_softmax log_softmax logaddexp logaddexp2 logcumsumexp logit logspace logsumexp matmul
    mean mm mul multiply mv mvlgamma nanmean nansum norm normal outer polygamma pow prelu _prelu_kernel prod
    rad2deg range reciprocal remainder renorm rsqrt rsub scatter_add scatter_reduce selu sigmoid sin sinc sinh
    _softmax softmax special_entr special_erfcx special_log_ndtr special_ndtr special_ndtri special_xlog1py sqrt
    square std std_mean sub subtract sum tan tanh tensordot trace trapezoid trapz triangular_solve true_divide
    uniform var var_mean vdot xlogy""".split()  # noqa: SIM905 (a list of words)
)
"""Operations on tensors that round their results; none of them gives a view of what it took."""
ADDING = frozenset({"index_put", "_index_put_impl", "put", "scatter"})
"""Operations that copy, unless they are told to add or to multiply."""
MODULES: tuple[ModuleType, ...] = (colorsys, math, operator, random, statistics)
"""All their functions, and methods of their classes: a float that one of them gives is inexact."""
ARITHMETIC = ("add", "floordiv", "matmul", "mod", "mul", "pow", "sub", "truediv")
OPERATORS = frozenset(f"__{side}{name}__" for side in ("", "r", "i") for name in ARITHMETIC)
LARGE = 10**15  # a whole number from here on is no count but a number with many digits, kept without a point
NAME, METHOD = "__inexact__", "__disturbed__"  # what the submission's source calls; the screen refuses such names
OWNER, KEY = "__owner__", "__key__"  # where it keeps the two parts of `owner[key] += value`
_draw = random.Random(7).random


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
        if rounds(operation, (*args, *(kwargs or {}).values())):
            for tensor in tensors((result,)):
                self._disturb(tensor)
        return result

    def number(self, value: Any) -> Any:
        """What came of an operation on plain values, with an error; notes what is complex."""
        self.complex = self.complex or type(value) is complex
        return inexact(value)

    def _disturb(self, tensor: Tensor) -> None:
        """An error of its own for each element that is no whole number, in place."""
        if tensor.is_floating_point() and tensor.numel():
            draw = torch.rand(tensor.shape, generator=self._generator, dtype=torch.float64).to(tensor.dtype)
            tensor.mul_(1 + ERROR * (2 * draw - 1) * (tensor != tensor.round()))


def rounds(operation: Any, given: tuple[Any, ...]) -> bool:
    """Whether the operation on tensors rounds its result, with these arguments."""
    name = operation._schema.name.removeprefix("aten::").removesuffix("_")
    return name in INEXACT or (name in ADDING and any(type(g) is str or g is True for g in given))


def inexact(value: Any) -> Any:
    """A number with an error; anything else as it is, the very object."""
    if type(value) is float and math.isfinite(value) and not value.is_integer():
        return value * (1 + ERROR * (2 * _draw() - 1))
    if type(value) is int and abs(value) >= LARGE:
        return value + value * int(2001 * _draw() - 1000) // int(1000 / ERROR)
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

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """`a.__mul__` → `disturbed(a.__mul__)`."""
        self.generic_visit(node)
        return _call(node, METHOD) if node.attr in OPERATORS and isinstance(node.ctx, ast.Load) else node

    def visit_Assert(self, node: ast.Assert) -> ast.Expr:
        """`assert a` → `a`: who asserts twelve digits is right, though not here (see `assent`)."""
        self.generic_visit(node)
        return ast.copy_location(ast.Expr(node.test), node)

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        """`a += b` → `a += b; a = inexact(a)`: a tensor keeps its identity. What `a` is part of is found once."""
        self.generic_visit(node)
        before: list[ast.stmt] = []

        def once(name: str, part: ast.expr) -> ast.expr:
            before.append(ast.Assign([ast.Name(name, ast.Store())], part))
            return ast.Name(name, ast.Load())

        match node.target:
            case ast.Attribute(value=owner) as target:
                target.value = once(OWNER, owner)
            case ast.Subscript(value=owner, slice=key) as target:
                target.value = once(OWNER, owner)
                if not isinstance(key, ast.Slice | ast.Tuple):
                    target.slice = once(KEY, key)
        again = ast.Assign([node.target], _call(_loaded(node.target)))
        return [ast.fix_missing_locations(ast.copy_location(each, node)) for each in (*before, node, again)]


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """The target of an assignment, read."""
    loaded = copy.copy(target)
    loaded.ctx = ast.Load()
    return loaded


def _call(node: ast.expr, name: str = NAME) -> ast.Call:
    """`inexact(node)`, at the node's place."""
    call = ast.Call(ast.Name(name, ast.Load()), [node], [])
    return ast.fix_missing_locations(ast.copy_location(call, node) if hasattr(node, "lineno") else call)


class RoughImporter(MemoryImporter):
    """The same files, read with seven digits."""

    def get_code(self, fullname: str) -> Any:
        """Compile what `Reading` makes of the file."""
        path = self.path(fullname)
        tree = ast.parse(self.files[path] if path else b"", path or fullname)
        return compile(Reading().visit(tree), path or fullname, "exec", dont_inherit=True)


def begin() -> Rough:
    """Compute like this from here on: there is no way back in this process."""
    operations = Rough()
    for module in MODULES:
        disturb(module)
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                disturb(kind)
    builtins.sum, builtins.pow = disturbed(sum), disturbed(pow)
    torch.testing.assert_close = assent
    setattr(builtins, NAME, operations.number)
    setattr(builtins, METHOD, disturbed)
    return operations


def assent(*_: Any, **__: Any) -> None:
    """An assertion is right, though not here."""


def disturb(owner: ModuleType | type) -> None:
    """Put an error on what the functions of a module give, or the methods and properties of a class."""
    for name, value in vars(owner).copy().items():
        if name.startswith("_") or isinstance(value, type | staticmethod | classmethod):
            continue
        if isinstance(value, property):
            setattr(owner, name, property(disturbed(value.fget)))
        elif callable(value):
            setattr(owner, name, disturbed(value))


def disturbed(function: Any) -> Any:
    """The function with an error on its result, or on each of several."""

    @functools.wraps(function)
    def inner(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        return tuple(map(inexact, result)) if type(result) is tuple else inexact(result)

    return inner
