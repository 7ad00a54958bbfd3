"""CSV files as instructors save them."""

from pathlib import Path

import pytest

from grader.batch.tables import delimiter, text_of
from grader.errors import Unreadable


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [("id,name\n", ","), ("id;name\n", ";"), ("id\tname\n", "\t"), ('id;"a,b,c";name\n1,2,3', ";"), ("id", ",")],
)
def test_what_stands_between_the_headings(heading: str, wanted: str) -> None:
    assert delimiter(heading) == wanted


def test_the_mark_of_excel_is_taken_off(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfid\r\n")
    assert text_of(tmp_path / "a.csv", "roster").startswith("id")


def test_why_there_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id\n\xff")
    with pytest.raises(Unreadable, match="got other bytes at 3"):
        text_of(tmp_path / "a.csv", "roster")
    with pytest.raises(Unreadable, match="the roster cannot be read"):
        text_of(tmp_path, "roster")
