"""What the notebook calls: checks of what the files say now, the package imported afresh, the archive to hand in."""

import importlib
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from rich.console import Console

from checks import progress, settings

HERE = Path(__file__).parents[1]
PACKAGE = progress.PACKAGE


def check(exercise: str) -> None:
    """Run the public tests of an exercise on what is written in the files now."""
    forget()
    progress.show(HERE, exercise, 0, Console(width=110, color_system=None, force_jupyter=False))


def fresh() -> ModuleType:
    """Your package as its files are now."""
    forget()
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return importlib.import_module(PACKAGE)


def forget() -> None:
    """Let the next import of your package read its files again, however soon after the last one."""
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
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
    """Write the archive to hand in: your package, the script beside it, nothing else."""
    script = settings.read().settings.script
    files = [*sorted((HERE / PACKAGE).rglob("*.py")), *([HERE / script] if script else [])]
    place = HERE / name
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.relative_to(HERE).as_posix())
    print(f"{name}: {len(files)} files, {place.stat().st_size:,} bytes")
    return place
