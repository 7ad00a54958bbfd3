"""Several files of one person: the latest that holds the work is graded, the others are named."""

from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from tests.grader.intake.packing import FILES, folder
from tests.grader.intake.test_nested import MINE, STARTED, packed
from tests.grader.layout import LAYOUT


def paths(at: Path, files: dict[str, bytes]) -> list[Path]:
    return [folder(at, files) / name for name in files]


def test_the_first_that_holds_the_work_counts(tmp_path: Path) -> None:
    files = {"r.pdf": b"", "broken.zip": b"", "new.zip": packed(MINE), "old.zip": packed(FILES)}
    found = intake.read_latest(paths(tmp_path, files), LAYOUT)
    assert (found.id, found.files) == ("new", MINE)
    assert found.notes == ("graded is new.zip; left aside: r.pdf, broken.zip, old.zip",)


def test_one_alone_is_read_as_ever(tmp_path: Path) -> None:
    [path] = paths(tmp_path, {"a.zip": packed(MINE)})
    assert intake.read_latest([path], LAYOUT) == intake.read(path, LAYOUT)


def test_the_handout_counts_only_if_there_is_nothing_else(tmp_path: Path) -> None:
    both = paths(tmp_path, {"handout.zip": packed(FILES), "mine.zip": packed(MINE)})
    assert intake.read_latest(both, STARTED).files == MINE
    assert intake.read_latest([both[0], folder(tmp_path / "text", {"a.html": b""})], STARTED).files == FILES


@pytest.mark.parametrize(("files", "words"), [
    ({"r.pdf": b"", "a.zip": packed({"x.csv": b""}), "b.zip": b""}, r"^in a\.zip: there is no package framework/"),
    ({"linear.py": b"", "test.py": b""}, "found at the top: linear.py, test.py"),
    ({"r.pdf": b"", "t.html": b""}, "found no Python file at all among 2 files"),
])  # fmt: skip
def test_where_none_holds_it_the_sentence_says_why(tmp_path: Path, files: dict[str, bytes], words: str) -> None:
    with pytest.raises(NotGradable, match=words):
        intake.read_latest(paths(tmp_path, files), LAYOUT)
