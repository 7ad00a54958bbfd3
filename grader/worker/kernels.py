"""Operations of torch, replaced by an exit: under every name and key at which the dispatcher knows them.

A kernel is taken out where all ways meet: torch's C++ functions, `torch.ops`, methods, TorchScript, saved graphs.
The registrations are held by nothing in Python, so that nobody can take them back.
"""

import ctypes
import warnings
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import torch

HEAD = ("name", "schema", "debug", "alias analysis kind")
HANDING_ON = ("Autograd", "ADInplaceOrView", "Tracer", "Autocast", "FuncTorchDynamic", "Meta (inactive)")
"""Keys by their beginnings whose kernels only hand on to the next one."""


def names() -> list[str]:
    """All operations, as `aten::add.Tensor`."""
    return list(torch._C._dispatch_get_all_op_names())


def replace(operations: Iterable[str], leave: Callable[[], None]) -> None:
    """Let each of the operations leave, whatever it is given."""

    def left(*_: Any, **__: Any) -> NoReturn:
        leave()
        raise AssertionError("nobody comes back from there")

    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operation in operations:
            space, _, name = operation.partition("::")
            if space not in libraries:
                libraries[space] = torch._C._dispatch_library("IMPL", space, "", __name__, 0)
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(libraries[space]))  # a registration lives as long as this
            for key in keys(operation):
                libraries[space].impl(name, key, left, False)


def keys(operation: str) -> list[str]:
    """The keys under which the dispatcher has kernels for an operation that do its work."""
    lines = torch._C._dispatch_dump(operation).splitlines()
    found = (line.partition(":")[0].removesuffix("[alias]").strip() for line in lines)
    return [key for key in found if key and key not in HEAD and not key.startswith(HANDING_ON)]
