"""What platforms export is recognised as it is: everybody is one entry, with the work that counts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader import intake
from grader.batch import roster
from grader.batch.entries import Listing, find
from grader.errors import Unreadable
from tests.grader.intake.packing import folder
from tests.grader.layout import LAYOUT
from tests.grader.platforms import made

Make = Callable[[Path], Path]


def found(at: Path) -> Listing:
    return find(at, "framework")


def works(listing: Listing) -> dict[str, bytes]:
    """Id → the file that tells whose work it is."""
    return {one.id: intake.read_latest(one.paths, LAYOUT).files["framework/linear.py"] for one in listing.entries}


@pytest.mark.parametrize(("make", "words"), [
    (made.moodle, "Moodle's folder of all submissions"), (lambda at: made.moodle(at, ""), "Moodle's folder"),
    (made.moodle_flat, "Moodle's folder"), (made.canvas, "Canvas' download"), (made.gradescope, "Gradescope's export"),
    (made.classroom, "GitHub Classroom's clones"),
])  # fmt: skip
@pytest.mark.parametrize("around", ["", "downloads"])
def test_everybody_is_one_entry_with_the_latest_work(tmp_path: Path, make: Make, words: str, around: str) -> None:
    make(tmp_path / "class" / around)
    listing = found(tmp_path / "class")
    assert [notice for notice in listing.notices if notice.startswith(f"recognised as {words}")] == [*listing.notices]
    assert sorted(works(listing).values()) == sorted(one.work["framework/linear.py"] for one in made.CLASS)


@pytest.mark.parametrize(("make", "table"), [
    (made.moodle, made.worksheet), (made.moodle_flat, made.worksheet), (made.canvas, made.gradebook),
    (made.classroom, made.github_roster),
])  # fmt: skip
def test_the_platforms_own_table_is_a_roster_of_the_entries(tmp_path: Path, make: Make, table: Make) -> None:
    listing = found(make(tmp_path / "class"))
    people = roster.read(table(tmp_path / "table.csv"), listing.keys)
    by_work = {one.work["framework/linear.py"]: one for one in made.CLASS}
    for id, code in works(listing).items():
        assert people[id].name in {by_work[code].full, by_work[code].sortable}, id
    assert len(people) == len(made.CLASS) + 1
    [missing] = people.keys() - works(listing).keys()
    assert missing in {"No Show_1099", "showno_1099", "noshow@example.org"}


def test_clones_without_their_history_are_found_in_the_roster_all_the_same(tmp_path: Path) -> None:
    files = {f"project-2-{one.user}/{name}": data for one in made.CLASS for name, data in one.work.items()}
    listing = found(folder(tmp_path / "class", files))
    assert listing.export is None
    people = roster.read(made.github_roster(tmp_path / "roster.csv"), listing.keys)
    assert {entry.id for entry in listing.entries} == people.keys() - {"noshow@example.org"}


def test_a_packed_export_is_asked_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "all.zip").touch()
    with pytest.raises(Unreadable, match="unpack it first"):
        found(tmp_path / "all.zip")


def test_gradescope_brings_its_roster(tmp_path: Path) -> None:
    listing = found(made.gradescope(tmp_path / "class"))
    assert listing.export
    assert listing.export.roster
    people = roster.read(listing.export.roster, listing.keys)
    assert people.keys() == {entry.id for entry in listing.entries} == {str(one.number) for one in made.CLASS}
    assert people["1003"].name == "Seán O'Brien"


def test_a_class_of_300_in_each_layout_loses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(made.Student(2000 + i, "Ada" if i % 2 else "Zoë", f"O'Brien{i // 3}", f"u{i}") for i in range(300))
    monkeypatch.setattr(made, "CLASS", many)
    for make in (made.moodle, made.moodle_flat, made.canvas, made.gradescope, made.classroom):
        listing = found(make(tmp_path / make.__name__))
        assert len(listing.entries) == len({entry.id.casefold() for entry in listing.entries}) == 300
        assert set(listing.keys.values()) == {entry.id for entry in listing.entries}


def test_what_the_platform_did_not_put_there_is_still_an_entry(tmp_path: Path) -> None:
    place = made.moodle(tmp_path / "class")
    folder(place, {"by-mail.zip": made.archive(made.CLASS[0].work), "notes.txt": b""})
    listing = found(place)
    assert "by-mail" in {entry.id for entry in listing.entries}
    assert "left out, since it is no submission: notes.txt" in listing.notices


@pytest.mark.parametrize("names", [
    ["anna.zip", "ben_1_2_hw.zip", "cleo.zip"], ["ada_assignsubmission_file_/a.zip", "b.zip", "c.zip"],
    ["anna/.git/HEAD", "ben/test.py", "cleo/test.py"],
])  # fmt: skip
def test_a_folder_of_ones_own_is_no_platforms(tmp_path: Path, names: list[str]) -> None:
    listing = found(folder(tmp_path, dict.fromkeys(names, b"")))
    assert listing.export is None
    assert len(listing.entries) == 3
