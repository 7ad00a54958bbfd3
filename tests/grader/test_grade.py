"""The grader is tested by a folder of submissions: a folder more is a test more."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
import torch

from grader import intake, settings
from grader.grade import grade
from grader.records import Limits
from grader.report import scores_json
from grader.report.feedback import page
from grader.sandbox.isolation import isolation
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal, Kind
from grader.scoring.rubric import Rubric
from grader.scoring.scorecard import Scorecard
from grader.testing import session
from tests.corpora import sampled
from tests.grader import corpus
from tests.grader.layout import LAYOUT

ROOT = Path(__file__).parents[2]
REFUSED = [name for name in corpus.NAMES if corpus.expected(name).get("status") == "not_gradable"]
TAME = [name for name in corpus.NAMES if not corpus.expected(name).get("hostile") and name not in REFUSED]
WILD = [name for name in corpus.NAMES if corpus.expected(name).get("hostile")]
RIGHT = [name for name in TAME if corpus.expected(name).get("score") == 100.0]


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """One warm zygote serves all submissions of this file."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    zygote = Zygote()
    yield zygote
    zygote.close()
    torch.set_num_threads(threads)


def walls_stand(zygote: Zygote) -> bool:
    """Whether hostile code may run here at all."""
    return isolation(zygote, Limits()).safe


def check(name: str, result: scores_json.Result) -> None:
    wanted, card = corpus.expected(name), result.scorecard
    tests = {f"{e.id}.{t.name}": t for e in card.exercises for t in e.tests}
    said = {name: f"{t.outcome}: {t.message}" for name, t in tests.items() if t.outcome != "passed"}
    assert result.status == "graded", said
    assert card.max_score == 100.0
    if "score" in wanted:
        assert card.score == wanted["score"], (said, card.violations)
    if "loses" in wanted:
        assert [e.id for e in card.exercises if e.score < e.max_score] == sorted_like(wanted["loses"], card), said
    assert all(tests[name].outcome == "passed" for name in wanted.get("passes", ())), said
    assert {t.outcome for t in tests.values()} <= set(wanted.get("kinds", get_args(Kind))), said
    assert not [w for w in wanted.get("silent", ()) if any(w in t.message for t in tests.values())], said
    jsonschema.validate(
        json.loads(json.dumps(scores_json.as_json(result), allow_nan=False)), json.loads(scores_json.SCHEMA.read_text())
    )


def sorted_like(names: list[str], card: object) -> list[str]:
    """The names in the rubric's order."""
    return [e.id for e in card.exercises if e.id in names]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sampled(TAME, ("registry", "wrong_here_and_there", "adam_uncorrected")))
def test_right_and_wrong(name: str, tmp_path: Path, zygote: Zygote) -> None:
    check(name, grade(corpus.build(name, tmp_path), settings.read(), seed=11, zygote=zygote))


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    """What no student hands in by mistake, or by much of one, gets a sentence and no run; nothing is unpacked."""
    path = corpus.build(name, tmp_path)
    there = sorted(tmp_path.rglob("*"))
    result = grade(path, settings.read(), seed=11)
    said = scores_json.as_json(result)
    assert (said["status"], said["score"], said["max_score"]) == ("not_gradable", 0.0, 100.0)
    assert corpus.expected(name)["says"] in result.problem
    assert {t.outcome for e in result.scorecard.exercises for t in e.tests} == {"not_run"}
    assert sorted(tmp_path.rglob("*")) == there


@pytest.mark.parametrize("name", sampled(WILD, ("patches_torch", "runs_programs", "returns_text")))
def test_hostile(name: str, tmp_path: Path, zygote: Zygote) -> None:
    if not walls_stand(zygote):
        pytest.skip("the walls do not stand on this machine: hostile code stays unrun")
    precious = tmp_path / "delete-me-if-you-can"
    precious.write_text("whole")
    brief = Limits(start_seconds=4.0)  # those that hang at import are waited for twice
    result = grade(corpus.build(name, tmp_path), settings.read(), seed=11, zygote=zygote, limits=brief)
    check(name, result)
    assert precious.read_text() == "whole"
    assert not list(tmp_path.glob("scores.json")), "a submission wrote a file"


def kinds(path: Path, seed: int, zygote: Zygote) -> dict[str, str]:
    """What becomes of each test but the runs of test.py, which draw nothing from the seed and take half of the time."""
    assignment = settings.read()
    outcomes = Journal(assignment.rubric)
    with Sandbox(intake.read(path, LAYOUT).files, "framework", seed=seed, zygote=zygote) as sandbox:
        session.run(
            assignment, lambda _: sandbox.student(), seed=seed, journal=outcomes, leave_out=assignment.script_tests
        )
    return {f"{o.exercise}.{o.name}": o.kind for o in outcomes if o.name not in assignment.script_tests}


@pytest.mark.parametrize("name", sampled(RIGHT, ("one_buffer",)))
def test_right_under_another_seed(name: str, tmp_path: Path, zygote: Zygote) -> None:
    assert set(kinds(corpus.build(name, tmp_path), 2**32 - 1, zygote).values()) == {"passed"}


@pytest.mark.corpus
@pytest.mark.parametrize("first", [100, 105, 110, 115])
def test_the_solution_under_twenty_seeds(first: int, zygote: Zygote) -> None:
    for seed in range(first, first + 5):
        short = {name: kind for name, kind in kinds(ROOT, seed, zygote).items() if kind != "passed"}
        assert short == {}, f"seed {seed}"


@pytest.mark.corpus
def test_a_wrong_submission_under_ten_seeds(tmp_path: Path, zygote: Zygote) -> None:
    found = [kinds(corpus.build("wrong_here_and_there", tmp_path / str(seed)), seed, zygote) for seed in range(10)]
    assert "failed" in found[0].values()
    assert all(each == found[0] for each in found)


def test_a_seed_that_drew_a_saturated_slope_costs_no_point(tmp_path: Path, zygote: Zygote) -> None:
    found = kinds(corpus.build("forward_off_backward_fits", tmp_path), 370106135, zygote)
    assert {name for name, kind in found.items() if kind != "passed" and "training" not in name} == {
        "activations.test_tanh", "activations.test_tanh_far"
    }  # fmt: skip


def reweighed(rubric: Rubric) -> Rubric:
    """Every number and title of the rubric another one."""
    exercises = {}
    for place, (key, each) in enumerate(rubric.exercises.items(), 1):
        tests = {
            name: msgspec.structs.replace(test, weight=test.weight + place % 3) for name, test in each.tests.items()
        }
        words = f"{each.title}, anew"
        exercises[key] = msgspec.structs.replace(each, title=words, points=each.points + place, tests=tests)
    return msgspec.structs.replace(rubric, assignment="another", cap=15.0, exercises=exercises)


@pytest.mark.parametrize("name", sampled(("stubs", "wrong_here_and_there", "patches_torch"), ("stubs",)))
def test_added_up_again_it_is_what_grading_again_gives(name: str, tmp_path: Path, zygote: Zygote) -> None:
    assignment, path = settings.read(), corpus.build(name, tmp_path)
    other = msgspec.structs.replace(assignment, rubric=reweighed(assignment.rubric))
    former, rerun = (grade(path, each, seed=21, zygote=zygote) for each in (assignment, other))
    found = scorecard.again(other.rubric, former.scorecard)
    assert timeless(found) == timeless(rerun.scorecard)
    assert found.score != former.scorecard.score or former.scorecard.score == 0


def timeless(card: Scorecard) -> Any:
    """A scorecard as data, without the seconds that tests took."""
    plain = msgspec.to_builtins(card)
    for exercise in plain["exercises"]:
        for test in exercise["tests"]:
            del test["seconds"]
    return plain


@pytest.mark.corpus
def test_graded_again_it_meets_the_same_values(tmp_path: Path) -> None:
    work, out = corpus.build("stubs", tmp_path), tmp_path / "out"

    def seed(*arguments: str) -> int:
        run = command("grade", str(work), "--out", str(out), *arguments)
        assert run.returncode == 0, run.stderr
        return int(json.loads((out / "scores.json").read_text())["environment"]["seed"])

    first = seed()
    assert seed() == first
    assert seed("--seed", "new") != first
    (out / "scores.json").write_text("{")
    assert "a new one is drawn" in command("grade", str(work), "--out", str(out)).stderr
    assert command("grade", str(work), "--out", str(out), "--seed", "often").returncode == 2


def test_feedback_hides_hidden_tests(tmp_path: Path, zygote: Zygote) -> None:
    result = grade(corpus.build("linear_averages", tmp_path), settings.read(), seed=3, zygote=zygote)
    text = page(result)
    hidden = [t for e in result.scorecard.exercises for t in e.tests if t.visibility == "hidden" and t.message]
    shown = {t.name.partition("[")[0] for e in result.scorecard.exercises for t in e.tests if t.visibility == "visible"}
    assert hidden
    for test in hidden:
        assert test.message not in text
        assert test.name not in text or test.name.partition("[")[0] in shown
        assert test.outcome in text


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_real_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = command("grade", str(ROOT), "--out", str(out), "--seed", "5")
    assert run.returncode == 0, run.stderr
    record = json.loads((out / "scores.json").read_text())
    assert (record["score"], record["status"], record["environment"]["seed"]) == (100.0, "graded", 5)
    assert {path.name for path in out.iterdir()} == {"scores.json", "feedback.html"}


def test_unreadable_input_is_wrong_usage(tmp_path: Path) -> None:
    run = command("grade", str(tmp_path / "nothing"), "--out", str(tmp_path))
    assert run.returncode == 2
    assert not (tmp_path / "scores.json").exists()


def test_an_empty_folder_is_not_gradable(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    run = command("grade", str(folder), "--out", str(tmp_path))
    record = json.loads((tmp_path / "scores.json").read_text())
    assert run.returncode == 0, run.stderr
    assert (record["status"], record["score"], record["max_score"]) == ("not_gradable", 0.0, 100.0)
