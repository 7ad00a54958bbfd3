"""Whom a test accuses, what is stood in for and what is not, whatever the parts are."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from grader.records import Watch
from grader.testing.carry import Part, Parts, in_place
from grader.testing.mismatch import Blocked, Mismatch

PARTS = {
    "Pump": Part("pumps.", ("turns", "fills")),
    "Valve": Part("valves.test_valve", ("valve",)),
    "Lid": Part("lids."),
}
TEXTS = {name: f"class {name}:\n    ours = True\n" for name in PARTS}
TESTS = ("pumps.test_turns", "pumps.test_fills", "valves.test_valve", "valves.test_closes[Valve]", "lids.test_on")
SOUND = dict.fromkeys(TESTS, "passed")
WATCH = Watch((), enough=("turn", 1))
MINE = SimpleNamespace(
    Pump="mine", Valve="mine", Lid="mine", define=lambda name, text: f"ours: {name}" if name in text else None
)


def parts(*fell: str, texts: Any = TEXTS, kind: str = "failed") -> Parts:
    """The parts, where these tests did not pass."""
    assert set(fell) <= set(TESTS)
    return Parts(MINE, SOUND | dict.fromkeys(fell, kind), PARTS, texts)


def test_a_test_accuses_the_part_whose_name_it_begins_or_ends_with():
    found = parts("pumps.test_turns", "valves.test_closes[Valve]")
    assert found.all_fallen() == ["Pump", "Valve"]
    assert found.fallen("Valve") == ["valves.test_closes[Valve]"]


@pytest.mark.parametrize("kind", ["failed", "blocked", "crashed", "timeout"])
def test_what_did_not_pass_says_so(kind):
    assert parts("lids.test_on", kind=kind).all_fallen() == ["Lid"]
    assert parts("lids.test_on", kind="not_run").all_fallen() == []


def test_one_that_is_known_to_be_wrong_is_stood_in_for():
    assert parts("pumps.test_turns").take("Pump", "Lid") == {"Pump": "ours: Pump", "Lid": "mine"}
    assert parts().take("Pump", "Pump") == {"Pump": "mine"}


@pytest.mark.parametrize(
    ("found", "names", "named"),
    [
        (parts("pumps.test_turns", "pumps.test_fills"), ("Pump", "Lid"), "Pump"),
        (parts("pumps.test_turns"), ("Pump",), "Pump"),
        (parts("pumps.test_turns", texts=None), ("Pump", "Lid"), "Pump"),
        (parts("pumps.test_turns", "valves.test_valve"), ("Pump", "Valve", "Lid"), "Valve"),
    ],
    ids=["not begun", "nothing of the student's is left", "a copy for students", "one of two was not begun"],
)
def test_nothing_is_made_up_for(found, names, named):
    with pytest.raises(Blocked, match=rf"^leans on {named}: mend \w+\.test_\w+") as caught:
        found.take(*names)
    assert caught.value.hint.startswith(f"First mend {named}: the tests of this above say how")


def test_where_nobody_asks_whether_it_was_begun_it_may_always_be_stood_in_for():
    assert parts("lids.test_on").take("Lid", "Pump")["Lid"] == "ours: Lid"


def test_what_was_not_begun_stays_where_a_script_runs():
    found = parts("lids.test_on", "valves.test_valve")
    assert (found.stood_in_for(), found.not_begun()) == (["Lid"], ["Valve"])
    assert "class Lid" in found.in_place()
    assert "class Valve" not in found.in_place()
    assert parts().in_place() == parts("lids.test_on", texts=None).in_place() == ""


def test_a_script_is_judged_again_only_where_a_wrong_part_may_be_why():
    asked: list[str] = []

    def judge(watch: Any) -> None:
        asked.append(watch.below)
        if not watch.below:
            raise Mismatch("expected exit status 0, got 1")

    with pytest.raises(Mismatch, match="exit status"):
        parts().judge_script(judge, WATCH)
    parts("lids.test_on").judge_script(judge, WATCH)
    assert asked[:2] == ["", ""]
    assert "class Lid" in asked[2]


def test_a_script_that_fails_with_ours_too_waits_for_the_parts():
    def never(_: Any) -> None:
        raise Mismatch("no")

    with pytest.raises(Blocked, match=r"^leans on Lid"):
        parts("lids.test_on").judge_script(never, WATCH)


def test_ours_stand_wherever_the_package_has_the_class(tmp_path, monkeypatch):
    """In the package, in the module that defines it, and in one that imported it; what else is there stays."""
    package = tmp_path / "plant_of_mine"
    package.mkdir()
    package.joinpath("inner.py").write_text("class Pump: pass\nclass Tank: pass\n")
    package.joinpath("other.py").write_text("from .inner import Pump as Mine\n")
    text = "from . import other\nfrom .inner import Pump, Tank\n" + in_place(TEXTS)
    package.joinpath("__init__.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    plant = import_module("plant_of_mine")
    assert plant.Pump is plant.inner.Pump is plant.other.Mine
    assert plant.Pump.ours
    assert plant.Valve.ours
    assert plant.Tank is plant.inner.Tank
