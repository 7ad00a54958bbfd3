"""What a script does with the package's parts, watched from inside of its worker: calls, their order, their tensors.

    plan: which methods of which classes  →  wrapped as soon as the package is there  →  one frame at the script's end

Only the outermost call counts: a chain of layers is one call, not one for each layer. A call on the very tensor that
the last one returned goes on with it. Watching draws no random number and changes no tensor; what is kept is a copy in
float32, up to `MOST` numbers, the first and the last of a long run. A wrapper costs what a small layer does; so once
enough was seen, only calls whose result is kept are watched, and of those with few samples each tenth.
It lives with the script, so what it says is testimony: whoever reads it believes nothing that costs more than a pass.
"""

import functools
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import torch
from torch import Tensor

from . import loader

MOST = 1 << 22  # numbers kept: 400 epochs of a thousand points and their outputs
EACH = 10  # of the calls with few samples, once there was enough: each so-manieth is kept
FLAT = 2  # dimensions of what is kept: a batch of samples, or a number for each


@dataclass(slots=True)
class Call:
    """One outermost call: which of the plan's rows, its argument and its result, where they are kept."""

    row: int
    argument: Tensor | None = None
    result: Tensor | None = None

    @property
    def tensors(self) -> list[Tensor]:
        """What is kept of it."""
        return [each for each in (self.argument, self.result) if each is not None]


class Row:
    """One line of the plan: a method of some classes."""

    def __init__(self, label: str, classes: list[str], method: str, place: int | None, returns: bool) -> None:
        self.label, self.classes, self.method, self.place, self.returns = label, classes, method, place, returns
        self.count = 0
        self.wrapped: list[tuple[type, Callable[..., Any]]] = []  # a class, and the function as it was
        self.outer: set[type] = set()  # classes on which it was called from outside, and from within another call
        self.inner: set[type] = set()

    def unwrap(self, kinds: set[type] | None = None) -> None:
        """Give these classes, or all, their functions back."""
        for kind, function in self.wrapped:
            if kinds is None or kind in kinds:
                setattr(kind, self.method, function)


class Watcher:
    """Wraps the methods that a plan names, and keeps what it sees.

    `plan["calls"]` holds rows of label, classes, method, which argument is kept (or None), and whether the result is;
    the methods of labels in `plan["still"]` do nothing; `plan["enough"]` is a label, and how many samples of it are;
    `plan["few"]` says which calls are small.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._rows, self._still = [Row(*row) for row in plan["calls"]], frozenset(plan["still"])
        (self._enough, self._left), self._few = plan["enough"], plan["few"]
        self._light = 0  # calls since there was enough
        self._first: list[Call] = []
        self._last: deque[Call] = deque()
        self._size = self._late = self._dropped = 0
        self._current: Call | None = None
        self._label = ""
        self._returned: Any = None  # the tensor of the current call that a next one may go on with …
        self._version = -1  # … if it is to be kept: as it was
        self._inside = False
        self._known: set[type] = set()
        self._bases: set[type] = set()

    # Before. -----------------------------------------------------------------------------------------

    def wrap(self, package: ModuleType) -> None:
        """Every method of the plan, where a class of the package defines it; the first row that fits a class counts."""
        for number, row in enumerate(self._rows):
            found = {getattr(package, name, None) for name in row.classes}
            bases = {base for base in found if isinstance(base, type)}
            self._bases |= bases
            for kind in {each for base in bases for each in family(base)}:
                self._known.add(kind)
                function = vars(kind).get(row.method)
                if isinstance(function, FunctionType) and not hasattr(function, "watched"):
                    row.wrapped.append((kind, function))
                    setattr(kind, row.method, self._watched(function, kind, number))

    def _watched(self, function: Callable[..., Any], kind: type, number: int) -> Callable[..., Any]:
        row = self._rows[number]
        still, inner, outer = row.label in self._still, row.inner, row.outer

        @functools.wraps(function)
        def method(*given: Any, **named: Any) -> Any:
            if self._inside:
                inner.add(kind)
                return function(*given, **named)
            outer.add(kind)
            row.count += 1
            if still:
                return None
            self._inside = True
            try:
                result = function(*given, **named)
            finally:
                self._inside = False
            self._note(number, row, (*given[1:], *named.values()) if named else given[1:], result)
            return result

        method.watched = True  # type: ignore[attr-defined]
        return method

    # Meanwhile. --------------------------------------------------------------------------------------

    def _note(self, number: int, row: Row, given: tuple[Any, ...], result: Any) -> None:
        """Keep a call, or let the last one go on."""
        argument = given[row.place] if row.place is not None and row.place < len(given) else None
        if argument is None or argument is not self._returned or self._label != row.label:
            self._settle()
            self._current, self._label = None, row.label
            if not self._passed_over(argument):
                self._keep(Call(number, copy(argument)))
        self._returned = result if row.returns else argument
        if row.returns and self._current is not None:
            self._version = version(result)
        if row.label == self._enough and self._left > 0:
            self._left -= len(given[0]) if given and isinstance(given[0], Tensor) and given[0].dim() else 1
            if self._left <= 0:
                self._watch_lightly()

    def _passed_over(self, argument: Any) -> bool:
        """Whether there was enough, and this is one of many small calls."""
        if self._left > 0 or not isinstance(argument, Tensor) or not argument.dim() or len(argument) >= self._few:
            return False
        self._light += 1
        self._dropped += self._light % EACH != 0
        return self._light % EACH != 0

    def _watch_lightly(self) -> None:
        """From here on only what gives a result that is kept, where it was called from outside or not at all."""
        for row in self._rows:
            row.unwrap(row.inner - row.outer if row.returns else None)

    def _settle(self) -> None:
        """Keep what the current call came to, unless it has been written into since."""
        if self._current is not None and 0 <= self._version == version(self._returned):
            self._current.result = copy(self._returned)
        self._version = -1

    def _keep(self, call: Call) -> None:
        """The first calls and the last, as far as there is room."""
        self._current = call
        if self._size < MOST // 2:
            self._first.append(call)
            self._size += numbers(call)
            return
        self._last.append(call)
        self._late += numbers(call)
        while self._late > MOST // 2 and len(self._last) > 1:
            self._late -= numbers(self._last.popleft())
            self._dropped += 1

    # Afterwards. -------------------------------------------------------------------------------------

    def testimony(self, operations: int) -> dict[str, Any]:
        """Everything seen, as plain data: a line of seven numbers a call, and the tensors' numbers in one row."""
        self._settle()
        calls = [*self._first, *self._last]
        lines = [(call.row, *shape(call.argument), *shape(call.result)) for call in calls]
        tensors = [each.reshape(-1) for call in calls for each in call.tensors]
        counts: dict[str, int] = {}
        for row in self._rows:
            counts[row.label] = counts.get(row.label, 0) + row.count
        return {
            "counts": counts,
            "calls": torch.tensor(lines, dtype=torch.int32).reshape(-1, 7),
            "numbers": torch.cat(tensors) if tensors else torch.empty(0, dtype=torch.float32),
            "dropped": self._dropped,
            "others": sum(each not in self._known for base in self._bases for each in family(base)),
            "operations": operations,
        }


class WatchingImporter(loader.MemoryImporter):
    """Tells the watcher as soon as the package's own file has run: neither sooner nor later than the script asks."""

    def __init__(self, files: Mapping[str, bytes], package: str, watcher: Watcher) -> None:
        super().__init__(files)
        self._package, self._watcher = package, watcher

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code in the module."""
        super().exec_module(module)
        if module.__name__ == self._package:
            self._watcher.wrap(module)


def family(kind: type) -> Iterator[type]:
    """A class and all that derive from it."""
    yield kind
    derived: list[type] = type.__subclasses__(kind)
    for each in derived:
        yield from family(each)


def copy(value: Any) -> Tensor | None:
    """What is kept of a value: its numbers as they are now, if it is a batch of them."""
    if not isinstance(value, Tensor) or not 1 <= value.dim() <= FLAT or value.numel() > MOST // 8:
        return None
    if value.dtype is torch.float32 and value.device.type == "cpu":
        return value.clone()
    return None if value.is_complex() else value.to("cpu", torch.float32, copy=True)


def version(value: Any) -> int:
    """How often a tensor has been written into; -1 for what is none, 0 where torch does not count."""
    if not isinstance(value, Tensor):
        return -1
    return 0 if value.is_inference() else value._version


def shape(tensor: Tensor | None) -> tuple[int, int, int]:
    """Dimensions, rows, columns; all -1 where there is none."""
    if tensor is None:
        return -1, -1, -1
    return tensor.dim(), tensor.shape[0], tensor.shape[1] if tensor.dim() == FLAT else 1


def numbers(call: Call) -> int:
    """How many a call keeps, its result taken to be as large as its argument; and its line."""
    return 7 + (2 * call.argument.numel() if call.argument is not None else 0)
