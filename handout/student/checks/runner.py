"""The process that runs public tests on the student's package; `started` starts it, tells it what to run, and ends it.

    a line of JSON in: what to run      then "where" and "stop"      lines of JSON out: what becomes of it

It imports the library before it is told anything, so that one that was started early answers at once.
"""

import contextlib
import ctypes
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checks import channel

HOME = Path(__file__).parents[1]
ANSWER = 3.0  # seconds that a script has to say where it is


def main() -> None:
    """Wait for what to run, run it, tell of it."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is printed past Python goes where nobody takes it for an event
    lock = threading.Lock()

    def tell(**event: Any) -> None:
        with lock:
            events.write(json.dumps(event) + "\n")
            events.flush()

    scripts, wanted = Scripts(), queue.SimpleQueue[dict[str, Any]]()

    def order(line: str) -> None:
        match line:
            case "where":
                tell(event="place", place=scripts.place() or channel.place(HOME))
            case "stop":
                scripts.stop() or raise_in_main()
            case _:
                wanted.put(scripts.begun(json.loads(line)))

    channel.obey(channel.orders(), order)
    from checks import running

    sys.dont_write_bytecode = True  # an edit within a second of the last one must not meet the old file's code
    asked = wanted.get()
    try:
        running.run(asked, scripts, tell)
    except running.NoPackage as problem:
        tell(event="problem", **problem.told)
    except Exception:  # noqa: BLE001 (whatever it is, it is ours, and has to be heard)
        tell(event="broken", text=traceback.format_exc())
    tell(event="done")
    channel.end()  # threads and processes of the student's, too


def raise_in_main() -> None:
    """Let the main thread raise `TooLong`, wherever it is; a call that is no Python returns first."""
    from checks.running import TooLong

    main_thread = ctypes.c_ulong(threading.main_thread().ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(main_thread, ctypes.py_object(TooLong))


class Scripts:
    """Runs of the script, those that are sure to be asked for begun ahead: each imports torch, which takes seconds."""

    def __init__(self) -> None:
        self._ahead: dict[tuple[str, ...], subprocess.Popen[str]] = {}
        self._running: subprocess.Popen[str] | None = None
        self._stopped = False
        self._answer = Path(tempfile.gettempdir(), f"checks-{os.getpid()}")  # where the one that is asked answers

    def begun(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The same order, once its scripts are under way."""
        for arguments in asked["scripts"]:
            self._ahead[tuple(arguments)] = self._start(arguments)
        return asked

    def run(self, name: str, arguments: Sequence[str]) -> tuple[int | None, str, str, float]:
        """Wait for one run: exit status (None where it was stopped), both outputs, seconds."""
        began = time.monotonic()
        run = self._running = self._ahead.pop((name, *arguments), None) or self._start((name, *arguments))
        try:
            stdout, stderr = _heard(run)
        finally:
            self._running = None
            self._answer.unlink(missing_ok=True)
        stopped, self._stopped = self._stopped, False
        return None if stopped else run.returncode, stdout, stderr, time.monotonic() - began

    def place(self) -> str:
        """Where the script that is waited for is."""
        run = self._running
        if run is None or run.stdin is None:
            return ""
        patience = time.monotonic() + ANSWER
        self._answer.unlink(missing_ok=True)
        try:
            run.stdin.write("where\n")
            run.stdin.flush()
        except OSError:
            return ""
        while not self._answer.exists() and time.monotonic() < patience:
            time.sleep(0.01)
        return self._answer.read_text("utf-8") if self._answer.exists() else ""

    def stop(self) -> bool:
        """End the script that is waited for, if there is one."""
        if self._running is None:
            return False
        self._stopped = True
        self._running.kill()
        return True

    def _start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start it as the student would, without a window for figures."""
        environment: Mapping[str, str] = os.environ | {
            "MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "checks.script", str(self._answer), *command],
            cwd=HOME, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace",
        )  # fmt: skip


def _heard(run: subprocess.Popen[str]) -> tuple[str, str]:
    """What a process prints until it ends; its input stays open, for its end would end the process."""
    heard = ["", ""]

    def read(place: int) -> None:
        stream = (run.stdout, run.stderr)[place]
        heard[place] = stream.read() if stream else ""

    threads = [threading.Thread(target=read, args=(place,), daemon=True) for place in (0, 1)]
    for thread in threads:
        thread.start()
    run.wait()
    for thread, stream in zip(threads, (run.stdout, run.stderr), strict=True):
        thread.join(1.0)  # what the script left running may hold its outputs open
        if stream and not thread.is_alive():
            stream.close()
    if run.stdin:
        with contextlib.suppress(OSError):
            run.stdin.close()
    return heard[0], heard[1]


if __name__ == "__main__":
    main()
