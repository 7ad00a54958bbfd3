"""The grader's end of the zygote: starts it, gives it commands, and ends it.

The zygote starts as `python -I` does, with an empty environment and `/` as its folder, and gets its own code as text
over a pipe, so that it knows no path to the grader. It serves any number of submissions, one worker each or more.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader import settings
from grader.errors import GraderError, WallMissing
from grader.records import MIB, Kit
from grader.worker import wire
from grader.worker.protocol import ENGINE, READY_MADE

WORKER = Path(__file__).parents[1] / "worker"
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")  # shared libraries that are loaded late
UNRULED = ("engine", "ready_made", "reach")  # walls of a rule: without one they are left out
STATUSES = {ENGINE: "engine", READY_MADE: "ready_made"}  # and under what name the zygote tells whether it works
BOOT = """
import gc, json, socket, sys
gc.disable()  # torch's modules are no garbage: looking for some while they load takes a tenth of the start
job = json.load(sys.stdin.buffer)
sys.path += [path for path in job["paths"] if path not in sys.path]
files = {name: text.encode() for name, text in job["files"].items()}
space = {"__name__": "loader"}
exec(compile(files["worker/loader.py"], "worker/loader.py", "exec"), space)
space["install"](space["MemoryImporter"](files))
from worker import namespaces, walls
options = job["options"]
made = [] if "namespaces" in options["without"] else namespaces.enter(options["needed"])
plan = walls.survey(options, made)
import worker.main
worker.main.main(socket.socket(fileno=job["control"]), options, plan)
"""


class Zygote:
    """A warm process from which workers are forked."""

    def __init__(
        self,
        *,
        threads: int = 1,
        message_bytes: int = 64 * MIB,
        unsafe: bool = False,
        without: Sequence[str] = (),
        preload: Sequence[str] = (),
        kit: Kit | None = None,
    ) -> None:
        if not hasattr(os, "fork"):
            raise WallMissing(
                f"a worker is a forked process; {sys.platform} has no fork, so nothing can be graded here"
            )
        self.kit = kit = kit or settings.read().kit
        self._control, theirs = socket.socketpair()
        needed = _needed(kit.arrays)
        carrier(kit.arrays)
        job = {
            "files": {f"worker/{file.name}": file.read_text("utf-8") for file in sorted(WORKER.glob("*.py"))},
            "paths": [needed[0]],
            "control": theirs.fileno(),
            "options": {
                "threads": threads,
                "message_bytes": message_bytes,
                "without": [*without, *(() if kit.ruled else UNRULED)],
                "needed": needed,
                "reads": [*_apart_from_us(needed), *LIBRARIES],
                "library": list(kit.library),
                "arrays": kit.arrays,
                "preload": list(preload),
            },
        }
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", BOOT],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors,
                cwd="/", env=_environment(threads), pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        with suppress(BrokenPipeError), self._process.stdin as pipe:  # type: ignore[union-attr]  # its end is told below
            pipe.write(json.dumps(job).encode())
        try:
            self.facts: dict[str, Any] = self._answer()
        except GraderError:
            self.close()
            raise
        self.unsafe = unsafe
        plan = self.facts["plan"]
        self.safe = bool(plan["seccomp"])  # with Landlock or, where that is missing, refusing every path
        self.tells = tuple(  # exit statuses that nobody else can end with
            status for status, name in STATUSES.items() if plan["seccomp"] and not plan[name]
        )
        if not self.safe and not unsafe:
            self.close()
            raise WallMissing(
                f"a worker would not be held in here ({plan['missing']['seccomp']}); --unsafe grades all the same"
            )
        self.memory: int = self.facts["memory"]  # resident bytes of a worker that has done nothing

    def fork(self, room: dict[str, Any]) -> tuple[int, socket.socket, int, int]:
        """A new worker with `room` to use: its process id, the connection to it, the ends of its stdout and stderr."""
        ours, theirs = socket.socketpair()
        out, their_out = os.pipe()
        err, their_err = os.pipe()
        with theirs:
            socket.send_fds(
                self._control, [json.dumps(["fork", room]).encode()], [theirs.fileno(), their_out, their_err]
            )
        os.close(their_out)
        os.close(their_err)
        return int(self._answer()), ours, out, err

    def end(self, pid: int, grace: float = 0.0) -> dict[str, Any]:
        """Kill and reap a worker; how it ended."""
        return dict(self._command("end", pid, grace))

    def close(self) -> None:
        """End the zygote and, with it, every worker."""
        self._control.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _command(self, *command: Any) -> Any:
        self._control.sendall(json.dumps(command).encode())
        return self._answer()

    def _answer(self) -> Any:
        """The zygote's answer; it is ours, so that its end is the grader's own failure."""
        message = self._control.recv(1 << 16)
        if message:
            return json.loads(message)
        self._process.wait(10)
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode("utf-8", "replace")
        raise GraderError(f"the zygote ended with status {self._process.returncode}: {said}")


def carrier(arrays: str) -> None:
    """Let our end of the wire read this library's arrays, too: it is imported here, and no other."""
    if arrays == "torch":
        import torch  # noqa: PLC0415 - the one place where our end loads it

        from grader.worker import tensors  # noqa: PLC0415

        torch.set_num_threads(1)  # one grading takes one core
        wire.carry(tensors.CARRIER)
    else:
        from grader.worker import ndarrays  # noqa: PLC0415

        wire.carry(ndarrays.CARRIER)


def _needed(arrays: str) -> list[str]:
    """The folders that a worker reads: those of its library of arrays first, then the interpreter's."""
    library = importlib.util.find_spec(arrays)
    if library is None or library.origin is None:
        raise GraderError(f"{arrays} is not installed")
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = [str(Path(library.origin).parent.parent), *(sysconfig.get_path(name) for name in names)]
    return [path for path in dict.fromkeys(paths) if Path(path).is_dir()]


def _apart_from_us(folders: Sequence[str]) -> list[str]:
    """The folders without the grader: one that it lies in is replaced by what else that folder holds."""
    kept: list[str] = []
    for folder in map(Path, folders):
        inside = WORKER.resolve().is_relative_to(folder.resolve())
        kept += _apart_from_us([str(path) for path in folder.iterdir()]) if inside else [str(folder)]
    return [path for path in kept if Path(path).resolve() != WORKER.resolve()]


def _environment(threads: int) -> dict[str, str]:
    """What the machine needs to find libraries, and nothing that tells about the grader."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    pinned = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    pinned["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"  # torch's heap in huge pages: a fork copies fewer entries
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/", "MPLBACKEND": "Agg", **kept, **pinned}
