"""numpy's numbers, which err as torch's do: whoever computes a difference with numpy computes a difference.

Operators are read in the source (reading.py). Functions and the methods of arrays are replaced here, wherever numpy
keeps them; copies, choices and comparisons stay. Where numpy is not installed there is nothing to do.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import torch
from torch._C import _DisableTorchDispatch

if TYPE_CHECKING:
    from .inexact import Errors

np: Any = sys.modules.get("numpy")  # torch has loaded it, if it is there
KINDS: tuple[type, ...] = (np.ndarray, np.inexact) if np else ()
NATIVE = ("float16", "float32", "float64", "complex64", "complex128", "int64")  # what torch has, too
EXACT = frozenset(
    """absolute ceil conjugate copysign fabs floor fmax fmin frexp maximum minimum negative positive rint sign
    trunc""".split()  # noqa: SIM905 (a list of words)
)
"""Universal functions that round nothing."""
FUNCTIONS = frozenset(
    """average convolve corrcoef correlate cov cross cumprod cumsum diff dot ediff1d einsum geomspace gradient i0 inner
    interp kron linspace logspace mean median nancumprod nancumsum nanmean nanmedian nanprod nanstd nansum nanvar outer
    percentile polyfit polyval prod quantile sinc std sum tensordot trace trapezoid trapz var vdot""".split()  # noqa: SIM905
)
"""Other functions that round."""
METHODS = ("cumprod", "cumsum", "dot", "mean", "prod", "std", "sum", "trace", "var")  # of an array
PARTS = ("accumulate", "outer", "reduce", "reduceat")  # of a universal function, which compute
TOLD = ("at", "identity", "nargs", "nin", "nout", "ntypes", "resolve_dtypes", "signature", "types")  # … which do not
_referents = gc.get_referents  # as it was
Place = tuple[dict[str, Any], dict[str, Any]]
"""The names of a module or a class, and what takes the places of some."""


def disturbed(value: Any, errors: "Errors") -> Any:
    """A number of numpy's with an error; a new array keeps its identity."""
    if isinstance(value, np.inexact):
        return type(value)(errors.number(complex(value) if value.dtype.kind == "c" else float(value)))
    if value.dtype.kind not in "fci":
        return value
    wider = "complex128" if value.dtype.kind == "c" else "float64" if value.dtype.kind == "f" else "int64"
    exact = value if value.dtype.name in NATIVE else value.astype(wider)
    with _DisableTorchDispatch():
        tensor = torch.from_numpy(np.array(exact, dtype=exact.dtype.newbyteorder("="), order="C"))
        errors.put(tensor, "numpy")
        wrong = tensor.numpy()
    result = wrong if exact is value else (value + (wrong - exact)).astype(value.dtype)
    if not value.flags.writeable:
        return result
    value[...] = result
    return value


def places(disturbing: Callable[[Any], Any]) -> list[Place]:
    """Where what rounds is kept, with what `disturbing` makes of it."""
    if not np:
        return []
    made: dict[int, Any] = {}
    found: list[Place] = []
    for module in _modules():
        ours: dict[str, Any] = {}
        for name, value in vars(module).items():
            if isinstance(value, np.ufunc) and value.__name__ not in EXACT:
                if id(value) not in made:
                    made[id(value)] = _universal(value, disturbing)
                ours[name] = made[id(value)]
            elif callable(value) and not isinstance(value, type) and _rounds(module, name):
                ours[name] = disturbing(value)
        found.append((vars(module), ours))
    methods = _referents(vars(np.ndarray))[0]
    return [*found, (methods, {name: disturbing(methods[name]) for name in METHODS})]


def _rounds(module: ModuleType, name: str) -> bool:
    """Whether a function of that name computes."""
    return name in FUNCTIONS or (module.__name__ in ("numpy.linalg", "numpy.fft") and not name.startswith("_"))


def _modules() -> Iterator[ModuleType]:
    """numpy's, as far as they are loaded."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "numpy" and not name.startswith("numpy.random"):
            yield module


def _universal(function: Any, disturbing: Callable[[Any], Any]) -> Any:
    """A universal function and its parts."""
    inner = disturbing(function)
    for part in PARTS:
        setattr(inner, part, disturbing(getattr(function, part)))
    for name in TOLD:
        setattr(inner, name, getattr(function, name, None))
    return inner
