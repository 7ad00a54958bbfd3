"""The `student` face on a package imported in this very process: how students run the suites themselves.

Nothing is walled off here: the grader never uses it, it judges through `grader.sandbox`.
"""

import contextlib
import importlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .. import settings
from ..errors import Fault, student_error
from ..records import ScriptRun, Watch
from ..worker.protocol import plain
from .proxy import Output, Student

if TYPE_CHECKING:
    from ..worker.objects import Objects

SIDES = {"torch": ("tensor_objects", "TensorObjects"), "numpy": ("array_objects", "ArrayObjects")}


def student(package: ModuleType) -> Student:
    """The face on an imported package, which computes with the arrays of the assignment that was chosen."""
    return Student(Direct(package, settings.read().settings.arrays))


class Direct:
    """A connection without a wire: arrays are copied on both ways, so that nothing is shared by chance."""

    def __init__(self, package: ModuleType, arrays: str = "torch") -> None:
        self._home = Path(package.__file__ or "").resolve().parent
        module, name = SIDES[arrays]
        kind = getattr(importlib.import_module(f"...worker.{module}", __name__), name)
        self._side: Objects = kind(lambda name: getattr(package, name), self._own_name)

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:  # noqa: ARG002 (no limits here)
        """Perform it here and now; the student's exception is the cause of the one raised."""
        try:
            with self._side.attention():
                return self._copied(self._side.perform(verb, [self._copied(a) for a in arguments]))
        except (Exception, SystemExit) as error:  # exit() is no end of the check
            problem = self._side.describe(error)
            raise student_error(Fault(**asdict(problem))) from error

    @contextlib.contextmanager
    def listen(self, output: Output) -> Iterator[None]:
        """Collect what is printed in this process."""
        caught = io.StringIO()
        with contextlib.redirect_stdout(caught):
            yield
        output.text = caught.getvalue()

    def script(self, name: str, arguments: Sequence[str], seconds: float | None, _: Watch | None = None) -> ScriptRun:
        """Run it as the student would, from the folder of the package; nobody watches."""
        began = time.monotonic()
        # The student's own script, on the student's own machine.
        command = [sys.executable, name, *arguments]
        environment = {**os.environ, "MPLBACKEND": "Agg"}
        try:
            run = subprocess.run(
                command,
                cwd=self._home.parent,
                env=environment,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ScriptRun(None, "", "", time.monotonic() - began, f"did not end within {seconds} s")
        return ScriptRun(run.returncode, run.stdout, run.stderr, time.monotonic() - began)

    def close(self) -> None:
        """Nothing to end."""

    def _copied(self, value: Any) -> Any:
        """A value whose arrays are copies, however deep they lie in lists, tuples and dicts."""
        return plain(value, lambda leaf: self._side.copied(leaf) if isinstance(leaf, self._side.ARRAYS) else leaf)

    def _own_name(self, filename: str) -> str | None:
        """`framework/linear.py` for a file of the package."""
        path = Path(filename)
        return path.relative_to(self._home.parent).as_posix() if path.is_relative_to(self._home) else None
