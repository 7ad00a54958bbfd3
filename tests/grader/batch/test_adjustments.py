"""adjustments.csv: read whole or refused, kept over regrades, written into each result that it speaks of."""

import json
from pathlib import Path

import pytest

from grader import settings
from grader.batch import adjustments
from grader.errors import Unreadable
from grader.records import Submission
from grader.report import scores_json
from grader.result import Result
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal, Outcome
from grader.scoring.scorecard import Notice

HEAD = "id,what,where,by,comment\n"
BREACH = Notice("ready-made", "framework/linear.py", 3, "torch.nn is ready-made")
REMARK = Notice("dynamic", "framework/cell.py", 7, "a computed name")


def graded(results: Path, name: str, *violations: Notice) -> Path:
    """A full score under `violations`, and a remark."""
    rubric = settings.read().rubric
    journal = Journal(rubric)
    for key, test, _ in rubric.rows():
        journal.record(Outcome(key, test, "passed"))
    card = scorecard.score(rubric, journal, violations, [REMARK])
    (results / name).mkdir(parents=True)
    return scores_json.write(Result("graded", Submission(name, "0" * 64, {}), card, None, 1, {}, 1.0), results / name)


def listed(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "adjustments.csv"
    path.write_text(head + "".join(f"{line}\n" for line in lines), "utf-8")
    return path


def score(path: Path) -> float:
    return float(json.loads(path.read_text())["score"])


def test_a_waiver_lifts_the_cap_and_stays_over_reports_and_regrades(tmp_path: Path) -> None:
    anna, ben = graded(tmp_path, "anna", BREACH), graded(tmp_path, "ben", BREACH)
    given = adjustments.read(listed(tmp_path, "anna,waive,framework/linear.py:3,Dr. Rossi,only in a comment"))
    assert adjustments.apply(tmp_path, given) == []
    assert (score(anna), score(ben)) == (100.0, 20.0)
    (waived,) = json.loads(anna.read_text())["policy"]["waived"]
    assert (waived["by"], waived["why"]) == ("Dr. Rossi", "only in a comment")
    assert "Dr. Rossi" in (tmp_path / "anna" / "feedback.html").read_text()
    for path in anna.parent.iterdir():
        path.unlink()
    anna.parent.rmdir()
    graded(tmp_path, "anna", BREACH)  # graded anew
    assert adjustments.apply(tmp_path, None) == []
    assert score(anna) == 100.0


def test_a_line_that_is_taken_out_is_taken_back(tmp_path: Path) -> None:
    anna = graded(tmp_path, "anna", BREACH)
    adjustments.apply(tmp_path, adjustments.read(listed(tmp_path, "anna,waive,*,Dr. Rossi,")))
    before = anna.read_bytes()
    adjustments.apply(tmp_path, None)
    assert anna.read_bytes() == before
    adjustments.apply(tmp_path, adjustments.read(listed(tmp_path)))
    assert score(anna) == 20.0


def test_a_remark_is_held(tmp_path: Path) -> None:
    anna = graded(tmp_path, "anna")
    adjustments.apply(tmp_path, adjustments.read(listed(tmp_path, "anna,hold,dynamic,Dr. Rossi,hides torch.nn")))
    assert score(anna) == 20.0


def test_lines_that_speak_of_nobody_or_nothing_are_told(tmp_path: Path) -> None:
    graded(tmp_path, "anna", BREACH)
    given = adjustments.read(listed(tmp_path, "anne,waive,*,Dr. Rossi,", "anna,waive,test.py:9,Dr. Rossi,"))
    told = adjustments.apply(tmp_path, given)
    assert any("anne" in words for words in told)
    assert any("anna" in words and "test.py:9" in words for words in told)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("anna,forgive,*,Dr. Rossi,", "line 2: expected waive or hold"),
        ("anna,waive,,Dr. Rossi,", "`where` is empty"),
        ("anna,waive,*,,", "`by` is empty"),
        (",waive,*,Dr. Rossi,", "`id` is empty"),
        ("anna,waive,*", "expected 5 cells, got 3"),
    ],
)
def test_a_bad_line_is_named(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"adjustments\.csv") as caught:
        adjustments.read(listed(tmp_path, line))
    assert words in str(caught.value)


@pytest.mark.parametrize("head", ["", "id,where\n", "name,what,where,by,comment\n"])
def test_other_columns_are_refused(head: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected the columns id, what, where, by, comment"):
        adjustments.read(listed(tmp_path, head=head))


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the adjustments cannot be read"):
        adjustments.read(tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes(b"id;what\n\xfc")
    with pytest.raises(Unreadable, match="UTF-8"):
        adjustments.read(tmp_path / "latin.csv")


def test_semicolons_and_capitals_will_do(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.csv"
    path.write_text("\ufeffID;What;Where;By;Comment\r\nanna;waive;*;Dr. Rossi;x, y\r\n", "utf-8")
    (decision,) = adjustments.read(path)["anna"]
    assert decision.why == "x, y"
