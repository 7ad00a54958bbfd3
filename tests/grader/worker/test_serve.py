"""A worker's life, in a forked child over a real socket: the import, answers in turn, exceptions, and its end."""

import os
import socket
from contextlib import suppress
from types import MappingProxyType

import pytest

from grader.worker import loader, serve, torch_side, wire

MOST = 1 << 20
SOURCE = b"""
x = 3
def fall(): raise ValueError("no")
def leave(): raise SystemExit(7)
def odd(): return {1, 2}
def much(): return "x" * (1 << 21)
"""


@pytest.fixture
def worker():
    """Starts one on a package of the given source; its end of the line and its process."""
    begun = []

    def start(source=SOURCE, most=MOST, known=MappingProxyType({})):
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if not pid:
            try:
                ours.close()
                serve.serve(
                    theirs, {"parts/__init__.py": source}, "parts", most, rough=None, known=known, library=torch_side
                )
            finally:
                os._exit(0)
        theirs.close()
        ours.settimeout(20)
        begun.append((ours, pid))
        return ours, pid

    yield start
    for ours, _ in begun:  # all of them first: who was forked later holds the earlier ones, too
        ours.close()
    for _, pid in begun:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def ask(line, number, verb, *arguments):
    line.sendall(wire.pack([number, verb, list(arguments)], MOST))
    return wire.receive(line.recv, MOST)


def test_the_import_is_question_nought_and_answers_come_in_turn(worker):
    line, _ = worker()
    assert wire.receive(line.recv, MOST) == [0, "value", None]
    assert ask(line, 1, "name", "x") == [1, "value", 3]
    assert ask(line, 2, "flush") == [2, "value", None]


def test_who_knows_no_codes_is_told_them_before_any_line_has_run(worker):
    line, _ = worker(b"x = 1 +", known=None)
    number, kind, codes = wire.receive(line.recv, MOST)
    assert (number, kind, loader.known(bytes(codes))) == (0, "read", {})
    line.sendall(wire.pack(["go"], MOST))
    assert wire.receive(line.recv, MOST)[2][0] == "SyntaxError"
    line, _ = worker(known=None)
    codes = loader.known(bytes(wire.receive(line.recv, MOST)[2]))
    line.sendall(wire.pack(["go"], MOST))
    assert wire.receive(line.recv, MOST) == [0, "value", None]
    line, _ = worker(b"nothing that compiles", known=codes)
    assert wire.receive(line.recv, MOST) == [0, "value", None]
    assert ask(line, 1, "name", "x") == [1, "value", 3]


def test_an_exception_is_an_answer_with_its_place(worker):
    line, _ = worker()
    wire.receive(line.recv, MOST)
    _, _, fall = ask(line, 1, "name", "fall")
    number, kind, fields = ask(line, 2, "call", fall, [], {}, False)
    assert (number, kind) == (2, "error")
    assert (fields[0], fields[2], fields[3]) == ("ValueError", "no", "parts/__init__.py:3")
    assert ask(line, 3, "name", "x") == [3, "value", 3]


def test_an_import_that_raises_says_where(worker):
    line, _ = worker(b"x = 1\ny = z\n")
    number, kind, fields = wire.receive(line.recv, MOST)
    assert (number, kind, fields[0], fields[3]) == (0, "error", "NameError", "parts/__init__.py:2")


def test_what_cannot_be_sent_is_said(worker):
    line, _ = worker()
    wire.receive(line.recv, MOST)
    _, _, much = ask(line, 1, "name", "much")
    number, kind, why = ask(line, 2, "call", much, [], {}, False)
    assert (number, kind) == (2, "unsendable")
    assert why
    _, _, odd = ask(line, 3, "name", "odd")
    assert ask(line, 4, "call", odd, [], {}, False)[2].type_name == "set"


def test_who_leaves_leaves_with_that_status(worker):
    line, pid = worker()
    wire.receive(line.recv, MOST)
    _, _, leave = ask(line, 1, "name", "leave")
    line.sendall(wire.pack([2, "call", [leave, [], {}, False]], MOST))
    assert line.recv(1) == b""
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_when_the_grader_is_gone_the_worker_goes(worker):
    line, pid = worker()
    wire.receive(line.recv, MOST)
    line.close()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.parametrize(
    ("code", "status"), [(None, 0), (0, 0), (3, 3), (256, 0), (-1, 255), (True, 1), ("words", 1), (1.5, 1)]
)
def test_leaving_is_as_sys_exit_would_have_it(code, status):
    pid = os.fork()
    if not pid:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 2)
        serve.leave(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status
