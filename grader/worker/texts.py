"""Source that is run from a text, read with seven digits, too: `compile`, `exec` and `eval` in a rough worker.

Each takes what Python's own takes and runs in the scope that calls it. Nothing leads from them to the former ones.
"""

import ast
import builtins
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from . import hidden

Read = Callable[[Any, str, str, int], CodeType]  # source, path, mode and flags → a code
MODES = ("exec", "eval", "single")
TEXTS = (str, bytes, bytearray, memoryview)
_compile, _exec, _eval, _frame = compile, exec, eval, sys._getframe  # as they were
_locals, _globals = vars(FrameType)["f_locals"], vars(FrameType)["f_globals"]
OURS = (hidden.anew.__code__.co_filename, (lambda: None).__code__.co_filename)


def disturb(read: Read) -> None:
    """Let all of them read a text by `read`, from here on."""
    builtins.compile = _compiling(read)
    builtins.exec, builtins.eval = _running(read, _exec, "exec"), _running(read, _eval, "eval")


def _compiling(read: Read) -> Callable[..., Any]:
    def compiled(source: Any, filename: Any, mode: str, flags: int, inherit: bool, optimize: int) -> Any:
        if flags & ast.PyCF_ONLY_AST or mode not in MODES:
            return _compile(source, filename, mode, flags, inherit, optimize)
        return read(source, filename, mode, flags)

    ask = hidden.anew(compiled)

    def compiling(
        source: Any, filename: Any, mode: str, flags: int = 0, dont_inherit: bool = False, optimize: int = -1, **_: Any
    ) -> Any:
        return ask((source, filename, mode, flags, dont_inherit, optimize))

    compiling.__name__ = compiling.__qualname__ = "compile"
    return compiling


def _running(read: Read, run: Callable[..., Any], mode: str) -> Callable[..., Any]:
    def ran(source: Any, space: Any, names: Any, more: dict[str, Any]) -> Any:
        if isinstance(source, TEXTS):
            source = read(
                source.lstrip(" \t") if type(source) is str and mode == "eval" else source, "<string>", mode, 0
            )
        if space is None:
            space, own = _scope()
            names = own if names is None else names
        return run(source, space, names, **more)

    ask = hidden.anew(ran)

    def running(source: Any, space: Any = None, names: Any = None, /, **more: Any) -> Any:
        return ask((source, space, names, more))

    running.__name__ = running.__qualname__ = mode
    return running


def _scope() -> tuple[Any, Any]:
    """The global and the local names of whoever calls."""
    depth = 1
    while (frame := _frame(depth)).f_code.co_filename in OURS:
        depth += 1
    return _globals.__get__(frame), _locals.__get__(frame)
