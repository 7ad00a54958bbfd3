"""An executor on a Dask cluster: the same function as on this machine, sent to a running scheduler.

Dask gives the work of a process that died to another one, and new processes take part at once.
Workers need this very grader and rubric (they compare a hash), one thread each, and nothing of the class: a task
carries the sources, an answer the result, and only this process writes results. The scheduler needs nothing of ours:
what it passes on is a function by value, which looks for the grader where it runs.
"""

import importlib
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any

import msgspec

from grader.batch.processes import ExecutorGone
from grader.batch.task import Answer
from grader.errors import Unreadable

NO_GRADER = (
    "a worker cannot import the grader; start each with PYTHONPATH=/path/to/this/repository, in a Python that has the"
    " packages of requirements.txt"
)
PATIENCE = 5  # seconds for the scheduler to answer


class Cluster:
    """The processes of a running scheduler."""

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = importlib.import_module("distributed")  # an optional extra
        except ImportError as error:
            raise Unreadable('--cluster needs Dask: pip install -e ".[cluster]"') from error
        full = address if "://" in address else f"tcp://{address}"
        try:
            distributed.comm.get_address_host_port(full)  # a client of a wrong address cannot be closed
        except ValueError as error:
            raise Unreadable(f"--cluster {address}: expected an address such as tcp://host:8786 ({error})") from error
        try:
            self._client = distributed.Client(full, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError, OverflowError, RuntimeError) as error:
            raise Unreadable(f"--cluster {address}: no Dask scheduler answers there ({error})") from error

    def empty(self) -> bool:
        """Whether nobody is there to grade."""
        return self.size() == 1

    def size(self) -> int:
        """A message for each thread of the cluster, and one to have at hand."""
        try:
            return int(sum(self._client.nthreads().values())) + 1
        except OSError as error:
            raise ExecutorGone(f"the cluster's scheduler is gone ({error}); run again to go on") from error

    def submit(self, message: bytes) -> Future[bytes]:
        """Send it to the scheduler."""
        remote = self._client.submit(_by_value(), message, pure=False, retries=0)
        answer: Future[bytes] = Future()
        Thread(target=_bring, args=(self._client, remote, answer), daemon=True).start()
        return answer

    def close(self, *, now: bool = False) -> None:
        """Leave the scheduler; what is still under way is cancelled by the scheduler."""
        self._client.close(timeout=1 if now else PATIENCE)


def _by_value() -> Callable[[bytes], bytes]:
    """`grade_task` for another machine: a function in a function travels as code, and needs no import on its way."""

    def grade(message: bytes) -> bytes:
        import socket  # noqa: PLC0415 - there, not here

        try:
            from grader.batch.task import grade_task  # noqa: PLC0415
        except ImportError as error:
            raise ImportError(f"{socket.gethostname()}: {error}") from None
        return grade_task(message)

    return grade


def _bring(client: Any, remote: Any, answer: Future[bytes]) -> None:
    """Wait for Dask's future, and put what it holds, or why it holds nothing, into an ordinary one."""
    try:
        answer.set_result(remote.result())
    except ImportError as error:
        answer.set_result(msgspec.msgpack.encode(Answer(fault="version", words=f"{NO_GRADER} ({error})")))
    except Exception as error:  # noqa: BLE001 - it travels to whoever waits
        gone = client.status not in ("running", "connecting")
        answer.set_exception(ExecutorGone("the cluster's scheduler is gone; run again to go on") if gone else error)
