"""Actions that no submission may have an effect with, as the source of one: `doctor` runs each in a real worker.

Every function does its action and returns what came of it; whoever is held in gets an exception, or dies.
The screen would refuse this text; it is there to show what stands when the screen is passed.
"""

SOURCE = """
import ctypes, os, resource, signal, socket, subprocess, sys

LIBC = ctypes.CDLL(None, use_errno=True)
SYSCALLS = {
    "x86_64": dict(vfork=58, ptrace=101, unshare=272, io_uring=425, bpf=321, mount=165, pidfd=434,
                   vm_readv=310, keyctl=250, userfaultfd=323, clone3=435, inotify=294),
    "aarch64": dict(vfork=220, ptrace=117, unshare=97, io_uring=425, bpf=280, mount=40, pidfd=434,
                    vm_readv=270, keyctl=219, userfaultfd=282, clone3=435, inotify=26),
}.get(os.uname().machine, {})


def call(name, *arguments):
    result = LIBC.syscall(ctypes.c_long(SYSCALLS[name]), *[ctypes.c_long(a) for a in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return f"{name} gave {result}"


def read(path):
    with open(path, "rb") as file:
        return f"read {len(file.read(16))} bytes of {path}"


def write(path):
    with open(path, "wb") as file:
        file.write(b"x")
    return f"wrote {path}"


def opened(family):
    with socket.socket(family) as one:
        return str(one)


ACTIONS = {
    "read /etc/passwd": lambda here: read("/etc/passwd"),
    "read the suites": lambda here: read(here),
    "list the folder of the suites": lambda here: str(os.listdir(os.path.dirname(here))),
    "list /": lambda here: str(os.listdir("/")),
    "list /proc": lambda here: str(os.listdir("/proc")),
    "read the grader's environment": lambda here: read(f"/proc/{os.getppid()}/environ"),
    "read its own environment in /proc": lambda here: read("/proc/self/environ"),
    "read the memory of its parent": lambda here: read(f"/proc/{os.getppid()}/mem"),
    "write to /tmp": lambda here: write("/tmp/forbidden-by-the-grader"),
    "write to /dev/shm": lambda here: write("/dev/shm/forbidden-by-the-grader"),
    "write to its folder": lambda here: write("forbidden-by-the-grader"),
    "write beside the suites": lambda here: write(here + ".forbidden"),
    "make a link": lambda here: str(os.symlink("/etc", "/tmp/forbidden-link")),
    "open an internet socket": lambda here: opened(socket.AF_INET),
    "open a unix socket": lambda here: opened(socket.AF_UNIX),
    "start a program": lambda here: str(subprocess.run(["/bin/true"])),
    "become a program": lambda here: os.execv("/bin/true", ["true"]),
    "fork": lambda here: str(os.fork()),
    "fork behind Python's back": lambda here: call("vfork"),
    "clone3": lambda here: call("clone3", 0, 0),
    "trace a process": lambda here: call("ptrace", 16, os.getppid(), 0, 0),
    "read another process's memory": lambda here: call("vm_readv", os.getppid(), 0, 0, 0, 0, 0),
    "make a file in memory": lambda here: f"memfd gave {os.memfd_create('x')}",
    "kill every process": lambda here: str(os.kill(-1, signal.SIGTERM)),
    "kill its parent": lambda here: str(os.kill(os.getppid(), signal.SIGTERM)),
    "get hold of a process": lambda here: call("pidfd", os.getppid(), 0),
    "make a user namespace": lambda here: call("unshare", 0x10000000),
    "mount": lambda here: call("mount", 0, 0, 0, 0, 0),
    "become root": lambda here: str(os.setresuid(0, 0, 0)),
    "raise a limit": lambda here: str(resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2)),
    "set up io_uring": lambda here: call("io_uring", 1, 0),
    "load a BPF program": lambda here: call("bpf", 0, 0, 0),
    "use the keyring": lambda here: call("keyctl", 0, -3, 0),
    "handle page faults": lambda here: call("userfaultfd", 0),
    "watch files": lambda here: call("inotify", 0),
}


def names():
    return list(ACTIONS)


def attempt(name, here):
    return ACTIONS[name](here)
"""
