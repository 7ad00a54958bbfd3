"""The `student` face on a package imported in this very process: how students run the suites themselves.

Nothing is walled off here: the grader never uses it, it judges through `grader.sandbox`.
"""

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import Tensor

from ..errors import Fault, student_error
from ..records import ScriptRun, Watch
from ..worker.objects import Objects
from ..worker.protocol import plain
from .proxy import Output, Student


def student(package: ModuleType) -> Student:
    """The face on an imported package."""
    return Student(Direct(package))


class Direct:
    """A connection without a wire: tensors are copied on both ways, so that nothing is shared by chance."""

    def __init__(self, package: ModuleType) -> None:
        self._home = Path(package.__file__ or "").resolve().parent
        self._side = Objects(lambda name: getattr(package, name), self._own_name)

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:  # noqa: ARG002 (no limits here)
        """Perform it here and now; the student's exception is the cause of the one raised."""
        try:
            with self._side.attention():
                return copied(self._side.perform(verb, [copied(a) for a in arguments]))
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

    def _own_name(self, filename: str) -> str | None:
        """`framework/linear.py` for a file of the package."""
        path = Path(filename)
        return path.relative_to(self._home.parent).as_posix() if path.is_relative_to(self._home) else None


def copied(value: Any) -> Any:
    """A value whose tensors are copies, however deep they lie in lists, tuples and dicts."""
    return plain(value, lambda leaf: leaf.detach().clone() if isinstance(leaf, Tensor) else leaf)
