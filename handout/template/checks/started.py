"""The other side of the runner: a process of its own for student code, which says nothing for ever without being seen.

    start → order → event, event, … → end

It leads a group of its own, so that Ctrl-C in the terminal reaches who started it, and whoever ends it ends all that
it started. When this process is gone, however it went, the runner's input ends, and so does the runner.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

WINDOWS = sys.platform == "win32"
APART: dict[str, Any] = {"creationflags": 0x200} if WINDOWS else {"process_group": 0}  # CREATE_NEW_PROCESS_GROUP
GUARD = ("/bin/sh", "-c", "read _; kill -9 0")  # its input ends with this process: then it ends the group
LAST = 2000  # characters of what a runner that died said last


class Gone(Exception):
    """The runner ended in the middle; the text is what it said last."""


class Runner:
    """A process that imports the library, waits for what to run, and tells what becomes of it."""

    def __init__(self, folder: Path) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "checks.runner"],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"}, encoding="utf-8", errors="replace", **APART,
        )  # fmt: skip
        self._guard = self._guarded()
        self._events = queue.SimpleQueue[dict[str, Any] | None]()
        self._kept: list[dict[str, Any] | None] = []  # told while an answer was waited for
        threading.Thread(target=self._read, daemon=True).start()

    def order(self, line: str) -> None:
        """Say something to it; to one that is gone in vain."""
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()

    def event(self, seconds: float) -> dict[str, Any] | None:
        """What it tells next; None where nothing came in time. Raises `Gone` where nothing can come any more."""
        try:
            event = self._kept.pop(0) if self._kept else self._events.get(timeout=seconds)
        except queue.Empty:
            return None
        if event is None:
            raise Gone(self._last())
        return event

    def answer(self, question: str, seconds: float) -> str | None:
        """Ask it where it is; None, where it has no answer in time."""
        self.order(question)
        patience = time.monotonic() + seconds
        while (left := patience - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                event = self._events.get(timeout=left)
                if event is not None and event["event"] == "place":
                    return str(event["place"])
                self._kept.append(event)
                if event is None:
                    break
        return None

    def end(self) -> None:
        """End it and all that it started."""
        with contextlib.suppress(OSError):
            if WINDOWS:
                self._process.kill()  # what it started finds its own input at an end
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._guard:
            self._guard.communicate()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            with contextlib.suppress(OSError, ValueError):
                if stream:
                    stream.close()

    def alive(self) -> bool:
        """Whether it can still be told anything."""
        return self._process.poll() is None

    def _guarded(self) -> subprocess.Popen[bytes] | None:
        """A second process in the runner's group: one that is stuck in a single call does not see its input end."""
        if WINDOWS:
            return None
        with contextlib.suppress(OSError):
            return subprocess.Popen(GUARD, stdin=subprocess.PIPE, process_group=self._process.pid)
        return None

    def _read(self) -> None:
        """Collect events until there are no more."""
        with contextlib.suppress(ValueError, OSError):
            for line in self._process.stdout or ():
                self._events.put(json.loads(line))
        self._events.put(None)

    def _last(self) -> str:
        """The end of what it said, for whoever has to know why it died."""
        self._process.wait()
        self._said.seek(0)
        return self._said.read().decode("utf-8", "replace")[-LAST:]
