"""The walls round a worker, raised by itself before it has seen a byte of the submission.

In this order, the first three from outside in: namespaces (made by the zygote), limits of resources, another user
and no capability, no_new_privs, Landlock, seccomp. Landlock and seccomp need no privilege and carry it all;
without Landlock, seccomp refuses every path. `survey` finds out what this machine allows; from then on a wall
that cannot be raised ends the worker: there is no silent "none".
"""

import fcntl
import math
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from . import kernel, landlock, seccomp

FIRST_USER, USERS = 61184, 4336  # the numbers that systemd keeps for users of the moment
FILES = 64  # open at once
DEVICES = ("/dev/urandom", "/etc/localtime")


def survey(options: dict[str, Any], namespaces: list[str]) -> dict[str, Any]:
    """Which walls can be raised here, tried out in children; `without` leaves some out, for tests."""
    without = options["without"]
    abi = 0 if "landlock" in without else landlock.version()
    plan: dict[str, Any] = {"namespaces": namespaces, "missing": {}, "user": None, "landlock": abi, "seccomp": False}
    missing = plan["missing"]
    if not namespaces:
        missing["namespaces"] = "unshare is refused" if kernel.LINUX else f"{sys.platform} has none"
    user = FIRST_USER + os.getpid() % USERS
    if os.geteuid() != 0:
        missing["user"] = f"only root can change the user; workers run as user {os.getuid()}"
    elif why := attempt(lambda: become(user, options["needed"])):
        missing["user"] = why
    else:
        plan["user"] = user
    if not abi:
        missing["landlock"] = "the kernel has no Landlock" if kernel.LINUX else f"{sys.platform} has none"
    if os.name != "posix" or not kernel.LINUX or os.uname().machine not in seccomp.MACHINES:
        missing["seccomp"] = f"no filter is written for {sys.platform}"
    elif why := "left out" if "seccomp" in without else attempt(_filter):
        missing["seccomp"] = why
    else:
        plan["seccomp"] = True
    return plan


def attempt(step: Callable[[], None]) -> str:
    """Try a step in a child process; empty if it worked, otherwise why not."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            step()
        except BaseException as error:  # noqa: BLE001 (reported to the parent)
            os.write(writing, str(error).encode()[:500] or b"failed")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123
        why = pipe.read().decode()
    _, status = os.waitpid(pid, 0)
    return why or ("" if status == 0 else f"the attempt ended with {status}")


class Ready(NamedTuple):
    """What all workers share of their walls, made once in the zygote."""

    rules: int | None  # Landlock's, as a descriptor; a script's worker makes its own: it reads libraries, and writes
    filter: seccomp.Filter | None


def ready(plan: dict[str, Any], own: seccomp.Own) -> Ready:
    """Make it; the descriptor lies beyond those that a worker gets."""
    rules = None
    if plan["landlock"]:
        made = landlock.ruleset(plan["landlock"], DEVICES, [])
        rules = fcntl.fcntl(made, fcntl.F_DUPFD_CLOEXEC, FILES)
        os.close(made)
    code = seccomp.compiled(paths=bool(plan["landlock"]), own=own) if plan["seccomp"] else None
    return Ready(rules, code)


def raise_all(plan: dict[str, Any], made: Ready, options: dict[str, Any], room: dict[str, Any]) -> None:
    """Lock this process in; OSError if a wall of the plan does not stand."""
    scratch = [room["scratch"]] if room["scratch"] else []
    limit(room, counts_threads=plan["user"] is not None)
    if scratch and plan["user"] is not None:
        os.chown(scratch[0], plan["user"], plan["user"])
    os.chdir(scratch[0] if scratch and plan["landlock"] else "/")
    rules = made.rules
    if rules is not None and scratch:
        os.close(rules)
        rules = landlock.ruleset(plan["landlock"], (*options["reads"], *DEVICES), scratch)
    if plan["user"] is not None:
        become(plan["user"], [])
    if not kernel.LINUX:
        return
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if rules is not None:
        landlock.restrict(rules)
    if made.filter is not None:
        seccomp.install(made.filter)


def become(user: int, reach: list[str]) -> None:
    """Another user, in no group but its own, who must be able to read the folders `reach`."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    for path in reach:
        os.listdir(path)


def limit(room: dict[str, Any], *, counts_threads: bool) -> None:
    """Hard limits; the grader looks at the worker from outside as well."""
    space = _address_space() + room["memory"]
    cpu = math.ceil(room["cpu"]) + 2
    limits = {
        "RLIMIT_CPU": cpu, "RLIMIT_AS": space + (2 << 30), "RLIMIT_DATA": space, "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": FILES, "RLIMIT_FSIZE": room["file"] if room["scratch"] else 0, "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }  # fmt: skip
    if counts_threads:  # they are counted for each user, and this user is ours alone
        limits["RLIMIT_NPROC"] = 4 * room["threads"]
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, most = resource.getrlimit(kind)
        value = value if most == resource.RLIM_INFINITY else min(value, most)  # noqa: PLW2901
        with suppress(*((ValueError,) if sys.platform == "darwin" else ())):
            resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Bytes of address space that torch has taken already."""
    if not kernel.LINUX:
        return 0
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def _filter() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(seccomp.compiled(paths=True))
