"""The seal: it holds over reading and writing, and breaks where a hand changed what makes the mark."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.report import read_back, scores_json
from grader.result import Adjustment
from tests.grader import made_class

MADE = msgspec.structs.replace(
    made_class.result("anna", 0.7, random.Random(1)), adjustments=(Adjustment(None, -2.0, "x", "me"),)
)


def test_it_holds_for_what_was_written(tmp_path: Path) -> None:
    path = scores_json.write(MADE, tmp_path)
    assert not read_back.read(path).by_hand
    assert read_back.read(path).seal == scores_json.sealed(MADE) == scores_json.sealed(scores_json.read(path))
    other = msgspec.structs.replace(MADE, seconds=99.0, seed=3)
    assert scores_json.sealed(other) == scores_json.sealed(MADE)


def points(plain: dict[str, Any]) -> None:
    plain["score"] += 1


def outcome(plain: dict[str, Any]) -> None:
    plain["exercises"][1]["tests"][0]["outcome"] = "not_run"


def added(plain: dict[str, Any]) -> None:
    plain["adjustments"].append({"exercise": None, "points": 1, "comment": "", "by": ""})


def pardoned(plain: dict[str, Any]) -> None:
    plain["status"] = "grader_error"


@pytest.mark.parametrize("change", [points, outcome, added, pardoned])
def test_it_breaks_where_a_mark_was_changed(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    path = scores_json.write(MADE, tmp_path)
    plain = json.loads(path.read_text())
    change(plain)
    path.write_text(json.dumps(plain))
    assert read_back.read(path).by_hand


def test_it_does_not_break_by_layout_nor_where_there_is_none(tmp_path: Path) -> None:
    path = scores_json.write(MADE, tmp_path)
    plain = json.loads(path.read_text())
    path.write_text(json.dumps(plain, sort_keys=True))
    assert not read_back.read(path).by_hand
    del plain["seal"]
    path.write_text(json.dumps(plain))
    assert not read_back.read(path).by_hand
