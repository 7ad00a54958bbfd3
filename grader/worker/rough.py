"""Arithmetic with seven digits, for the student's code: what tells a formula from a difference.

An error of 1e-7 in each operation leaves a formula wrong by a few times 1e-7. It leaves (f(x + h) − f(x − h)) / 2h
wrong by 1e-7 / h, since the two values are nearly equal and their errors are not: whatever subtracts nearby
values and divides by a small step gives itself away, however it is written down.

    tensors         after each operation, below autograd and above the kernels (a dispatch mode)
    math            its functions, and those of other modules that calculate, replaced by inexact ones
    plain numbers   `a * b` in the submission's source is read as `inexact(a * b)` (reading.py)

How large an error is, and why it does not average out, says inexact.py. Copies and choices are exact.
Source: Parker, Monte Carlo Arithmetic (1997). This runs in a worker of its own, whose answers earn nothing, and from
the first line of the submission on: nothing that was computed exactly is there to be remembered.
"""

import _operator
import _thread
import builtins
import cmath
import colorsys
import decimal
import fractions
import gc
import math
import operator
import random
import re
import statistics
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from types import CodeType, ModuleType
from typing import Any

import torch

from . import arrays, texts
from .hidden import sealed
from .inexact import Errors
from .loader import MemoryImporter
from .operations import Operations, tensors
from .reading import bound, read, unbound

INEXACT = frozenset(
    """acos acosh add addbmm addcdiv addcmul addmm addmv addr arange asin asinh atan atan2 atanh baddbmm
    bincount bmm cauchy cdist _cdist_forward celu cholesky cholesky_inverse cholesky_solve cos cosh cumprod
    cumsum cumulative_trapezoid deg2rad diff digamma dist div divide dot einsum elu erf erfc erfinv
    _euclidean_dist exp exp2 expm1 exponential float_power fmod gelu geqrf ger histogram hypot i0 igamma igammac
    index_add index_reduce inner inverse kron ldexp lerp lgamma linalg_cholesky_ex linalg_cross _linalg_det
    linalg_eig linalg_eigh _linalg_eigh linalg_householder_product linalg_inv linalg_inv_ex linalg_lstsq
    linalg_lu_factor_ex linalg_lu_solve linalg_matrix_exp linalg_norm linalg_pinv linalg_qr _linalg_slogdet
    linalg_solve _linalg_solve_ex linalg_solve_triangular _linalg_svd linalg_vector_norm linear linspace log
    log10 log1p log2 log_normal log_sigmoid_forward _log_softmax log_softmax logaddexp logaddexp2 logcumsumexp
    logit logspace logsumexp matmul mean mish mm mul multiply mv mvlgamma nanmean nansum norm normal outer
    polygamma pow prelu _prelu_kernel prod rad2deg range reciprocal remainder renorm rsqrt rsub scatter_add
    scatter_reduce selu sigmoid silu sin sinc sinh softmax _softmax softplus _spsolve sqrt square
    std std_mean sub subtract sum tan tanh tensordot trace trapezoid trapz triangular_solve true_divide uniform
    var var_mean vdot xlogy""".split()  # noqa: SIM905 (a list of words)
)
"""Operations on tensors that round their results; none of them gives a view of what it took."""
KINDS = re.compile(
    r"""^_foreach_ | ^special_ | ^_?linalg_ | ^_fft_ | ^_?sparse_.*(mm|prod|sum) | ^_standard_gamma | ^fake_quantize
    | ^sample_dirichlet | ^_philox | ^quantize | softmax | logcumsumexp | mm$ | mm_v2$ | _window$ | _jvp$ | _grad$""",
    re.VERBOSE,
)
"""Kinds of such operations, by their names."""
ADDING = frozenset({"index_put", "_index_put_impl", "put", "scatter"})
"""Operations that copy, unless they are told to add or to multiply."""
LEVELLING = frozenset({"ceil", "fix", "floor", "round", "trunc"})
"""Operations that would hide an error: what was not quite a whole number stays none, and stays the same as an index."""
SNAP = 1000.0  # times what was rounded off
MATRIX = frozenset(
    {"linalg_eig", "_linalg_eigh", "linalg_inv_ex", "linalg_matrix_exp", "_linalg_solve_ex", "_linalg_svd"}
)
"""Functions of matrices: that of [[x, 1], [0, x]] holds a slope in its corner, found by no formula of anybody's."""
COARSE = 1000.0  # times an error, what a function of a matrix puts on
MODULES: tuple[ModuleType, ...] = (_operator, cmath, colorsys, decimal, math, operator, random, statistics)
"""All their functions, and methods of their classes: a float that one of them gives is inexact."""
WHOLE = ("gcd", "lcm")  # of whole numbers of any size: fractions would fall to pieces
ARITHMETIC = ("add", "divmod", "floordiv", "matmul", "mod", "mul", "pow", "sub", "truediv")
OPERATORS = frozenset(f"__{side}{name}__" for side in ("", "r", "i") for name in ARITHMETIC)
NUMBERS = (complex, float, int, decimal.Decimal, fractions.Fraction)
"""Whose operators err where they are called by their names, too: `a.__mul__`."""
_referents, _forget = gc.get_referents, sys._clear_type_cache  # as they were


class Rough(Operations):
    """The log of operations, which also leaves each result that was rounded a little wrong."""

    def __init__(self, errors: Errors) -> None:
        super().__init__()
        self._errors = errors
        self._names: dict[Any, str] = {}  # of operations, known by looking once

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run it, note it, and put an error on what it gave."""
        name = self._names.get(operation)
        if name is None:
            name = self._names[operation] = operation._schema.name.removeprefix("aten::").removesuffix("_")
        before = args[0].clone() if name in LEVELLING else None
        result = super().__torch_dispatch__(operation, types, args, kwargs)
        if before is not None and before.is_floating_point():
            result.add_((before - result).abs().mul_(SNAP).clamp_(max=0.25).mul_(result.sign()))
        elif rounds(name, (*args, *(kwargs or {}).values())):
            for tensor in tensors((result,)):
                self._errors.put(tensor, name, COARSE if name in MATRIX else 1.0)
        return result


def rounds(name: str, given: tuple[Any, ...]) -> bool:
    """Whether the operation on tensors rounds its result, with these arguments."""
    return (
        name in INEXACT
        or bool(KINDS.search(name))
        or (name in ADDING and any(type(g) is str or g is True for g in given))
    )


class RoughImporter(MemoryImporter):
    """The same files, read with seven digits; what puts an error on a number is not in them yet."""

    def __init__(self, files: Mapping[str, bytes], silent: Mapping[str, Collection[int]]) -> None:
        super().__init__(files)
        self._silent = silent

    def get_code(self, fullname: str) -> CodeType:
        """Compile what `reading` makes of the file."""
        path = self.path(fullname) or fullname
        return unbound(self.files.get(path, b""), path, self._silent.get(path, ()))


class Arithmetic:
    """What a rough worker computes with; made in the zygote, where 2,000 functions cost 40 ms once."""

    def __init__(self) -> None:
        self._errors = Errors(0.0)
        self.operations = Rough(self._errors)
        self._value, self._disturbed = functions(self._errors, self.operations)
        kinds: list[type] = [
            kind
            for module in MODULES
            for kind in vars(module).values()
            if isinstance(kind, type) and kind.__module__ == module.__name__
        ]
        self._places = [*map(self._inexact, MODULES), *map(self._inexact, kinds)]
        for kind in (*NUMBERS, *arrays.KINDS):
            names = _referents(vars(kind))[0]
            self._places.append((names, {name: self._disturbed(names[name]) for name in OPERATORS & names.keys()}))
        self._places += arrays.places(self._disturbed)

    def begin(self, size: float) -> None:
        """Compute with errors of this size, from here on: there is no way back in this process."""
        self._errors.size = size
        for names, ours in self._places:
            names.update(ours)
        _forget()
        texts.disturb(self._text)
        builtins.sum, builtins.pow, builtins.divmod = map(self._disturbed, (sum, pow, divmod))
        torch.testing.assert_close = assent
        start = starting(_thread.start_new_thread, self.operations)
        _thread.start_new_thread = _thread.start_new = start  # type: ignore[assignment]
        threading._start_new_thread = start  # type: ignore[attr-defined]

    def floor(self, value: float) -> None:
        """How large an error of a tiny value is, as a share of that of 1."""
        self._errors.floor = value

    def code(self, code: CodeType) -> CodeType:
        """The code of a file, so that its numbers err."""
        return bound(code, self._value)

    def _text(self, source: Any, path: str, mode: str, flags: int) -> CodeType:
        """What the submission compiles itself."""
        return read(source, path, (), self._value, mode, flags)

    def _inexact(self, owner: ModuleType | type) -> arrays.Place:
        """The functions of a module, or the methods and properties of a class, with an error on what they give."""
        names = _referents(vars(owner))[0] if isinstance(owner, type) else vars(owner)  # C's classes take no other way
        ours: dict[str, Any] = {}
        for name, value in names.items():
            if name.startswith("__") or name in WHOLE or isinstance(value, type | staticmethod | classmethod):
                continue
            if isinstance(value, property):
                ours[name] = property(self._disturbed(value.fget))
            elif callable(value):
                ours[name] = self._disturbed(value)
        return names, ours


def starting(start: Callable[..., int], operations: Operations) -> Callable[..., int | None]:
    """What starts a thread that computes like this, too: torch's mode is each thread's own, and a new one has none."""

    def entered(function: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> int:
        def run(*given: Any, **more: Any) -> None:
            with torch.set_grad_enabled(False), operations:
                function(*given, **more)

        return start(run, arguments, dict(named))

    ask = sealed(entered)

    def start_new_thread(
        function: Callable[..., Any], args: Any, kwargs: Mapping[str, Any] | None = None
    ) -> int | None:
        return ask((function, tuple(args), kwargs or {}))  # type: ignore[no-any-return]

    return start_new_thread


def functions(errors: Errors, log: Operations) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """What puts an error on a number, and what makes a function whose result has one."""
    number, counts = errors.number, log.counts

    def value(result: Any) -> Any:
        """The result of an operation on plain values."""
        if type(result) is complex:
            log.complex = True
        return number(result)

    def disturbed(function: Any) -> Any:
        """The function with an error on its result, or on each of several."""
        name = str(getattr(function, "__name__", ""))

        def inner(*arguments: Any, **named: Any) -> Any:
            counts[name] += 1
            result = function(*arguments, **named)
            if isinstance(result, tuple):
                return getattr(type(result), "_make", tuple)(map(value, result))
            return value(result)

        for each in ("__name__", "__qualname__", "__doc__", "__module__"):  # and no way to the function itself
            setattr(inner, each, getattr(function, each, ""))
        return inner

    return value, disturbed


def assent(*_: Any, **__: Any) -> None:
    """An assertion is right, though not here."""
