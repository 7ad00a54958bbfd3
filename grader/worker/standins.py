"""What the submission finds in place of built-in functions.

They stand alone in their file: whoever looks at such a function finds nothing else of ours in its namespace.
"""

import io
import os
from typing import Any

PLACES = 5  # arguments of `open` between the path and `closefd`


def by_path(file: Any, *more: Any, opener: None = None, **named: Any) -> Any:
    """`open`, by a path alone: the number of a descriptor would be a way to the line."""
    path: Any = os.fspath(file) if isinstance(file, str | bytes | os.PathLike) else None
    # A text or a path of the submission's own class may be a number as well, which `io.open` would prefer.
    if type(path) not in (str, bytes) or opener is not None or len(more) > PLACES:
        raise PermissionError("a file is opened by its path here")
    return io.open(path, *more, **named)  # noqa: UP020 (the built-in is this function)


def unstopped(*_: Any, **__: Any) -> None:
    """`breakpoint()`, left behind: nobody is here to look."""
