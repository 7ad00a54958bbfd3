"""The differentiation engine, put out of order in the zygote, so that no worker ever has one.

    backward mode    the engine's entry points begin with the instruction to leave with exit status 86
    forward mode     so do those that open a level of dual numbers
    kernels          every `aten::*backward*` operation goes to the first of these places

This does not depend on what the screen found, and costs nothing after the fork. Where a symbol is missing or
memory cannot be rewritten it falls away; `disable` tries it out in children and says so.
"""

import ctypes
import os
import platform
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import torch

from .protocol import ENGINE

EXITS = {  # exit_group(86), in machine code
    "x86_64": bytes.fromhex("bf56000000b8e70000000f05"),
    "aarch64": bytes.fromhex("c00a80d2c80b80d2010000d4"),
}
SYMBOLS = (
    "_ZN5torch8autograd6Engine17evaluate_functionERSt10shared_ptrINS0_9GraphTaskEEPNS0_4NodeERNS0_11InputBufferERKS2_INS0_10ReadyQueueEE",
    "_ZN5torch8autograd6Engine7executeERKSt6vectorINS0_4EdgeESaIS3_EERKS2_IN2at6TensorESaIS9_EEbbbS7_",
    "_ZN5torch8autograd10forward_ad16enter_dual_levelEv",
    "_ZN5torch8autograd14ForwardADLevel12get_next_idxEv",
    "_ZN2at4_ops10_make_dual4callERKNS_6TensorES4_l",
)
KEYS = ("CPU", "CompositeImplicitAutograd", "CompositeExplicitAutograd", "SparseCPU", "MkldnnCPU")
_libraries: list[Any] = []  # a registration lives as long as its object
exits: list[int] = []  # where the instruction after each of our exits would be, as the kernel sees it


def disable() -> str:
    """Put it out of order; empty if every trial in a child ended with 86, otherwise what did not."""
    try:
        overwrite()
        replace_kernels()
    except (OSError, AttributeError, KeyError, RuntimeError) as error:
        return f"not put out of order: {error}"
    alive = [name for name, trial in TRIALS.items() if _ending(trial) != ENGINE]
    return f"still working: {', '.join(alive)}" if alive else ""


def overwrite() -> None:
    """Write an exit over the first instructions of the engine's entry points."""
    code = EXITS[platform.machine()]
    libc = ctypes.CDLL(None, use_errno=True)
    library = ctypes.CDLL(str(Path(torch.__file__).parent / "lib" / "libtorch_cpu.so"))
    page = os.sysconf("SC_PAGE_SIZE")
    for name in SYMBOLS:
        address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0
        exits.append(address + len(code))
        start = address // page * page
        span = ctypes.c_size_t(address + len(code) - start)
        for protection in (7, 5):  # writable for a moment, then executable only
            if libc.mprotect(ctypes.c_void_p(start), span, protection):
                raise OSError(ctypes.get_errno(), "mprotect is refused")
            if protection == 7:
                ctypes.memmove(address, code, len(code))


def replace_kernels() -> None:
    """Let every operation that is the derivative of another one leave, by the engine's own first exit."""
    leave = ctypes.CFUNCTYPE(None)(exits[0] - len(EXITS[platform.machine()]))

    def left(*_: Any, **__: Any) -> NoReturn:
        leave()
        raise AssertionError("nobody comes back from there")

    library = torch.library.Library("aten", "IMPL")
    _libraries.append(library)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in torch._C._dispatch_get_all_op_names():
            for key in KEYS:
                if "backward" in name and torch._C._dispatch_has_kernel_for_dispatch_key(name, key):
                    library.impl(name.removeprefix("aten::"), left, key, allow_override=True)


def _backward() -> None:
    with torch.enable_grad():
        x = torch.ones(2, requires_grad=True)
        (x * x).sum().backward()


def _dual() -> None:
    with torch.autograd.forward_ad.dual_level():
        pass


def _kernel() -> None:
    torch.ops.aten.tanh_backward(torch.ones(2), torch.ones(2))


TRIALS: dict[str, Callable[[], None]] = {"backward": _backward, "dual numbers": _dual, "kernels": _kernel}


def _ending(trial: Callable[[], None]) -> int:
    """The exit status of a child that tries it."""
    pid = os.fork()
    if not pid:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            trial()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
