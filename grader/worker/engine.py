"""The differentiation engine, put out of order in the zygote, so that no worker ever has one.

    backward mode    the engine's entry points begin with the instruction to leave with exit status 86
    graphs           none is recorded: asking a tensor for gradients, or switching them on, leaves as well; the mode
                     reads as off everywhere, in new threads, too; and a node that is called leaves
    forward mode     so do the functions that open a level of dual numbers, or one of torch.func's
    TorchScript      so do its interpreter and its symbolic differentiation
    kernels          every `aten::*backward*` operation goes to the first of these places

This does not depend on what the screen found, and costs nothing after the fork. Where a symbol is missing or
memory cannot be rewritten it falls away; `disable` tries it out in children and says so.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import torch

from . import exits, kernels
from .protocol import ENGINE

CPU, CORE = "libtorch_cpu.so", "libc10.so"
SYMBOLS = (
    "_ZN5torch8autograd6Engine17evaluate_functionERSt10shared_ptrINS0_9GraphTaskEEPNS0_4NodeERNS0_11InputBufferERKS2_INS0_10ReadyQueueEE",
    "_ZN5torch8autograd6Engine7executeERKSt6vectorINS0_4EdgeESaIS3_EERKS2_IN2at6TensorESaIS9_EEbbbS7_",
    "_ZN5torch8autograd10forward_ad16enter_dual_levelEv",
    "_ZN5torch8autograd14ForwardADLevel12get_next_idxEv",
    "_ZN2at4_ops10_make_dual4callERKNS_6TensorES4_l",
    "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeESt8optionalIN3c106SymIntEES2_INS0_14RandomnessTypeEES2_IbES8_S8_S8_",
    "_ZN5torch3jit13differentiateERSt10shared_ptrINS0_5GraphEE",
    "_ZN5torch3jit16InterpreterState3runERSt6vectorIN3c106IValueESaIS4_EE",
    "_ZN5torch3jit16InterpreterState8runAsyncERSt6vectorIN3c106IValueESaIS4_EE",
)
MODE_READ, MODE_SET = "_ZN3c108GradMode10is_enabledEv", "_ZN3c108GradMode11set_enabledEb"
ASK = "_ZN3c1010TensorImpl17set_requires_gradEb"
CALL = 128  # where a type keeps the function behind `node(…)`: PyTypeObject.tp_call
DERIVATIVES = ("_standard_gamma_grad", "_dirichlet_grad", "glu_jvp")  # `backward` is not in these names


def disable() -> str:
    """Put it out of order; empty if every trial in a child ended with 86, otherwise what did not."""
    try:
        trials = {**SWITCHES, **prepared()}
        overwrite()
    except (OSError, AttributeError, KeyError, RuntimeError) as error:
        return f"not put out of order: {error}"
    return exits.alive(trials, ENGINE)


def overwrite() -> None:
    """Write an exit over the first instructions of the engine's entry points, and put one behind its operations."""
    node = _graph().grad_fn
    for name in SYMBOLS:
        exits.overwrite(CPU, name, exits.leaving(ENGINE))
    exits.write(ctypes.c_size_t.from_address(id(type(node)) + CALL).value, exits.leaving(ENGINE))
    exits.overwrite(CORE, MODE_READ, exits.NEVER)
    exits.overwrite(CORE, MODE_SET, exits.guard(ENGINE, exits.FIRST))
    exits.overwrite(CORE, ASK, exits.guard(ENGINE, exits.SECOND))
    derivatives = [name for name in kernels.names() if "backward" in name or _bare(name) in DERIVATIVES]
    kernels.replace(derivatives, exits.caller(ENGINE))


def _bare(operation: str) -> str:
    return operation.partition("::")[2].partition(".")[0]


def _graph() -> torch.Tensor:
    """A result that knows how it came about; only where graphs are still recorded."""
    with torch.enable_grad():
        return torch.ones(2, requires_grad=True).tanh().sum()


def prepared() -> dict[str, Callable[[], Any]]:
    """Trials of what nobody could get to afterwards, with what they need."""
    result: Any = _graph()
    script = torch.jit.CompilationUnit("def double(x):\n    return x + x\n")
    return {
        "backward": result.backward,
        "nodes": lambda: result.grad_fn(torch.ones(())),
        "TorchScript": lambda: script.double(torch.ones(2)),
    }


def _dual() -> None:
    with torch.autograd.forward_ad.dual_level():
        pass


def _kernel() -> None:
    torch.ops.aten.tanh_backward(torch.ones(2), torch.ones(2))


SWITCHES: dict[str, Callable[[], Any]] = {
    "dual numbers": _dual,
    "kernels": _kernel,
    "torch.func": lambda: torch.func.grad(torch.sum)(torch.ones(2)),
    "asking for gradients": lambda: torch.ones(2).requires_grad_(),
    "asking for gradients by attribute": lambda: setattr(torch.ones(2), "requires_grad", True),
    "asking for gradients of a new tensor": lambda: torch.tensor(1.0, requires_grad=True),
    "switching gradients on": lambda: torch.set_grad_enabled(True).__enter__(),
}
