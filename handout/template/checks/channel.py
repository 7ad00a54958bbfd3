"""What a started process owes to whoever started it: it says where it is, and ends when that one is gone.

A line on its standard input is an order. The end of that input means that nobody is there any more, however that
came: Ctrl-C, a killed parent, a notebook that was closed. Then the process ends, with all that it started itself.

    orders(…)  takes standard input for orders     place(…)  the line of the student's that runs
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from checks.work import PACKAGE

NO_KEYBOARD = "breakpoint() waits for a keyboard, which is not there in a check: take it out"


def orders() -> TextIO:
    """Standard input, for orders alone: whoever else reads finds its end, and nothing waits for a key unseen."""
    taken = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.breakpointhook = _refuse
    return taken


def obey(taken: TextIO, order: Callable[[str], None]) -> None:
    """Follow orders in a thread of its own, and end the process when there can be no more."""

    def follow() -> None:
        with suppress(ValueError, OSError):  # closed at the other end
            for line in taken:
                order(line.strip())
        end()

    threading.Thread(target=follow, daemon=True).start()


def end() -> NoReturn:
    """End at once, and on Linux and macOS the whole group that this process leads."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def place(home: Path) -> str:
    """`framework/linear.py:31 forward`: the innermost line of the student's in the main thread, or nothing."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001 (documented by Python)
    while frame is not None:
        if name := own_name(home, frame.f_code.co_filename):
            return f"{name}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def own_name(home: Path, filename: str) -> str:
    """`framework/linear.py` for a file of the student's, and nothing for any other."""
    path = Path(filename)
    if not path.is_relative_to(home):
        return ""
    name = path.relative_to(home)
    given = name.parts[0] == "checks" or name.name in ("check.py", "conftest.py")
    return "" if given or (len(name.parts) > 1 and name.parts[0] != PACKAGE) else name.as_posix()


def _refuse(*_: object, **__: object) -> NoReturn:
    """What `breakpoint()` does here."""
    raise RuntimeError(NO_KEYBOARD)
