"""RESULTS on disk: what is known of an entry, equal content, and one batch at a time."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader import settings
from grader.batch.results import PROBLEM, Results
from grader.errors import Unreadable
from grader.records import Submission
from grader.report import feedback, fingerprint, handed_in, scores_json
from grader.result import Adjustment, Result
from grader.scoring import scorecard
from grader.scoring.rubric import Rubric
from grader.scoring.scorecard import Notice, Scorecard, settled
from tests.grader import made_class

MADE = made_class.result("anna", 0.7, random.Random(1))
LIGHT = MADE.submission


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Results]:
    found = Results(tmp_path)
    yield found
    found.close()


def reopened(results: Results) -> Results:
    """What the next batch finds."""
    results.close()
    results.__init__(results.results)
    return results


def test_what_is_kept_stands_today_and_for_the_next_batch(results: Results) -> None:
    assert not results.stands(LIGHT)
    results.keep(MADE)
    assert results.stands(LIGHT)
    assert reopened(results).stands(LIGHT)
    assert {path.name for path in (results.results / "anna").iterdir()} == {"scores.json", "feedback.html"}
    assert not results.stands(replace(LIGHT, sha256="0" * 64))
    assert not results.stands(replace(LIGHT, id="ben"))


def test_what_was_handed_in_lies_beside_its_scores(results: Results) -> None:
    submission = replace(LIGHT, files={"framework/linear.py": b"w = 1\n"})
    results.keep_sources(submission)
    results.keep(MADE)
    assert handed_in.read(results.results / "anna", LIGHT.sha256) == {"framework/linear.py": "w = 1\n"}
    (results.results / "ben").write_text("in the way")
    results.keep_sources(replace(submission, id="ben"))  # who keeps the scores says so
    assert (results.results / "ben").read_text() == "in the way"


@pytest.mark.parametrize("name", ["sources", "runs", "rubric"])
def test_what_another_grader_gave_does_not_stand(name: str, results: Results) -> None:
    results.keep(MADE)
    path = results.results / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["environment"][name] = "0" * 16
    path.write_text(json.dumps(plain))
    assert not reopened(results).stands(LIGHT)
    assert results.twin(replace(LIGHT, id="ben")) is None


def test_a_twin_has_the_score_and_none_of_the_decisions(results: Results) -> None:
    rule = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd", by="Dr. Rossi", why="in a comment")
    waived = msgspec.structs.replace(MADE, scorecard=settled(MADE.scorecard, [], [], [rule]))
    results.keep(waived)
    twin = results.twin(replace(LIGHT, id="ben"))
    assert twin is not None
    assert twin.scorecard.waived == ()
    assert [(notice.rule, notice.by) for notice in twin.scorecard.violations] == [("no-autograd", "")]
    assert twin.scorecard.earned == MADE.scorecard.earned
    (results.results / "anna" / "scores.json").write_text("{")
    assert results.twin(LIGHT) is None


def test_one_that_is_not_gradable_is_nobodys_twin(results: Results) -> None:
    results.keep(made_class.refused("ben", "damaged"))
    assert results.twin(Submission("anna", "", {})) is None
    assert results.marks["ben"].notes == ("damaged",)
    assert reopened(results).marks["ben"].notes == ("damaged",)


def test_a_problem_stands_until_there_is_a_score(results: Results) -> None:
    results.regret("anna", "it died")
    assert (results.results / "anna" / PROBLEM).read_text() == "it died\n"
    (results.results / "anna" / ".scores.json.x").touch()  # of a batch that was killed
    results.keep(MADE)
    assert {path.name for path in (results.results / "anna").iterdir()} == {"scores.json", "feedback.html"}
    results.regret("anna", "it died")
    assert scores_json.read(results.results / "anna" / "scores.json").scorecard == MADE.scorecard


@pytest.mark.parametrize("text", ["", "{", "[]", '{"status": 3}', "[" * 100_000])
def test_a_file_that_cannot_be_read_counts_as_none(text: str, results: Results) -> None:
    results.keep(MADE)
    (results.results / "anna" / "scores.json").write_text(text)
    assert reopened(results).marks == {}
    assert results.broken == ["anna"]


@pytest.mark.parametrize(
    ("seed", "read"), [(7, 7), (0, 0), (-1, None), ("7", None), (True, None), (None, None), (10**18, None)]
)
def test_the_seed_of_an_earlier_result_is_known(seed: object, read: int | None, results: Results) -> None:
    results.keep(MADE)
    assert results.marks["anna"].seed == MADE.seed
    path = results.results / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["environment"]["seed"] = seed
    path.write_text(json.dumps(plain))
    assert reopened(results).marks["anna"].seed == read
    assert results.broken == (["anna"] if read is None else [])


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Rubric:
    """The rubric on disk, with half of the cap, and another exercise twice as much worth."""
    rubric = settings.read().rubric
    linear = msgspec.structs.replace(rubric.exercises["linear"], points=32.0, title="Layers", visibility="visible")
    found = msgspec.structs.replace(rubric, cap=10.0, exercises={**rubric.exercises, "linear": linear})
    hashed = fingerprint.of_rubric(found)
    monkeypatch.setattr(fingerprint, "rubric", lambda: hashed)
    return found


def added(result: Result, rubric: Rubric) -> Scorecard:
    return scorecard.again(rubric, result.scorecard)


def test_under_another_rubric_outcomes_are_added_up_again(results: Results, request: pytest.FixtureRequest) -> None:
    breach = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd")
    broke = made_class.result("ben", 0.9, random.Random(2), (breach,))
    for result in (MADE, broke, made_class.refused("cleo", "damaged")):
        results.keep(result)
    rubric = request.getfixturevalue("other")
    assert not reopened(results).stands(LIGHT)
    assert results.add_up(rubric) == ["anna", "ben", "cleo"]
    assert results.stands(LIGHT)
    assert results.add_up(rubric) == []
    assert reopened(results).add_up(rubric) == []
    for result in (MADE, broke):
        path = results.results / result.submission.id / "scores.json"
        read = scores_json.read(path)
        assert read.scorecard == added(result, rubric)
        assert (read.seed, read.environment["rubric"]) == (result.seed, fingerprint.rubric())
        assert (path.with_name("feedback.html")).read_text() == feedback.page(read) + "\n"
    assert read.scorecard.score == 10.0
    assert json.loads((results.results / "cleo" / "scores.json").read_text())["max_score"] == 116.0


@pytest.mark.parametrize("name", ["sources", "runs"])
def test_what_another_grader_ran_is_not_added_up(name: str, results: Results, request: pytest.FixtureRequest) -> None:
    results.keep(MADE)
    path = results.results / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["environment"][name] = "0" * 16
    path.write_text(json.dumps(plain))
    before = path.read_bytes()
    rubric = request.getfixturevalue("other")
    assert reopened(results).add_up(rubric) == []
    assert path.read_bytes() == before


def test_a_kill_while_adding_up_loses_nothing(results: Results, request: pytest.FixtureRequest) -> None:
    results.keep(MADE)
    results.keep(msgspec.structs.replace(MADE, submission=replace(LIGHT, id="ben")))
    rubric = request.getfixturevalue("other")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scores_json, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            reopened(results).add_up(rubric)
    assert scores_json.read(results.results / "anna" / "scores.json").scorecard == MADE.scorecard
    assert reopened(results).add_up(rubric) == ["anna", "ben"]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_one_batch_at_a_time(results: Results) -> None:
    with pytest.raises(Unreadable, match="another batch is writing its results here"):
        Results(results.results)


def test_of_a_large_class_only_those_are_adjusted_that_somebody_decided_about(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Notice("ready-made", "framework/linear.py", 3, "torch.nn", by="me", why="no")
    by_hand = (Adjustment(None, 2.0, "shown", "me"),)
    for number in range(20):
        made = msgspec.structs.replace(MADE, submission=replace(LIGHT, id=f"student-{number:02}"))
        card = made.scorecard
        if number == 4:
            card = msgspec.structs.replace(card, waived=(held,))
        if number == 5:
            card = msgspec.structs.replace(card, violations=(held,))
        adjustments = by_hand if number == 6 else ()
        made = msgspec.structs.replace(made, scorecard=card, adjustments=adjustments)
        scores_json.write(made, results.results / made.submission.id)
    (results.results / ".hidden").mkdir()
    (results.results / ".hidden" / "scores.json").write_bytes(
        (results.results / "student-06" / "scores.json").read_bytes()
    )
    results = reopened(results)
    read, asked = scores_json.read, list[str]()
    monkeypatch.setattr(scores_json, "read", lambda path: asked.append(path.parent.name) or read(path))
    results.adjust()
    assert asked == ["student-04", "student-05", "student-06"]
    assert not [id for id in asked if read(results.results / id / "scores.json").adjustments]
