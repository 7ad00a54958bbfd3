"""Gradescope's metadata: who handed in what, alone or in a group."""

from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.platforms import gradescope
from tests.grader.intake.packing import folder

TWO = """submission_1:
  :submitters:
  - :name: Pair One
    :sid: '007'
    :email: one@example.org
  - :name: O'Brien
    :sid:
    :email: two@example.org
  :created_at: 2026-03-01 22:59:00.000000000 Z
submission_2:
  :submitters:
  - :name: Alone
    :sid: ''
submission_3:
  :submitters: []
"""


def export(at: Path, text: str) -> Path:
    names = [f"submission_{number}/test.py" for number in (1, 2, 3, 4)]
    return folder(at, {**dict.fromkeys(names, b""), gradescope.METADATA: text.encode()})


def test_a_group_is_a_team_under_its_first_submitter(tmp_path: Path) -> None:
    place = export(tmp_path, TWO)
    told = gradescope.handins(place, [f"submission_{number}" for number in (1, 2, 3, 4)])
    assert {key: (one.id, one.files) for key, one in told.items()} == {
        "007": ("007", ("submission_1",)), "Alone": ("Alone", ("submission_2",)),
        "submission_3": ("submission_3", ("submission_3",)),
    }  # fmt: skip
    people = {one["id"]: one for one in gradescope.people(place / gradescope.METADATA)}
    assert people["two@example.org"]["name"] == "O'Brien"
    assert [people[id]["team"] for id in ("007", "two@example.org", "Alone")] == ["submission_1", "submission_1", ""]
    assert people["007"]["submitted at"] == "2026-03-01T22:59:00+00:00"


@pytest.mark.parametrize("told", ["5", "x", "{a: 1}", "[5, [6]]"])
def test_submitters_that_are_none_tell_of_nobody(tmp_path: Path, told: str) -> None:
    place = export(tmp_path, f"submission_1:\n  :submitters: {told}\n")
    assert [*gradescope.handins(place, ["submission_1"])] == ["submission_1"]
    assert gradescope.people(place / gradescope.METADATA) == []


@pytest.mark.parametrize("text", ["a: [", "- 1", "\t", "\x00"])
def test_what_is_no_metadata_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match=r"submission_metadata\.yml: expected what Gradescope writes"):
        gradescope.read(export(tmp_path, text) / gradescope.METADATA)


def test_tags_of_ruby_make_no_objects(tmp_path: Path) -> None:
    text = (
        "submission_1:\n  :results: !ruby/object:Gem::Installer\n    i: x\n  :x: !!python/object/apply:os.system [ls]\n"
    )
    with pytest.raises(Unreadable):
        gradescope.read(export(tmp_path, text) / gradescope.METADATA)
    told = gradescope.read(export(tmp_path, text.partition("  :x:")[0]) / gradescope.METADATA)
    assert told == {"submission_1": {":results": None}}
