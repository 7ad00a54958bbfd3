"""Names are whatever students typed; ids are safe, unique and stay the same."""

from pathlib import Path

import pytest

from grader.batch.entries import LONGEST, find, safe
from grader.errors import Unreadable


def listed(folder: Path) -> dict[str, str]:
    return {entry.id: entry.path.relative_to(folder).as_posix() for entry in find(folder, "framework").entries}


def test_folders_archives_and_notebooks(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    for name in ("ben.zip", "cleo.tar.gz", "dora.ipynb", "eve.rar", ".DS_Store", "notes.txt", "emil.b.ZIP"):
        (tmp_path / name).touch()
    assert listed(tmp_path) == {
        "anna": "anna", "ben": "ben.zip", "cleo": "cleo.tar.gz", "dora": "dora.ipynb", "eve.rar": "eve.rar",
        "emil.b": "emil.b.ZIP",
    }  # fmt: skip
    assert find(tmp_path, "framework").notices == ("left out, since it is no submission: notes.txt",)


def test_a_shared_id_is_resolved_by_the_full_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a.zip", "a.tar.gz", "B.zip", "b.ipynb"):
        (tmp_path / name).touch()
    assert set(listed(tmp_path)) == {"a", "a.zip", "a.tar.gz", "B.zip", "b.ipynb"}
    assert any("a.zip" in notice and "shared" in notice for notice in find(tmp_path, "framework").notices)


def test_ids_that_differ_in_case_alone_would_be_one_folder_elsewhere(tmp_path: Path) -> None:
    for name in ("anna", "Anna"):
        (tmp_path / name).mkdir(exist_ok=True)
    ids = list(listed(tmp_path))
    assert len({id.casefold() for id in ids}) == len(list(tmp_path.iterdir()))


def test_all_files_of_a_person_are_one_entry_those_that_may_hold_work_first(tmp_path: Path) -> None:
    for name in ("ada_1_9_report.pdf", "ada_1_8_hw.zip", "ada_1_7_old.zip", "ben_2_3_hw.zip"):
        (tmp_path / name).touch()
    ada, ben = find(tmp_path, "framework").entries
    assert [path.name for path in ada.paths] == ["ada_1_8_hw.zip", "ada_1_7_old.zip", "ada_1_9_report.pdf"]
    assert (ada.id, ben.id, ben.also) == ("ada_1", "ben_2", ())


def test_an_id_stays_what_it_is() -> None:
    assert safe(safe("x" * 300)) == safe("x" * 300)


def test_an_id_is_the_same_however_a_system_writes_accents() -> None:
    assert safe("Zoe\u0308 O'Brien") == safe("Zo\u00eb O'Brien")


def test_two_names_that_differ_in_how_accents_are_written_are_two(tmp_path: Path) -> None:
    for name in ("Zoe\u0308?", "Zo\u00eb?"):
        (tmp_path / name).mkdir(exist_ok=True)
    assert len(listed(tmp_path)) == len(list(tmp_path.iterdir()))


def test_results_that_lie_among_the_entries_are_none(tmp_path: Path) -> None:
    for name in ("anna", "results"):
        (tmp_path / name).mkdir()
    assert [entry.id for entry in find(tmp_path, "framework", tmp_path / "anna" / ".." / "results").entries] == ["anna"]


def test_one_submission_is_no_class(tmp_path: Path) -> None:
    (tmp_path / "framework").mkdir()
    assert listed(tmp_path) == {"framework": "framework"}  # somebody may be called so
    (tmp_path / "framework" / "linear.py").touch()
    with pytest.raises(Unreadable, match="`grade` grades it"):
        find(tmp_path, "framework")


def test_a_link_to_itself_stops_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    assert [entry.id for entry in find(tmp_path, "framework", tmp_path / "results").entries] == ["anna", "loop"]


@pytest.mark.parametrize("name", ["anna", "Zoë Ünlü", "a.b", "a+b@c", "李雷", "x_1-2"])
def test_good_names_stay(name: str) -> None:
    assert safe(name) == name


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "-rf", "..", "a/b", "a\nb", "<script>", "x" * 300, "ä" * 200, "index.html", "grades.csv",
     "\udcff\udcfe", "@sum", "a\u202eb", " lead", "", "roster.json"],
)  # fmt: skip
def test_bad_names_become_safe_and_stay_apart(name: str) -> None:
    id = safe(name)
    assert id
    assert id[0] not in "=+-@."
    assert not id.lower().endswith((".html", ".csv", ".json"))
    assert all(c.isalnum() or c in "_-.@+ " for c in id)
    assert len(id.encode()) <= LONGEST + 9
    assert safe(name) == id != safe(name + "?")
