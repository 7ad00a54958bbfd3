"""The student's side: holds the student's objects and does with them what a suite asks.

It works the same behind the wire (`serve`) and inside a student's own process (`grader.local`).
What comes and goes is plain: None, bool, int, float, str, arrays of one library, lists, tuples, dicts of those;
every other object stays here, in a table, and only its number travels, as a `Ref`.
`tensor_objects` and `array_objects` say what an array is.
"""

import builtins
import contextlib
import traceback
import types
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from .protocol import TEXT, Problem, Ref, plain

PLAIN = (bool, int, float, str)
MOST = 100  # files of one chain of imports
METHODS = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)


class Missing(AttributeError):
    """The package exports no such name."""


class Objects:
    """The table of the student's objects, and one method for each thing that a suite may ask.

    `export` finds a name of the package; `where` turns a file name of a traceback into the submission's
    own name for it, or None when the file is not the submission's.
    """

    LEAVES: ClassVar[tuple[type, ...]] = PLAIN  # classes whose very instances travel
    ARRAYS: ClassVar[tuple[type, ...]] = ()  # of what travels by value, subclasses and all
    NAMES: ClassVar[Mapping[str, Any]] = MappingProxyType({})  # what a suite's own text finds beside the package's

    def __init__(self, export: Callable[[str], Any], where: Callable[[str], str | None]) -> None:
        self._export, self._where = export, where
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}  # id(object) → its number; the table keeps the object alive

    def perform(self, verb: str, arguments: Sequence[Any]) -> Any:
        """Do `verb` with plain arguments, under `attention`; a plain result, or the student's exception as it is."""
        return getattr(self, f"do_{verb}")(*(self._down(a) for a in arguments))

    @contextlib.contextmanager
    def attention(self) -> Iterator[None]:
        """What holds wherever the student's code may run."""
        yield

    # What can be asked. ------------------------------------------------------------------------------

    def do_name(self, name: str) -> Any:
        """`student.Linear`."""
        return self._up(self._exported(name))

    def do_get(self, thing: Any, name: str, keep: bool) -> Any:
        """`layer.w`."""
        return self._up(getattr(thing, name), keep=keep)

    def do_items(self, thing: Any, name: str) -> list[Any]:
        """`list(model.layers)`."""
        return [self._up(item, keep=True) for item in getattr(thing, name)]

    def do_set(self, thing: Any, name: str, value: Any) -> None:
        """`layer.train = False`."""
        setattr(thing, name, value)

    def do_call(self, thing: Any, arguments: Sequence[Any], named: dict[str, Any], keep: bool) -> Any:
        """`student.Linear(3, 4)`."""
        return self._up(thing(*arguments, **named), keep=keep)

    def do_invoke(self, thing: Any, name: str, arguments: Sequence[Any], named: dict[str, Any], keep: bool) -> Any:
        """`layer.forward(x)`."""
        return self._up(getattr(thing, name)(*arguments, **named), keep=keep)

    def do_keep(self, value: Any) -> Any:
        """`student.keep(x)`: the value stays here under a number."""
        return self._up(value, keep=True)

    def do_read(self, thing: Any) -> Any:
        """`student.read(handle)`."""
        return self._up(thing)

    def do_isinstance(self, thing: Any, kind: Any) -> bool:
        """`isinstance(thing, kind)`, for a class or a tuple of classes."""
        return isinstance(thing, kind)

    def do_issubclass(self, thing: Any, kind: Any) -> bool:
        """`issubclass(thing, kind)`."""
        return issubclass(thing, kind)

    def do_define(self, name: str, source: str) -> Any:
        """Run a suite's text with the package's names and the library in reach; give back what it calls `name`."""
        scope = _Scope(self._exported, self.NAMES)
        exec(compile(source, "<suite>", "exec"), scope)  # noqa: S102 (a suite's own text, on the student's side)
        return self._up(scope[name])

    def _exported(self, name: str) -> Any:
        """What the package exports under a name."""
        try:
            return self._export(name)
        except AttributeError as error:
            raise Missing(f"the package has no name {name!r}") from error

    # Objects stay, values travel. --------------------------------------------------------------------

    def _down(self, value: Any) -> Any:
        """A plain value with the objects themselves where it had their numbers."""
        return plain(value, lambda leaf: self._objects[leaf.id] if type(leaf) is Ref else leaf)

    def _up(self, value: Any, *, keep: bool = False) -> Any:
        """A plain value with numbers where it had objects; with `keep`, tensors get numbers as well."""
        if value is None or type(value) in self.LEAVES:
            return value
        if isinstance(value, self.ARRAYS):
            return self._number(value) if keep else self._sent(value)
        if isinstance(value, (list, tuple)):
            items = [self._up(item, keep=keep) for item in value]
            return items if isinstance(value, list) else tuple(items)
        if isinstance(value, dict) and all(type(key) is str for key in value):  # other keys have no place on the wire
            return {key: self._up(item, keep=keep) for key, item in value.items()}
        ancestor = next((kind for kind in (int, float, str) if isinstance(value, kind)), None)
        return ancestor(value) if ancestor else self._number(value)  # of a subclass, the plain value

    def _sent(self, array: Any) -> Any:
        """An array as it travels."""
        return array

    def copied(self, array: Any) -> Any:
        """An array that shares nothing with this one."""
        return array.copy()

    def _number(self, thing: Any) -> Ref:
        """The number under which this very object is kept."""
        number = self._numbers.get(id(thing))
        if number is None:
            number = self._numbers[id(thing)] = len(self._objects)
            self._objects.append(thing)
        return Ref(number, str(type(thing).__name__)[:80], isinstance(thing, METHODS))

    # What went wrong. --------------------------------------------------------------------------------

    def describe(self, error: BaseException) -> Problem:
        """An exception of the student's code as plain data, whatever its class does."""
        kinds = [k.__name__ for k in type(error).__mro__ if getattr(builtins, k.__name__, None) is k]
        try:
            text = str(error)[:TEXT].encode("utf-8", "replace").decode()
        except BaseException:  # noqa: BLE001 (a __str__ that raises is the student's)
            text = "(its text cannot be printed)"
        if isinstance(error, MemoryError) and not text:
            text = "out of memory"  # the interpreter's own comes without a word
        missing = type(error) is Missing
        name = "AttributeError" if missing else str(type(error).__name__)[:80]
        return Problem(name, tuple(kinds), text, self._place(error), missing, tuple(self._imports(error)))

    def _place(self, error: BaseException) -> str:
        """`framework/linear.py:31`: the innermost line of the submission that the exception passed, or that recurs."""
        frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        if isinstance(error, RecursionError):  # what is called again and again, not where that happened to end
            frames += [frame for frame, times in Counter(frames).most_common(1) if times > 1]
        if isinstance(error, SyntaxError) and error.filename:
            frames.append((error.filename, error.lineno or 0))
        for filename, line in reversed(frames):
            known = self._where(filename)
            if known is not None:
                return f"{known}:{line}"
        return ""

    def _imports(self, error: BaseException) -> list[str]:
        """Files of the submission whose import the exception ended, innermost first, each with its own last line."""
        files: list[tuple[str, int]] = []
        for frame, line in traceback.walk_tb(error.__traceback__):
            known = self._where(frame.f_code.co_filename)
            if known is not None and frame.f_code.co_name == "<module>":
                files.append((known, line))
            elif files and known == files[-1][0]:  # the body of a class, or a call at the file's top
                files[-1] = (known, line)
        unread = self._where(error.filename) if isinstance(error, SyntaxError) and error.filename else None
        if unread is not None:
            files.append((unread, error.lineno or 0))  # type: ignore[attr-defined]
        return [f"{file}:{line}" for file, line in reversed(files)][:MOST]


class _Scope(dict[str, Any]):
    """The names that a suite's source text finds: its own, then the package's."""

    def __init__(self, export: Callable[[str], Any], names: Mapping[str, Any]) -> None:
        super().__init__({"__name__": "suite", **names})
        self._export = export

    def __missing__(self, name: str) -> Any:
        try:
            return self._export(name)
        except Missing:
            if hasattr(builtins, name):
                raise KeyError(name) from None  # they come next
            raise
