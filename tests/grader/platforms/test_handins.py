"""Of several files of one name the one with the highest number is the latest."""

from pathlib import Path

from grader.platforms.handins import Export, HandIn, newest


def test_newest() -> None:
    names = ["hw.zip", "report.pdf", "hw-2.zip", "hw (10).zip"]
    assert newest(names) == ["hw (10).zip", "hw-2.zip", "hw.zip", "report.pdf"]


def test_keys() -> None:
    assert Export("x", "", Path(), (HandIn("7", "ada_7", ("a",)),)).keys == {"7": "ada_7"}
