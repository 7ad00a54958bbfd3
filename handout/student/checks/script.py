"""`test.py` as Python would run it, in a process that says where it is and does not outlive the check.

python -m checks.script FILE test.py --disk course      FILE: where it writes the line that runs, when asked
"""

import sys
import traceback
from pathlib import Path
from types import ModuleType, TracebackType

from checks import channel


def main() -> None:
    """Run the script as `__main__`."""
    answer, name, *arguments = sys.argv[1:]
    home = Path.cwd()
    channel.obey(channel.orders(), lambda _: write(Path(answer), channel.place(home)))
    path = home / name
    sys.argv = [name, *arguments]
    sys.excepthook = tell
    module = sys.modules["__main__"] = ModuleType("__main__")
    module.__file__ = str(path)
    exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)  # noqa: S102 (the student's own script)


def write(answer: Path, text: str) -> None:
    """The answer at once and whole."""
    fresh = answer.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(answer)


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The traceback without this file's own line; then once more what came, with the student's line that raised it."""
    home = Path.cwd()
    trace = trace.tb_next if trace else None
    lines = traceback.format_exception(kind, error, trace)
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(trace)]
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno))
    own = [f"{name}:{line}" for file, line in places if (name := channel.own_name(home, file))]
    said = lines[-1].strip()
    sys.stderr.write("".join(lines) + (f"{said} ({own[-1]})\n" if own else ""))


if __name__ == "__main__":
    main()
