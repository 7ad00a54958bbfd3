"""The walls: found out by trying in children, and a wall of the plan that does not stand ends the worker."""

import os
import resource
import sys

import pytest

from grader.worker import walls

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are Linux's")
ROOM = {"scratch": None, "cpu": 3.2, "memory": 1 << 30, "file": 1 << 20, "threads": 32}


def test_a_step_that_works_says_nothing_and_leaves_nothing():
    def step():
        os.environ["TRIED"] = "yes"
        os.chdir("/")

    here = os.getcwd()  # noqa: PTH109
    assert walls.attempt(step) == ""
    assert "TRIED" not in os.environ
    assert os.getcwd() == here  # noqa: PTH109


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda: os.listdir("/nowhere"), "No such file"),  # noqa: PTH208
        (lambda: sys.exit("no more"), "no more"),
        (lambda: int("x"), "invalid literal for int"),
        (os.abort, "the attempt ended with"),
    ],
)
def test_a_step_that_fails_says_why(step, words):
    assert words in walls.attempt(step)


def survey(*without, needed=()):
    return walls.survey({"without": list(without), "needed": list(needed)}, ["pid"])


@linux
def test_what_is_left_out_is_missing_with_its_reason():
    plan = survey("seccomp", "landlock")
    assert (plan["seccomp"], plan["landlock"]) == (False, 0)
    assert plan["missing"]["seccomp"] == "left out"
    assert "landlock" in plan["missing"]
    assert "namespaces" not in plan["missing"]
    assert walls.survey({"without": [], "needed": []}, [])["missing"]["namespaces"] == "unshare is refused"


@linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root changes the user")
def test_another_user_must_reach_the_interpreter(tmp_path):
    tmp_path.chmod(0o700)
    assert survey(needed=["/"])["user"] in range(walls.FIRST_USER, walls.FIRST_USER + walls.USERS)
    closed = survey(needed=[str(tmp_path)])
    assert closed["user"] is None
    assert "Permission denied" in closed["missing"]["user"]


@linux
def test_limits_are_hard():
    def limited():
        walls.limit(ROOM, counts_threads=False)
        assert resource.getrlimit(resource.RLIMIT_CPU) == (6, 6)  # rounded up, and some to be told of it
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)  # without a scratch folder nothing is written
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (walls.FILES, walls.FILES)
        assert resource.getrlimit(resource.RLIMIT_DATA)[1] > ROOM["memory"]

    assert walls.attempt(limited) == ""


@linux
def test_only_a_script_writes_files():
    def limited():
        walls.limit(ROOM | {"scratch": "/tmp"}, counts_threads=True)  # noqa: S108
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (1 << 20, 1 << 20)
        assert resource.getrlimit(resource.RLIMIT_NPROC) == (128, 128)

    assert walls.attempt(limited) == ""


@linux
def test_a_wall_that_does_not_stand_is_an_error():
    assert "integer" in walls.attempt(
        lambda: walls.limit(ROOM | {"file": "much", "scratch": "x"}, counts_threads=False)
    )
