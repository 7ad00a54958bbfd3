"""Namespaces, made in a child: it sees no network and no other process, and goes with its parent."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

from grader.worker import kernel, namespaces, walls


def refused():
    """Whether this machine lets nobody make them; tried in a child."""

    def step():
        if not namespaces.enter([]):
            raise PermissionError("unshare")

    return not kernel.LINUX or walls.attempt(step) != ""


pytestmark = pytest.mark.skipif(refused(), reason="unshare is refused here")


def test_what_is_made_is_named():
    def step():
        made = namespaces.enter([])
        assert set(kernel.CLONE) <= set(made)
        assert ("user" in made) == (os.getuid() != 0)

    assert walls.attempt(step) == ""


def test_there_is_no_network_but_one_that_is_down():
    def step():
        namespaces.enter([])
        assert [name for _, name in socket.if_nameindex()] in ([], ["lo"])

    assert walls.attempt(step) == ""


def test_a_child_has_a_number_of_its_own_and_the_first_process_reaps():
    def step():
        namespaces.enter([])
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            os.write(writing, str(os.getpid()).encode())
            os._exit(0)
        os.waitpid(pid, 0)
        assert int(os.read(reading, 20)) in range(2, 20)  # 1 is the process that holds the namespace

    assert walls.attempt(step) == ""


def test_elsewhere_nothing_is_made(monkeypatch):
    monkeypatch.setattr(kernel, "LINUX", False)
    assert namespaces.enter([]) == []


@pytest.fixture
def folder():
    """One that any user can reach, as pytest's own cannot be."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


@pytest.mark.skipif(os.getuid() != 0, reason="only root hides what lies in a closed folder")
def test_what_lies_beside_the_interpreter_in_a_closed_folder_is_hidden(folder):
    closed = folder / "closed"
    (closed / "needed").mkdir(parents=True)
    (closed / "secret").write_text("x")
    (closed / "needed" / "file").write_text("x")
    closed.chmod(0o700)

    def step():
        namespaces.enter([str(closed / "needed")])
        assert (closed / "needed" / "file").read_text() == "x"
        assert not (closed / "secret").exists()
        assert closed.stat().st_mode & 0o005 == 0o005

    assert walls.attempt(step) == ""
    assert (closed / "secret").exists()
