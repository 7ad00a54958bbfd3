"""The zygote: a clean process that has imported a library of arrays and nothing else of value, and forks workers.

It takes one order at a time from the grader over a socket, as JSON with file descriptors attached:

    ["fork", room] + line, stdout, stderr → pid      ["end", pid, grace] → how it ended

It never reads what a worker writes: a worker's submission comes over the worker's own line.
When the grader is gone, it kills every worker and goes, too.
"""

import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from . import loader, serve, walls, wire

LINE = 3  # the worker's end of its line; 0, 1 and 2 are the standard streams


def main(control: socket.socket, options: dict[str, Any], plan: dict[str, Any]) -> None:
    """Get ready, say so, and obey until the grader is gone."""
    own_side = side(options["arrays"])
    own_side.prepare(options, files=not plan["seccomp"] or bool(plan["landlock"]))
    wire.carry(own_side.CARRIER)
    ours = [name for name in sys.modules if name.partition(".")[0] == __name__.partition(".")[0]]
    own = own_side.put_out_of_order(plan, options["without"])
    made = walls.ready(plan, own)
    disarm = own_side.hide(plan, options, ours)
    own_side.settle()
    loader.settle(__name__.partition(".")[0])
    gc.collect()
    gc.freeze()
    gc.disable()  # a collection would touch, and so copy, what parent and child share
    workers: set[int] = set()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    control.sendall(json.dumps({"library": own_side.version, "memory": memory, "plan": plan}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not message:
            break
        order, *arguments = json.loads(message)
        answer: Any = None
        if order == "fork":
            answer = fork(control, fds, Ready(plan, made, options, ours, disarm, own_side), *arguments)
            workers.add(answer)
        elif order == "end":
            answer = end(*arguments)
            workers.discard(arguments[0])
        control.sendall(json.dumps(answer).encode())
    for pid in workers:
        end(pid, 0.0)


def side(arrays: str) -> Any:
    """What is particular to a library of arrays: a module of ours."""
    return importlib.import_module(f".{arrays}_side", __package__)


class Ready(NamedTuple):
    """What every worker begins with: looking it up anew would copy pages that it shares with the zygote."""

    plan: dict[str, Any]
    walls: walls.Ready
    options: dict[str, Any]
    ours: list[str]  # names of our modules
    disarm: Callable[[], None]
    side: Any  # what is particular to the library of arrays


def fork(control: socket.socket, fds: list[int], ready: Ready, room: dict[str, Any]) -> int:
    """A new worker in a session of its own, holding the three descriptors and no other."""
    pid = os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        return pid
    status = 70  # what a worker ends with that never came to serve
    try:
        os.setsid()
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        line, out, err = (os.dup(os.dup(fd)) for fd in fds)  # beyond 3, whatever numbers they came with
        for target, fd in ((1, out), (2, err), (LINE, line)):
            os.dup2(fd, target)
        control.detach()
        kept = ready.walls.rules or LINE
        os.closerange(LINE + 1, kept)
        os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
        worker(socket.socket(fileno=LINE), ready, room)
        status = 0
    except Exception:  # noqa: BLE001 (whatever it is, nobody else would tell)
        traceback.print_exc()  # a wall that does not stand: the grader reads it from stderr
    finally:
        os._exit(status)


def worker(line: socket.socket, ready: Ready, room: dict[str, Any]) -> None:
    """Lock in, then take the submission, then live."""
    gc.enable()
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    walls.raise_all(ready.plan, ready.walls, ready.options, room)
    most = ready.options["message_bytes"]
    line.sendall(wire.pack(["ready"], most))
    job = wire.receive(line.recv, most)
    ready.side.seed(job["seed"])
    forget(ready.ours)
    files = msgspec.msgpack.decode(job["files"], type=dict[str, bytes])
    known = loader.known(bytes(job["read"])) if job["read"] is not None else None
    if job["script"]:
        serve.script(line, job, files, most, known, ready.side)
    ready.disarm()
    serve.serve(line, files, job["package"], most, job["rough"], known, ready.side)


def forget(ours: list[str]) -> None:
    """Leave no module of ours where an import or `sys.modules` would find it."""
    for name in ours:
        del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, loader.MemoryImporter)]


def end(pid: int, grace: float) -> dict[str, Any]:
    """Give a worker `grace` seconds to end by itself, kill its group, reap it, and say how it went."""
    until, killed = time.monotonic() + grace, False
    while True:
        found, status, used = os.wait4(pid, 0 if killed else os.WNOHANG)
        if found:
            break
        if time.monotonic() >= until:
            killed = True
            for kill, target in ((os.killpg, pid), (os.kill, pid)):
                with suppress(ProcessLookupError):  # not yet the leader of a group, or just gone
                    kill(target, signal.SIGKILL)
        else:
            time.sleep(0.002)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "killed": killed, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss}
