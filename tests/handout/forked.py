"""Mistakes, one after the other, in one process that has torch already: `python forked.py FOLDER MISTAKES PATTERN`.

FOLDER is a copy of the handout with the solution in it. Each mistake is edited into a file, checked as `check.py` does,
and taken out again; only the runner is forked from this process where `check.py` starts one.
"""

import io
import json
import os
import queue
import sys
import tempfile
import threading
import tomllib
from pathlib import Path

FOLDER = Path(sys.argv[1])
sys.path.insert(0, str(FOLDER))

from rich.console import Console  # noqa: E402

from checks import progress, runner, running, shown, started  # noqa: E402 (of the student's folder)

assert running  # imported here, so that no runner has to


class Process:
    """As much of `subprocess.Popen` as a `Runner` asks for, of a process that was forked."""

    def __init__(self, pid, stdin, stdout):
        self.pid, self.stdin, self.stdout, self._ended = pid, stdin, stdout, False

    def wait(self):
        if not self._ended:
            os.waitpid(self.pid, 0)
            self._ended = True


class Forked(started.Runner):
    """A runner that has torch as soon as it begins."""

    def __init__(self, folder):
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        (orders, to_it), (from_it, events) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.chdir(folder)
            for end, place in ((orders, 0), (events, 1), (self._said.fileno(), 2)):
                os.dup2(end, place)
            for end in (orders, to_it, from_it, events):
                os.close(end)
            runner.main()
            os._exit(3)
        os.close(orders)
        os.close(events)
        self._process = Process(pid, os.fdopen(to_it, "w"), os.fdopen(from_it))
        self._guard, self._events, self._kept = None, queue.SimpleQueue(), []
        threading.Thread(target=self._read, daemon=True).start()


def told(mistake, report):
    """The first sentence, and all that is shown."""
    screen = io.StringIO()
    shown.write(report, Console(file=screen, width=200))
    if report.card is None:
        lines = shown.problems(report)
    else:
        lines = shown.next_step(report)[1:] or list(shown.closing(report))[1:]
    return {"first": lines[0][1], "shown": screen.getvalue(), "says": mistake["says"]}


def main():
    progress.Runner, progress.NOTICE = Forked, 2.0
    found = {}
    for path in sorted(Path(sys.argv[2]).glob(sys.argv[3])):
        mistake = tomllib.loads(path.read_text("utf-8"))
        file = FOLDER / mistake["file"]
        before = file.read_text("utf-8")
        assert before.count(mistake["old"]) == 1, f"{path.name}: expected its old text once in {mistake['file']}"
        file.write_text(before.replace(mistake["old"], mistake["new"]), "utf-8")
        said = []
        report = progress.check(FOLDER, mistake["exercise"], 0, said.append, mistake.get("limit", 300))
        found[path.stem] = told(mistake, report) | {"said": said}
        file.write_text(before, "utf-8")
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
