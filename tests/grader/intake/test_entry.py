"""An entry: its path inside, the start of its contents, how its name is shown."""

import io
from functools import partial
from pathlib import PurePosixPath

import pytest

from grader.errors import NotGradable
from grader.intake.entry import Entry, inside, named, shown, waste


@pytest.mark.parametrize(("text", "path"), [("./a/b.py", "a/b.py"), ("a\\b.py", "a/b.py"), ("a//b/", "a/b")])
def test_paths_inside(text: str, path: str) -> None:
    assert inside(text) == PurePosixPath(path)


@pytest.mark.parametrize("text", ["/a", "../a", "a/../../b", "C:\\a", "\\a"])
def test_paths_outside(text: str) -> None:
    with pytest.raises(NotGradable, match="does not lie inside"):
        inside(text)


@pytest.mark.parametrize("most", [0, 5, 10, 100_000])
def test_the_start_is_one_byte_longer_than_allowed_at_most(most: int) -> None:
    data = bytes(90_000)
    assert len(Entry(PurePosixPath("a"), regular=True, open=partial(io.BytesIO, data)).start(most)) == min(
        most + 1, 90_000
    )


def test_an_entry_without_contents_is_damage() -> None:
    with pytest.raises(ValueError, match="'a' has no contents"):
        Entry(PurePosixPath("a"), regular=True, open=lambda: None).start(1)


def test_names_are_shown_short_and_in_ascii() -> None:
    assert shown("é" * 500) == "'" + "\\xe9" * 29 + "\\xe9"[:3]
    assert named(["a", "b\n", "c"], most=2) == "a, 'b\\n', and 1 more"


def test_waste() -> None:
    assert all(map(waste, (".git", "__MACOSX", "__pycache__", ".ipynb_checkpoints", "._x.py", "site-packages")))
    assert not any(map(waste, ("framework", "venv", "test.py", "a.b")))
