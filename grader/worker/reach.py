"""Torch's Python that holds formulas of derivatives, layers or losses, emptied before any submission is there.

Every function that was made from one of these files, wherever it is kept (a module, a class, a table, a closure), gets
another body: it leaves as the engine does, or as ready-made layers do, or says that it is out of reach. Names, modules
and classes stay, so that an import, a class statement or an `isinstance` goes as ever and only a call ends.
Nothing leads to the former bodies, and their files cannot be read by a worker that is asked for derivatives.
"""

import ctypes
import functools
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import torch

from . import exits
from .protocol import ENGINE, READY_MADE

GONE = 0  # no status: the call raises
FILES = {  # below torch/: the longest beginning that fits counts
    "nn": READY_MADE, "optim": READY_MADE, "ao/nn": READY_MADE, "distributed/optim": READY_MADE,
    "autograd": ENGINE, "func": ENGINE, "_functorch": ENGINE,
    "_functorch/vmap.py": GONE, "_functorch/predispatch.py": GONE, "_vmap_internals.py": GONE,
    "_decomp": GONE, "_refs": GONE, "_prims": GONE,
    "_meta_registrations.py": GONE, "_inductor": GONE, "_dynamo": GONE, "jit": GONE,
    "export": GONE, "_export": GONE, "_higher_order_ops": GONE, "_subclasses": GONE, "_native": GONE, "ao": GONE,
    "nested": GONE, "testing/_internal": GONE, "utils/checkpoint.py": GONE, "distributed/nn": GONE,
    "distributions/transforms.py": GONE, "distributions/transformed_distribution.py": GONE, "distributions/kl.py": GONE,
}  # fmt: skip
KEPT = frozenset((
    "_functorch/apis.py:vmap",
    "autograd/grad_mode.py", "autograd/profiler.py", "autograd/forward_ad.py:unpack_dual",
    "autograd/function.py:__init__", "autograd/variable.py:__instancecheck__", "jit/__init__.py:annotate",
    "jit/_builtins.py:_get_builtin_table", "jit/_builtins.py:_register_builtin", "jit/_trace.py:is_tracing",
    "_refs/__init__.py:_broadcast_shapes",
    "_subclasses/fake_tensor.py:dump_cache_stats", "nn/functional.py:pad", "nn/parameter.py:__instancecheck__",
))  # fmt: skip
"""What plain work on tensors needs of these files: whole files, and functions by file and name."""
DENSITIES = frozenset("log_prob cdf icdf entropy _natural_params _log_normalizer".split())  # noqa: SIM905 (words)
HERE = str(Path(torch.__file__).parent) + "/"
MARK = "the exit"


def close() -> str:
    """Empty them; nothing if every trial in a child ended as it should, otherwise what did not."""
    bodies = {status: _leaving(exits.caller(status)) for status in (ENGINE, READY_MADE) if status in exits.places}
    bodies[GONE] = _gone.__code__
    fitting: dict[tuple[int, tuple[str, ...]], CodeType] = {}
    for function, status in emptied():
        kind = (status, function.__code__.co_freevars)
        if kind not in fitting:
            fitting[kind] = bodies.get(status, bodies[GONE]).replace(co_freevars=kind[1])
        # Freed, it would leave holes in the memory that workers share, and each would copy the pages that it fills up.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(function.__code__))
        function.__code__ = fitting[kind]
    return exits.alive(TRIALS, READY_MADE) if READY_MADE in exits.places else ""


def emptied() -> Iterator[tuple[FunctionType, int]]:
    """The functions that are to be emptied, with the status that each is to leave with."""
    for function in [thing for thing in gc.get_objects() if type(thing) is FunctionType]:
        code = function.__code__
        status = _status(code.co_filename, code.co_name)
        if status is not None:
            yield function, status


@functools.cache
def _status(path: str, name: str) -> int | None:
    """How a function of that name in that file is to end; None if it may stay."""
    file = path.removeprefix(HERE)
    if file == path or file in KEPT or f"{file}:{name}" in KEPT:
        return None
    if file.startswith("distributions/") and name in DENSITIES:
        return GONE
    parts = file.split("/")
    places = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((FILES[place] for place in places if place in FILES), None)


def _leaving(leave: Callable[[], None]) -> CodeType:
    """The body of a function that takes anything and leaves: the exit is in it, and looked up nowhere."""
    code = _left.__code__
    return code.replace(co_consts=tuple(leave if each is MARK else each for each in code.co_consts))


def _left(*_: Any, **__: Any) -> Any:
    leave: Any = "the exit"
    return leave()


def _gone(*_: Any, **__: Any) -> Any:
    raise NotImplementedError("this part of torch is out of reach here: plain operations on tensors are there")


TRIALS: dict[str, Callable[[], Any]] = {
    "torch.nn.functional": lambda: torch.nn.functional.softmax(torch.ones(2), 0),
    "torch.nn": torch.nn.ReLU,
    "torch.optim": lambda: torch.optim.SGD([torch.ones(2)]),
}
