"""The matrix for people and programs: every mistake with its hint, and a sentence for each that slipped through."""

import io
import json
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from grader import settings
from grader.checkup.validate import report
from grader.checkup.validate.verdicts import Validation
from tests.grader.checkup.validate.test_verdicts import BLOCKED, ELSEWHERE, OWN, found

RUBRIC = settings.read().rubric


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (found(), "survived: m"),
        (found(OWN, ELSEWHERE), "spilt: m costs 2.00 points elsewhere: training 2.00"),
        (found(OWN, right=99.5), "wronged: plain, seed 20, got 99.5"),
        (found(OWN, violations=("autograd",)), "breaks the rule: m: autograd"),
    ],
)
def test_what_is_unsound(whole: Validation, words: str) -> None:
    assert not whole.sound
    assert any(line.startswith(words) for line in report.complaints(whole))


def test_the_page_shows_every_mistake_with_its_hint() -> None:
    text = report.page(found(OWN, BLOCKED), settings.read().rubric)
    assert "| the bias is left out |  |  | 1.5 |  |  |  |  |  | 3.0 | The bias is missing. |" in text
    assert "| plain | 100 |" in text
    assert "| m + n | both killed |" in text
    assert "3 gradings: 1 s, 2 s of CPU time, 2 processes." in text


def test_a_line_an_exercise_and_one_for_all() -> None:
    assert report.rows(found(OWN, ELSEWHERE), RUBRIC) == [
        ("Linear layer", "1", "1", "1", "0", "1.50", "2.00"), ("all", "1", "1", "1", "0", "1.50", "2.00")
    ]  # fmt: skip


def test_the_terminal_shows_what_is_wrong() -> None:
    console = Console(file=io.StringIO(), width=200)
    report.show(found(OWN, ELSEWHERE), RUBRIC, console)
    said = console.file.getvalue()
    assert "spilt: m costs 2.00 points elsewhere: training 2.00" in said
    assert "right solution plain, seed 20: 100" in said


def test_what_is_written_for_programs_and_people(tmp_path: Path) -> None:
    report.write(found(OWN), RUBRIC, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"validate.json", "validate.md"}
    record = json.loads((tmp_path / "out" / "validate.json").read_text())
    assert record["summary"] == {
        "mistakes": 1, "killed": 1, "named": 1, "seen_at_home": 0, "elsewhere": 0.0, "beyond": 0.0, "unexplained": 0.0,
        "sound": True,
    }  # fmt: skip
    assert record["verdicts"][0]["name"] == "m"


def test_what_a_public_test_shows_is_seen_at_home(tmp_path: Path) -> None:
    console, whole = Console(file=io.StringIO(), width=200), found(msgspec.structs.replace(OWN, visible=True))
    report.show(whole, RUBRIC, console)
    report.write(whole, RUBRIC, tmp_path)
    record = json.loads((tmp_path / "validate.json").read_text())
    assert report.rows(whole, RUBRIC)[0] == ("Linear layer", "1", "1", "1", "1", "1.50", "0.00")
    assert "| the bias is left out | yes |  | 1.5 |" in (tmp_path / "validate.md").read_text()
    assert "seen at home" in console.file.getvalue()
    assert record["summary"]["seen_at_home"] == 1
    assert record["verdicts"][0]["seen_at_home"] is True


def test_a_bar_in_a_hint_is_no_column() -> None:
    assert report._markdown(("a",), [("x|y\nz",)]) == "| a |\n| --- |\n| x\\|y z |\n"
