"""What the way back needs stays beside the results, over every further batch."""

from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.platforms import kept
from grader.platforms.handins import Export, HandIn
from grader.platforms.kept import FILE, Kept, Place
from grader.platforms.rosters import Table

TABLE = Table("Moodle", ("a",), (("1",),), ({"id": "x"},))


def export(*handins: HandIn) -> Export:
    return Export("Moodle", "", Path(), handins)


def test_what_is_not_new_stays(tmp_path: Path) -> None:
    assert kept.read(tmp_path) == Kept()
    kept.keep(tmp_path, None, None)
    assert not (tmp_path / FILE).exists()
    kept.keep(tmp_path, export(HandIn("1", "ada_1", ("f",), "label", "Ada")), TABLE)
    kept.keep(tmp_path, export(HandIn("2", "ben_2", ("f",))), None)
    found = kept.read(tmp_path)
    assert found.places == {"ada_1": Place("1", "label", "Ada"), "ben_2": Place("2")}
    assert (found.platform, found.table, found.keys) == ("Moodle", TABLE, {"1": "ada_1", "2": "ben_2"})


def test_what_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    with pytest.raises(Unreadable, match="run `batch` again"):
        kept.read(tmp_path)
