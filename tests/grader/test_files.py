"""Files are written whole or not at all, with rights for everybody to read."""

import os
from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.files import put, put_bytes, putting, writable


def test_a_file_in_folders_that_are_made_for_it(tmp_path: Path) -> None:
    path = put(tmp_path / "anna" / "page" / "scores.json", "Zoë ✓")
    assert path.read_text("utf-8") == "Zoë ✓\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in path.parent.iterdir()] == ["scores.json"]


def test_bytes_stay_as_they_are_and_what_is_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    assert put_bytes(tmp_path / "pages.zip", b"PK\xff\r\n").read_bytes() == b"PK\xff\r\n"
    assert put(tmp_path / "odd.txt", "\udcff").read_bytes() == b"?\n"


def test_an_earlier_file_is_replaced_by_another_one(tmp_path: Path) -> None:
    path = put(tmp_path / "scores.json", "old")
    with path.open() as held:
        put(path, "new")
        assert held.read() == "old\n"  # whoever reads it just now reads all of the former one
    assert path.read_text() == "new\n"


def test_what_fails_on_the_way_leaves_the_earlier_one_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "scores.json", "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        put(path, "new")
    assert path.read_text() == "old\n"
    assert [each.name for each in tmp_path.iterdir()] == ["scores.json"]


def test_a_lone_surrogate_is_no_reason_to_lose_a_result(tmp_path: Path) -> None:
    assert put(tmp_path / "scores.json", "odd \udc80").read_text() == "odd ?\n"


def test_a_folder_to_write_to_is_made_and_left_empty(tmp_path: Path) -> None:
    folder = writable(tmp_path / "a" / "b")
    assert list(folder.iterdir()) == []


def test_where_nothing_can_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unreadable, match=r"file: expected a folder to write to \(.*exists"):
        writable(tmp_path / "file")
    with pytest.raises(Unreadable, match=r"below: expected a folder to write to \(Not a directory"):
        writable(tmp_path / "file" / "below")


def test_a_file_in_pieces_is_there_when_all_of_them_are(tmp_path: Path) -> None:
    path = put(tmp_path / "rows.csv", "old")
    with putting(path) as file:
        file.write(b"one\n")
        assert path.read_text() == "old\n"
        file.write(b"two\n")
    assert path.read_text() == "one\ntwo\n"

    def breaks() -> None:
        with putting(path) as file:
            file.write(b"three\n")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert path.read_text() == "one\ntwo\n"
    assert [each.name for each in tmp_path.iterdir()] == ["rows.csv"]
