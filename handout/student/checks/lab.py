"""What the notebook calls: checks of what the files say now, the package imported afresh, the archive to hand in."""

import difflib
import importlib
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from IPython import get_ipython
from IPython.display import display
from rich.console import Console

from checks import handed, progress, shown, work
from checks.progress import Report
from checks.started import Runner

HERE = Path(__file__).parents[1]
PLAIN = 100  # columns of what a notebook shows where it shows no HTML
_spare: list[Runner] = []  # the runner of the next check, which imports the library while the student reads


def check(exercise: str, seed: int = 0, limit: float = progress.LIMIT) -> None:
    """Run the public tests of an exercise on what is written in the files now."""
    known = progress.exercises()
    if exercise not in known:
        close = difflib.get_close_matches(str(exercise), known, 1)
        meant = f": did you mean check({close[0]!r})?" if close else "."
        print(f"There is no exercise {exercise!r}{meant} There are {', '.join(known)}.")
        return
    for line in handed.of_notebook(HERE, exercise, _defined()):
        print(line)
    show(progress.check(HERE, exercise, seed, print, limit, _runner()))
    warm()


def show(report: Report) -> None:
    """As HTML where that can be shown, and as text elsewhere."""
    plain = io.StringIO()
    shown.write(report, Console(file=plain, width=PLAIN, color_system=None, force_jupyter=False))
    if get_ipython() is None:  # type: ignore[no-untyped-call]
        print(plain.getvalue(), end="")
        return
    display({"text/html": shown.page(report), "text/plain": plain.getvalue()}, raw=True)


def warm() -> None:
    """Start the runner of the next check; it ends with this kernel, however that ends."""
    if not _spare:
        _spare.append(Runner(HERE))


def _runner() -> Runner | None:
    """The one that was started ahead, if it is still there."""
    runner = _spare.pop() if _spare else None
    if runner and not runner.alive():
        runner.end()
        return None
    return runner


def _defined() -> set[str]:
    """The classes and functions that cells have defined in the kernel itself."""
    shell = get_ipython()  # type: ignore[no-untyped-call]
    names = dict(shell.user_ns) if shell else {}
    return {name for name, value in names.items() if getattr(value, "__module__", "") == "__main__"}


def fresh() -> ModuleType:
    """Your package as its files are now."""
    forget()
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return importlib.import_module(work.PACKAGE)


def forget() -> None:
    """Let the next import of your package read its files again, however soon after the last one."""
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.partition(".")[0] == work.PACKAGE]:
        del sys.modules[name]
    importlib.invalidate_caches()


@contextmanager
def not_yet() -> Iterator[None]:
    """What is still a stub ends the cell with a sentence instead of a traceback."""
    try:
        yield
    except NotImplementedError as stub:
        print(f"Not yet: {stub} is still to be written.")


def hand_in(name: str = "submission.zip") -> Path:
    """Say what stands in the way, then write the archive: the files that count, nothing else."""
    report = progress.check(HERE, None, 0, print, runner=_runner())
    show(report)
    for line in handed.differing(HERE):
        print(line)
    place = handed.archive(HERE, name)
    print(handed.summary(place, work.counted(HERE)))
    warm()
    return place
