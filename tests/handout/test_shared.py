"""The handout fails closed: what `public.toml` does not list is refused by name, and the old handout stays."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from typer.testing import CliRunner

from handout import __main__ as command
from handout.exercises import BadList, of, table
from handout.shared import HIDDEN, checks, copies, imported, needed
from tests.commands import python
from tests.handout.student import ROOT, STUDENT, copy, tree

LISTED = table(ROOT / "handout" / "public.toml")
ROOMS = sorted(
    path.parent.relative_to(ROOT / "grader").as_posix()
    for room in LISTED["rooms"]
    for path in (ROOT / "grader" / room).rglob("__init__.py")
)
LEADS_OUT = {
    "absolute": "from grader.policy import approximation\n",
    "whole": "import grader.policy.approximation\n",
    "relative": "from ..policy import approximation\n",
    "relative, of a name": "from ..policy.approximation import ApproximationCheck\n",
    "in a function": "def later():\n    from ..policy.approximation import MOST\n",
    "for types": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..policy.approximation import Probe\n",
    "to a package": "import grader.policy\n",
    "to the reference": "def later():\n    import reference.bench\n",
    "to nowhere": "from ..testing.nothing import something\n",
}


@contextmanager
def planted(path, content, old=None) -> Iterator[None]:
    """The file with this content, or with `content` in the place of `old`; afterwards as before."""
    before = path.read_bytes() if path.exists() else None
    path.write_text(content if old is None else before.decode().replace(old, content))
    assert path.read_bytes() != before
    try:
        yield
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@contextmanager
def without(path, instead=None) -> Iterator[None]:
    """The file away, or at another place."""
    data = path.read_bytes()
    path.rename(instead) if instead else path.unlink()
    try:
        yield
    finally:
        path.write_bytes(data)
        if instead:
            instead.unlink()


@pytest.fixture
def refused(repository, monkeypatch):
    """What `python -m handout build` says, which leaves everything as it was."""
    monkeypatch.setattr(command, "home_of", lambda _: of(repository))
    place = repository / "handout" / "student"

    def said():
        before = tree(place)
        done = CliRunner().invoke(command.app, ["build", "--out", str(place)])
        assert (done.exit_code, done.stdout) == (2, "")
        assert tree(place) == before == tree(STUDENT)
        assert not list(place.parent.glob(".student*"))
        assert done.stderr.startswith("handout: ")
        assert "Traceback" not in done.stderr
        return done.stderr

    return said


# A file of another kind, beside a package. -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["answers.toml", "answers.json", "answers", "answers.py.bak", ".answers"])
@pytest.mark.parametrize("room", ROOMS)
def test_data_beside_a_package_of_a_public_room(room, name, repository):
    path = repository / "grader" / room / name
    with planted(path, "the = 'answers'\n"), pytest.raises(BadList, match=rf"^grader/{room}/{name}: lies in a room"):
        copies(of(repository), LISTED)


def test_the_real_command_refuses_it_and_writes_nothing(repository):
    with planted(repository / "grader" / "testing" / "answers.toml", "the = 'answers'\n"):
        done = python("-m", "handout", "build", cwd=repository)
        other = python("-m", "handout", "build", "--out", "fresh", cwd=repository)
    assert (done.returncode, done.stdout, other.returncode) == (2, "", 2)
    assert done.stderr == other.stderr
    assert done.stderr.startswith("handout: grader/testing/answers.toml: lies in a room that students receive")
    assert tree(repository / "handout" / "student") == tree(STUDENT)
    assert not (repository / "fresh").exists()


def test_the_command_names_it(repository, refused):
    with planted(repository / "grader" / "screen" / "answers.json", "{}\n"):
        assert "grader/screen/answers.json: lies in a room that students receive" in refused()


def test_beside_a_single_file_that_is_listed_nothing_goes_along(repository):
    places = ("grader", "grader/assignment", "grader/assignment/suites", "grader/worker", "reference", "handout")
    with ExitStack() as plants:
        for place in places:
            plants.enter_context(planted(repository / place / "answers.toml", "the = 'answers'\n"))
            plants.enter_context(planted(repository / place / "answers.py", "THE = 'answers'\n"))
        made = checks(of(repository))
    template = {f"checks/{name}" for name in tree(ROOT / "handout" / "template" / "checks")} | {"checks/asked.json"}
    assert made.keys() == {f"checks/{name}" for name in tree(STUDENT / "checks")} - template


def test_the_rubric_in_a_public_room_is_no_way_out(repository, refused):
    rubric, room = repository / "grader" / "assignment" / "rubric.toml", repository / "grader" / "testing"
    with planted(room / "rubric.toml", rubric.read_text()):
        assert "grader/testing/rubric.toml: lies in a room that students receive" in refused()
    with without(rubric, instead=room / "rubric.toml"):
        assert "rubric.toml" in refused()
    with (
        pytest.raises(BadList, match=r"^grader/testing/rubric.toml: lies in a room"),
        without(rubric, instead=room / "rubric.toml"),
    ):
        copies(of(repository), LISTED)


# A module that is of no use, or leads out of the list. -----------------------------------------------------------


def test_a_module_that_nothing_uses_stays_at_home(repository):
    with planted(repository / "grader" / "testing" / "answers.py", "THE = 'answers'\n"):
        assert checks(of(repository)).keys() == checks(of(ROOT)).keys()


@pytest.fixture(scope="module")
def whole(repository):
    """What is handed out today."""
    return checks(of(repository))


@pytest.mark.parametrize("how", LEADS_OUT)
def test_an_import_out_of_the_list(how, repository, whole):
    with planted(repository / "grader" / "testing" / "draw.py", LEADS_OUT[how]):
        made = whole | copies(of(repository), LISTED)
        with pytest.raises(BadList) as caught:
            needed(of(repository), made, LISTED)
    assert str(caught.value).startswith("checks/testing/draw.py: imports checks.")
    assert str(caught.value).endswith(", which public.toml does not list")
    named = ("policy", "reference.bench", "testing.nothing")
    assert any(f"checks.{name}" in str(caught.value) for name in named)


@pytest.mark.parametrize("how", ["absolute", "relative", "in a function"])
def test_the_command_names_the_import(how, repository, refused):
    text = (repository / "grader" / "testing" / "draw.py").read_text()
    with planted(repository / "grader" / "testing" / "draw.py", f"{text}\n\n{LEADS_OUT[how]}"):
        assert "checks/testing/draw.py: imports checks.policy.approximation, which public.toml does" in refused()


def test_an_import_in_a_visible_suite(repository, refused):
    suite = repository / "grader" / "assignment" / "suites" / "conftest.py"
    with planted(suite, f"{suite.read_text()}\nfrom grader.batch import roster\n"):
        assert "suites/conftest.py: imports checks.batch.roster, which public.toml does not list" in refused()


def test_imports_are_found_wherever_they_stand():
    text = "import a.b\nfrom . import c\nfrom ..d import e as f\ndef g():\n    from .h import i\n    import j\n"
    expected = [("a.b", []), ("checks.room", ["c"]), ("checks.d", ["e"]), ("checks.room.h", ["i"]), ("j", [])]
    assert sorted(imported(text, "checks.room.module", package=False)) == sorted(expected)
    assert imported("from .x import y", "checks.room", package=True) == [("checks.room.x", ["y"])]


# A listed file that is missing. ----------------------------------------------------------------------------------

MISSING = {
    "grader/records.py": "public.toml or assignment.toml lists records.py",
    "grader/worker/operations.py": "public.toml or assignment.toml lists operations.py",
    "grader/assignment/rule.toml": "public.toml or assignment.toml lists rule.toml",
    "reference/twin.py": "public.toml or assignment.toml lists twin.py",
    "grader/testing/hints.py": "imports checks.testing.hints, which public.toml does not list",
    "grader/assignment/assignment.toml": "assignment.toml",
    "grader/assignment/suites/test_linear.py": "test_linear.py",
    "grader/assignment/suites/pytest.ini": "pytest.ini",
    "handout/public.toml": "public.toml",
}


@pytest.mark.parametrize("name", MISSING)
def test_a_listed_file_that_is_missing_is_named(name, repository, refused):
    with without(repository / name):
        assert MISSING[name] in refused()


def test_what_is_cut_down_is_listed_as_such(repository, refused):
    with planted(repository / "handout" / "public.toml", "", old='"assignment/rubric.toml", '):
        said = refused()
    assert "expected to list under `filtered` what is cut down, got checks/assignment/rubric.toml" in said


def test_a_list_that_is_no_toml(repository, refused):
    with planted(repository / "handout" / "public.toml", "rooms = [\n"):
        assert "public.toml: " in refused()


# What was handed out. --------------------------------------------------------------------------------------------

LISTEN = """
import os, sys
opened = set()
heard = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
        path = os.path.abspath(arguments[0])
        if path not in opened:
            opened.add(path)
            os.write(heard, f"{path}\\n".encode())  # at once: a runner is killed, and would not come to it later
sys.addaudithook(hear)
"""
AS_STUDENTS_DO = (
    ("check.py", "training"),
    ("-m", "pytest", "-q", "--collect-only"),
    ("-m", "checks.screen", "."),
    ("-c", "from checks.lab import check, fresh, hand_in, not_yet"),
)


def test_there_is_nothing_that_no_command_of_the_students_reads(tmp_path):
    """Watched from outside: each file of `checks/` is opened by one of the four ways to start it."""
    folder = copy(tmp_path / "handout")
    (tmp_path / "sitecustomize.py").write_text(LISTEN)
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1", "HEARD": str(tmp_path / "heard")
    }  # fmt: skip
    for arguments in AS_STUDENTS_DO:
        subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    heard = set((tmp_path / "heard").read_text().splitlines())
    unread = {name for name in tree(folder / "checks") if str(folder / "checks" / name) not in heard}
    assert unread == set()


def test_nothing_of_the_detector_is_handed_out():
    texts = {name: data.decode() for name, data in tree(STUDENT / "checks").items()}
    watched = tomllib.loads((ROOT / "grader/assignment/assignment.toml").read_text())["derivatives"]["names"]
    assert not [name for name, text in texts.items() if "watched = [" in text or "PROBES" in text]
    engine = {name: text for name, text in texts.items() if "/suites/" not in name}  # these name what they compare
    for name in ("testing/expect.py", "asked.json"):  # docstrings show how messages begin; the names of all stubs
        del engine[name]
    assert not [name for name, text in engine.items() for one in watched if f'"{one}"' in text]
    assert HIDDEN.removeprefix("checks/") in texts
