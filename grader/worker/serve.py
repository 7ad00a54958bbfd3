"""A worker's life: read a call, let the student's side perform it, answer; until the other end is gone.

A call is `[number, verb, arguments]`, an answer `[number, "value", result]`, `[number, "error", fields]` or
`[number, "unsendable", why]`. Number 0 is the import of the submission. Several calls may come at once; each is
answered by itself.
"""

import builtins
import os
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

from . import imports, loader, standins, wire
from .objects import Objects

SOURCE = 1 << 19  # bytes of source that are read before any is imported; a rough worker reads no more


def serve(
    line: socket.socket,
    files: Mapping[str, bytes],
    package: str,
    most: int,
    rough: Mapping[str, Any] | None,
    known: Mapping[str, CodeType] | None,
    library: Any,
) -> None:
    """Import the submission, say how that went, and answer calls; a `rough` worker never computes exactly.

    Where nobody has read the files yet, and so nothing is `known` of them, their codes are told first of all.
    `library` is what is particular to arrays of one, such as `torch_side`.
    """
    arithmetic = library.arithmetic(rough)
    read = loader.read_ahead(library.reader(files, rough), SOURCE, known or {})
    if known is None:
        line.sendall(wire.pack([0, "read", bytearray(loader.written(read))], most))
        wire.receive(line.recv, most)  # both ends speak in turns
    if arithmetic:
        read = {path: arithmetic.code(each) if isinstance(each, CodeType) else each for path, each in read.items()}
        unread = [path for path in files if path.endswith(".py") and path not in read]
        read |= {path: ImportError(f"there is too much source for {path} to be read here") for path in unread}
    importer = loader.MemoryImporter(files, read)
    imports.close(importer)
    side = library.objects(
        lambda name: getattr(sys.modules[package], name),
        lambda file: file if file in importer.files else None,
        arithmetic,
    )

    builtins.open, sys.breakpointhook = standins.by_path, standins.unstopped  # type: ignore[assignment]

    def importing() -> None:
        loader.load(importer, package)

    def performing() -> Any:
        if verb == "flush":
            return sys.stdout.flush()
        if verb == "floor" and arithmetic:
            return arithmetic.floor(*arguments)
        return side.perform(verb, arguments)

    line.sendall(_answer(side, 0, importing, most))
    ahead = bytearray()  # questions that came with an earlier one
    while True:
        try:
            number, verb, arguments = wire.receive(line.recv, most, ahead)
        except (EOFError, OSError):
            return
        line.sendall(_answer(side, number, performing, most))


def _answer(side: Objects, number: int, task: Callable[[], Any], most: int) -> bytes:
    """Do the task; its answer as a frame. Packing may run the student's objects, too."""
    with side.attention():
        return _attended(side, number, task, most)


def _attended(side: Objects, number: int, task: Callable[[], Any], most: int) -> bytes:
    try:
        body = ["value", task()]
    except SystemExit as leaving:
        leave(leaving.code)
    except BaseException as error:  # noqa: BLE001 (whatever the student raises is the answer)
        problem = side.describe(error)
        fields = [problem.type_name, list(problem.builtins), problem.text, problem.where, problem.missing]
        fields.append(list(problem.imports))
        body = ["error", fields]
    try:
        return wire.pack([number, *body], most)
    except Exception as error:  # noqa: BLE001 (whatever packing ran into)
        return wire.pack([number, "unsendable", ascii(str(error))[:500]], most)


def script(
    line: socket.socket,
    job: Mapping[str, Any],
    files: Mapping[str, bytes],
    most: int,
    known: Mapping[str, CodeType] | None,
    library: Any,
) -> NoReturn:
    """Run one file of the submission as `python NAME ARGUMENTS` would, and leave with its exit status.

    Where the job says what to watch, a frame tells at the end what was seen.
    """
    name, arguments, watching = job["script"], job["arguments"], library.Watching(job)
    importer = watching.importer(files)
    importer.read = known or {}
    loader.install(importer)
    main = ModuleType("__main__")
    main.__dict__.update(__file__=name, __loader__=importer)
    sys.modules["__main__"] = main
    sys.argv = [name, *arguments]
    os.environ["MPLCONFIGDIR"] = str(Path.cwd())  # else matplotlib complains of a home that it cannot write to
    code: Any = None
    try:
        with watching.meanwhile():
            body = (known or {}).get(name) or compile(files[name], name, "exec", dont_inherit=True)
            exec(body, main.__dict__)  # noqa: S102 (a script is run)
    except SystemExit as leaving:
        code = leaving.code
    except BaseException:  # noqa: BLE001 (as the interpreter would)
        traceback.print_exc()
        code = 1
    with suppress(Exception):  # a script may have put anything in the way; then nothing is told
        if said := watching.testimony():
            line.sendall(wire.pack(said, most))
    leave(code)


def leave(code: Any) -> NoReturn:
    """Leave as `sys.exit(code)` would have, without a way back."""
    try:
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)  # noqa: T201
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit((code or 0) & 0xFF if code is None or isinstance(code, int) else 1)
