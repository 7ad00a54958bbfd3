"""Which notebook is graded, and which is left aside."""

from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.records import HandedOut, Layout
from tests.grader.intake.packing import FILES, PACKINGS, Packing, folder
from tests.grader.intake.test_notebook import LINEAR, book, code, magic
from tests.grader.layout import LAYOUT


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize("prefix", ["", "a/", "a/b/c/"])
def test_the_one_that_carries_files_is_graded(tmp_path: Path, pack: Packing, prefix: str) -> None:
    files = {
        f"{prefix}mine.ipynb": book(magic()),
        f"{prefix}scratch.ipynb": book(code("1")),
        "x.ipynb": b"",
        "a.py": b"",
    }
    assert intake.read(pack(tmp_path / "ada", files), LAYOUT).files == {LINEAR: b"x = 1\n"}


@pytest.mark.parametrize("pack", PACKINGS)
def test_beside_a_package_it_is_left_aside_in_a_note(tmp_path: Path, pack: Packing) -> None:
    books = {"a.ipynb": book(magic()), "b.ipynb": book(code("1")), "deep/c.ipynb": book(magic())}
    submission = intake.read(pack(tmp_path / "ada", {**FILES, **books}), LAYOUT)
    assert submission.files == FILES
    assert submission.notes == ("'a.ipynb' was left aside: graded is framework/ beside",)


def test_none_that_carries_files_is_told_by_what_else_is_there(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="Framework/ is there, framework/ is expected"):
        intake.read(folder(tmp_path / "a", {"Framework/a.py": b"", "a.ipynb": book(code("1"))}), LAYOUT)
    with pytest.raises(NotGradable, match="the notebook carries no file of framework/"):
        intake.read(folder(tmp_path / "b", {"a.ipynb": book(code("1")), "report.pdf": b""}), LAYOUT)


def test_a_module_beside_the_script_may_be_carried(tmp_path: Path) -> None:
    cells = [
        magic(),
        magic("test.py", "import helpers\n"),
        magic("helpers.py"),
        magic("conftest.py"),
        magic("unused.py"),
    ]
    path = folder(tmp_path, {"a.ipynb": book(*cells)}) / "a.ipynb"
    assert intake.read(path, LAYOUT).files.keys() == {LINEAR, "test.py", "helpers.py"}
    assert intake.read(path, LAYOUT).notes == ()


STARTED = Layout("framework", "test.py", HandedOut({"framework/__init__.py": b"x = 1\n"}, {LINEAR: b"y = 2\n"}))


@pytest.mark.parametrize("pack", PACKINGS)
def test_a_filled_one_is_graded_where_the_package_is_untouched(tmp_path: Path, pack: Packing) -> None:
    books = {"a.ipynb": book(magic()), "b.ipynb": book(magic(body="y = 2"))}
    submission = intake.read(pack(tmp_path / "ada", {**FILES, **books}), STARTED)
    assert submission.files == {LINEAR: b"x = 1\n"}
    [note] = submission.notes[:1]
    assert "'a.ipynb', which is filled in, is graded; framework/ beside it is as it was handed out" in note


@pytest.mark.parametrize(
    ("files", "books"),
    [
        ({LINEAR: b"y = 3\n"}, {"a.ipynb": book(magic())}),
        ({"framework/more.py": b""}, {"a.ipynb": book(magic())}),
        ({}, {"a.ipynb": book(magic(body="y = 2"))}),
        ({}, {"a.ipynb": book(magic()), "b.ipynb": book(magic())}),
        ({}, {"a.ipynb": book(magic())[:-1]}),
    ],
    ids=["written", "a file more", "neither is filled in", "two are", "no notebook"],
)
def test_otherwise_the_package_is_graded(tmp_path: Path, files: dict[str, bytes], books: dict[str, bytes]) -> None:
    submission = intake.read(folder(tmp_path / "ada", {**FILES, **files, **books}), STARTED)
    assert submission.files == {**FILES, **files}
    assert all("was left aside: graded is framework/ beside" in note for note in submission.notes)
