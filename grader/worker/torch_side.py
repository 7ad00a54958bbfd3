"""What a worker of an assignment in torch has that no other has: tensors, and what the rule puts out of order.

The zygote asks for this module by name (`main.side`), so that a worker of another library's never loads torch.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from . import absent, engine, exits, hidden, imports, protocol, reach, ready_made, tensors, walls
from .loader import MemoryImporter
from .operations import Operations
from .rough import Arithmetic, RoughImporter
from .tensor_objects import TensorObjects
from .watch import Watcher, WatchingImporter

CARRIER = tensors.CARRIER
PLOTTING = ("matplotlib.pyplot", "matplotlib.backends.backend_agg")
"""A third of a second, so only where workers open no file; a `plt.show()` works there, and a `savefig` cannot."""
AT_FIRST_USE = ("torch.profiler._cupti_monitor", "torch.utils._device", "torch.utils.data",
                "torch.utils.serialization.config")  # fmt: skip
version = str(torch.__version__)
made: Arithmetic
"""What a rough worker is to compute with."""


def prepare(options: Mapping[str, Any], *, files: bool) -> None:
    """Everything that a worker should find done, and every module that it may find no file of."""
    imports.prepare((*AT_FIRST_USE, *options["library"], *options["preload"], *(() if files else PLOTTING)))
    absent.stand_in()
    torch.testing._comparison._HAS_DTENSOR = False  # else `assert_close` would import half of torch
    torch.set_num_threads(options["threads"])
    torch.set_num_interop_threads(1)
    torch.set_grad_enabled(False)
    x = torch.rand(8, 8)
    repr(torch.einsum("ij,jk->ik", x, x).softmax(1))  # what torch imports or allocates at first use


def put_out_of_order(plan: dict[str, Any], without: Sequence[str]) -> dict[int, list[int]]:
    """What nobody may use; the exit statuses that tell of it alone, and where in memory they come from."""
    for name, status, part in (("engine", protocol.ENGINE, engine), ("ready_made", protocol.READY_MADE, ready_made)):
        plan[name] = "left out" if name in without else part.disable()
        if plan[name]:
            exits.places.pop(status, None)
    return exits.places


def hide(plan: dict[str, Any], options: Mapping[str, Any], ours: list[str]) -> Callable[[], None]:
    """What nobody may get at; gives back what is left for a worker to do. `preload` may offer `ctypes` all the same."""
    if "reach" in options["without"]:
        plan["reach"] = "left out"
        return nothing
    disarm = nothing if "ctypes" in options["preload"] else hidden.disarming()
    plan["reach"] = reach.close()
    hidden.hide(ours)
    imports.hide(options["preload"])
    if disarm is not nothing:
        plan["reach"] = plan["reach"] or walls.attempt(lambda: hidden.check(disarm))
    return disarm


def nothing() -> None:
    """What is left to do where nothing is hidden."""


def seed(number: int) -> None:
    """Seed the global generator; `torch.manual_seed` would look for other devices."""
    torch.default_generator.manual_seed(number)


def settle() -> None:
    """The last thing before any worker: make what nothing of a worker's changes."""
    global made  # noqa: PLW0603 (each worker is a copy of this process)
    made = Arithmetic()


def arithmetic(rough: Mapping[str, Any] | None) -> Arithmetic | None:
    """What a `rough` worker computes with, from here on."""
    if not rough:
        return None
    made.begin(rough["size"])
    return made


def reader(files: Mapping[str, bytes], rough: Mapping[str, Any] | None) -> MemoryImporter:
    """What reads the submission's files."""
    return RoughImporter(files, rough["silent"]) if rough else MemoryImporter(files)


def objects(
    export: Callable[[str], Any], where: Callable[[str], str | None], arithmetic: Arithmetic | None
) -> TensorObjects:
    """The table of the student's objects."""
    return TensorObjects(export, where, arithmetic.operations if arithmetic else None)


class Watching:
    """What watches a script's run, as the job says, and tells at the end what was seen."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self._package, self._plan = job["package"], job["watch"]
        self._watcher = Watcher(self._plan) if self._plan else None
        self._operations = Operations()

    def importer(self, files: Mapping[str, bytes]) -> MemoryImporter:
        """What the script's imports go through."""
        return WatchingImporter(files, self._package, self._watcher) if self._watcher else MemoryImporter(files)

    def meanwhile(self) -> AbstractContextManager[object]:
        """A context for the run."""
        return self._operations if self._plan and self._plan["operations"] else nullcontext()

    def testimony(self) -> dict[str, Any] | None:
        """What was seen; nothing where nobody watched."""
        return self._watcher.testimony(self._operations.counts.total()) if self._watcher else None
