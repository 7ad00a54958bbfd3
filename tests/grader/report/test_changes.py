"""What changed since the last time: whose mark, from what to what and why; nobody else is on the list."""

import csv
import json
import os
import random
import sys
from pathlib import Path

import msgspec
import pytest

from grader.report import changes, scores_json
from grader.result import Adjustment, Result
from grader.scoring import scorecard
from grader.scoring.scorecard import Notice, settled
from tests.grader import made_class

MADE = made_class.result("anna", 0.7, random.Random(1))
OTHER = made_class.result("ben", 0.7, random.Random(2))
OLD = {"environment": {"rubric": "0" * 16}}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A class that was reported."""
    for made in (MADE, OTHER):
        scores_json.write(made, tmp_path / made.submission.id)
    changes.begin(tmp_path)
    return tmp_path


def listed(results: Path) -> list[changes.Change]:
    return changes.since(results, changes.standing(results))


def regraded(results: Path, made: Result) -> changes.Change:
    """The one change that another result makes."""
    scores_json.write(made, results / made.submission.id)
    (change,) = listed(results)
    assert change.id == made.submission.id
    return change


def passing(result: Result, count: int) -> tuple[Result, list[str]]:
    """The result with `count` more tests passed, and their names."""
    card, gained = result.scorecard, list[str]()
    exercises = []
    for exercise in card.exercises:
        tests = []
        for test in exercise.tests:
            if test.outcome != "passed" and len(gained) < count:
                gained.append(f"{exercise.id}.{test.name}: {test.outcome} → passed")
                test = msgspec.structs.replace(test, outcome="passed")  # noqa: PLW2901
            tests.append(test)
        exercises.append(msgspec.structs.replace(exercise, tests=tuple(tests)))
    card = msgspec.structs.replace(card, exercises=tuple(exercises))
    return msgspec.structs.replace(result, scorecard=scorecard.again(made_class.RUBRIC, card)), gained


def test_nobody_is_on_it_where_nothing_changed(results: Path) -> None:
    assert listed(results) == []
    scores_json.write(msgspec.structs.replace(MADE, seconds=77.0), results / "anna")
    assert listed(results) == []


def test_tests_are_named_with_both_outcomes(results: Path) -> None:
    better, gained = passing(MADE, 2)
    change = regraded(results, better)
    assert list(change.tests) == gained
    assert (change.adjustments, change.rubric, change.other) == ((), (), ())
    assert change.before
    assert change.after
    assert (change.before.final, change.after.final) == (MADE.scorecard.score, better.scorecard.score)


def test_an_adjustment_is_named_and_so_is_one_that_was_taken_back(results: Path) -> None:
    made = msgspec.structs.replace(MADE, adjustments=(Adjustment("linear", 2.0, "shown", "Dr. Rossi"),))
    change = regraded(results, made)
    assert change.adjustments == ("new: linear +2 points by Dr. Rossi: shown",)
    changes.report(results, changes.standing(results))
    assert listed(results) == []
    assert regraded(results, MADE).adjustments == ("taken back: linear +2 points by Dr. Rossi: shown",)


def test_a_waiver_and_a_breach_are_named(results: Path) -> None:
    breach = Notice("ready-made", "framework/linear.py", 3, "torch.nn")
    broke = msgspec.structs.replace(MADE, scorecard=settled(MADE.scorecard, [breach], []))
    assert regraded(results, broke).other == ("the rule was broken: framework/linear.py:3: ready-made",)
    changes.report(results, changes.standing(results))
    waived = msgspec.structs.replace(breach, by="Dr. Rossi", why="in a comment")
    pardoned = msgspec.structs.replace(MADE, scorecard=settled(MADE.scorecard, [], [], [waived]))
    change = regraded(results, pardoned)
    assert change.adjustments == ("new: waived: framework/linear.py:3: ready-made (Dr. Rossi: in a comment)",)


def test_another_rubric_is_named(results: Path) -> None:
    linear = msgspec.structs.replace(made_class.RUBRIC.exercises["linear"], points=32.0)
    rubric = msgspec.structs.replace(
        made_class.RUBRIC, cap=10.0, exercises={**made_class.RUBRIC.exercises, "linear": linear}
    )
    card = scorecard.again(rubric, MADE.scorecard)
    change = regraded(results, msgspec.structs.replace(MADE, scorecard=card, environment={"rubric": "0" * 16}))
    assert change.rubric == ("the cap: 20 → 10 points", "linear: 16 → 32 points")
    assert change.tests == ()


def test_a_mark_that_was_changed_by_hand_is_on_it_and_so_is_its_end(results: Path) -> None:
    path = results / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["score"] = 99.0
    path.write_text(json.dumps(plain))
    (change,) = listed(results)
    assert change.other == ("changed by hand in scores.json",)
    assert changes.standing(results).by_hand == ["anna"]
    changes.report(results, changes.standing(results))
    assert regraded(results, MADE).other == ("what was changed by hand in scores.json was undone",)


def test_lateness_is_a_reason(results: Path) -> None:
    (results / "roster.json").write_text('{"anna": {"name": "Änna", "late": "1 d late", "final": 3.5}}')
    (change,) = listed(results)
    assert (change.name, change.other) == ("Änna", ("lateness: nothing known → 1 d late",))
    assert change.after
    assert change.after.final == 3.5


def test_what_no_scores_json_tells_is_a_reason_too(results: Path) -> None:
    (results / "roster.json").write_text('{"anna": {"late": "in time, with an extension of 1 h", "final": 3.5}}')
    now = changes.standing(results, {"anna": ("an extension of 1 h (me: ill)",)})
    (change,) = changes.since(results, now)
    assert change.adjustments == ("new: an extension of 1 h (me: ill)",)


def test_who_comes_and_who_goes_is_on_it(results: Path) -> None:
    scores_json.write(made_class.result("cleo", 0.7, random.Random(3)), results / "cleo")
    (results / "ben" / "scores.json").write_text("{")
    assert [(change.id, change.other) for change in listed(results)] == [
        ("ben", ("there is no result that can be read any more",)), ("cleo", ("the first mark",)),
    ]  # fmt: skip


def test_before_the_first_report_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    assert changes.begin(tmp_path) == {}
    scores_json.write(MADE, tmp_path / "anna")
    assert listed(tmp_path) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere file names are text")
def test_a_name_that_is_no_text(results: Path) -> None:
    (results / "ben").rename(results / os.fsdecode(b"\xffodd"))
    assert [change.id for change in listed(results)] == ["?odd", "ben"]
    changes.report(results, changes.standing(results))
    changes.write(results, changes.between(changes.Reported(), changes.standing(results)))


@pytest.mark.parametrize("text", ["", "{", '{"standings": 3}', "[" * 100_000])
def test_a_broken_memory_is_none(text: str, results: Path) -> None:
    (results / changes.REPORTED).write_text(text)
    assert listed(results) == []
    assert set(changes.begin(results)) == {"anna", "ben"}


def test_a_memory_whose_rubrics_are_gone_is_none(results: Path) -> None:
    """Somebody edited the file: without a rubric nobody can say what changed."""
    changes.report(results, changes.standing(results))
    memory = json.loads((results / changes.REPORTED).read_text())
    (results / changes.REPORTED).write_text(json.dumps(memory | {"rubrics": {}}))
    regraded_since = passing(MADE, 1)[0]
    scores_json.write(regraded_since, results / "anna")
    assert listed(results) == []


def test_the_list_and_the_former_one(results: Path) -> None:
    def read(name: str) -> list[dict[str, str]]:
        with (results / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    better, gained = passing(MADE, 1)
    change = regraded(results, better)
    changes.write(results, [change])
    (row,) = read("changes.csv")
    assert (row["id"], row["tests"], row["adjustment after"]) == ("anna", gained[0], "0")
    assert float(row["final before"]) == MADE.scorecard.score
    changes.write(results, [])
    assert read("changes.csv") == []
    changes.write(results, [])
    assert [row["id"] for row in read("changes.previous.csv")] == ["anna"]
