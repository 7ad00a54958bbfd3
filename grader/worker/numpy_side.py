"""What a worker of an assignment in numpy has: arrays. Nothing is out of order or hidden, since no rule asks.

The zygote asks for this module by name (`main.side`); torch is not loaded, which takes ten times as long as all else.
What a submission may import is what the assignment lists, and nothing besides is made ready.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from . import imports, ndarrays
from .array_objects import ArrayObjects
from .loader import MemoryImporter

CARRIER = ndarrays.CARRIER
AT_FIRST_USE = (
    "traceback",
    "linecache",
    "numpy.random",
    "numpy.linalg",
    "numpy.ma",
    "numpy.fft",
    "encodings.utf_8_sig",
)
version = str(np.__version__)


def prepare(options: Mapping[str, Any], *, files: bool) -> None:  # noqa: ARG001 (nothing is drawn here)
    """Everything that a worker should find done, and every module that it may find no file of."""
    imports.load((*AT_FIRST_USE, *options["library"], *options["preload"]))
    x = np.ones((8, 8))
    repr(np.einsum("ij,jk->ik", x, x) @ x)  # what numpy imports or allocates at first use


def put_out_of_order(plan: dict[str, Any], without: Sequence[str]) -> dict[int, list[int]]:  # noqa: ARG001 (of torch's)
    """Nothing."""
    plan["engine"] = plan["ready_made"] = "left out"
    return {}


def hide(plan: dict[str, Any], options: Mapping[str, Any], ours: list[str]) -> Callable[[], None]:  # noqa: ARG001
    """Nothing: what decides a mark is on the other side of the wire."""
    plan["reach"] = "left out"
    return nothing


def nothing() -> None:
    """What is left to do where nothing is hidden."""


def seed(number: int) -> None:
    """Seed the global generator."""
    np.random.seed(number % 2**32)


def settle() -> None:
    """Nothing is made beforehand."""


def arithmetic(_: Mapping[str, Any] | None) -> None:
    """Numbers are what they are."""


def reader(files: Mapping[str, bytes], _: Mapping[str, Any] | None) -> MemoryImporter:
    """What reads the submission's files."""
    return MemoryImporter(files)


def objects(export: Callable[[str], Any], where: Callable[[str], str | None], _: None) -> ArrayObjects:
    """The table of the student's objects."""
    return ArrayObjects(export, where)


class Watching:
    """A script runs unwatched."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        """The job says nothing that matters here."""

    def importer(self, files: Mapping[str, bytes]) -> MemoryImporter:
        """What the script's imports go through."""
        return MemoryImporter(files)

    def meanwhile(self) -> AbstractContextManager[object]:
        """A context for the run."""
        return nullcontext()

    def testimony(self) -> None:
        """Nothing was seen."""
