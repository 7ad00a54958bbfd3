"""The workflow for GitHub Classroom: its shell steps are run as the runner would, right, wrong and failing."""

import base64
import functools
import json
import operator
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest

from grader.pack import build, classroom
from grader.report import read_back
from grader.scoring.scorecard import Notice
from tests.grader import corpus, made_class

SCHEMA = json.loads(Path(__file__).with_name("classroom.schema.json").read_text())
RULE = (Notice("no-autograd", "framework/linear.py", 7, "torch.autograd <img src=x>"),)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    return build.github(tmp_path_factory.mktemp("github"))


@pytest.fixture
def runner(packed, tmp_path):
    """The folders of a job after both checkouts."""
    shutil.copytree(packed / "grader", tmp_path / "grader")
    (tmp_path / "temp").mkdir()
    return tmp_path


def steps(packed):
    """The shell steps of the workflow by id, as the runner reads them; no YAML parser is among the requirements."""
    text = (packed / "assignment/.github/workflows/classroom.yml").read_text()
    found = re.findall(r"^        id: (\w+)\n(?:        .*\n)*?        run: \|\n((?:          .*\n)+)", text, re.M)
    return {name: re.sub(r"^ {10}", "", body, flags=re.M) for name, body in found}


def run(runner, script):
    """A step, as `shell: bash` runs it; its exit status and its outputs."""
    output = runner / "output"
    output.write_text("")
    environment = os.environ | {
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "RUNNER_TEMP": str(runner / "temp"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=runner, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, outputs


def decoded(outputs):
    """What the reporter reads."""
    found = json.loads(base64.b64decode(outputs["result"]))
    jsonschema.validate(found, SCHEMA)
    return found


def test_a_wrong_submission_is_graded_and_reported(packed, runner):
    corpus.build("adam_uncorrected", runner)
    (runner / "adam_uncorrected").rename(runner / "submission")
    done, outputs = run(runner, steps(packed)["grade"])
    assert done.returncode == 0, done.stdout + done.stderr
    found = decoded(outputs)
    told = json.loads((runner / "temp/scores/scores.json").read_text())
    assert found["status"] == "fail"
    assert found["max_score"] == 100.0
    assert round(sum(test["score"] for test in found["tests"]), 6) == round(told["score"], 2) < 100
    assert (runner / "temp/scores/feedback.html").is_file()
    assert "Adam" in (runner / "summary").read_text()


def test_a_grader_that_fails_reports_an_error_without_points(packed, runner):
    done, outputs = run(runner, steps(packed)["grade"])  # there is no submission folder
    assert done.returncode == 3
    assert outputs == {}
    done, outputs = run(runner, steps(packed)["failure"])
    found = decoded(outputs)
    assert done.returncode == 0
    assert (found["status"], found["max_score"]) == ("error", 0)  # no points: nothing is told
    assert [test["status"] for test in found["tests"]] == ["error"]  # the reporter's log divides by their number


def test_the_reporter_gets_whichever_step_spoke(packed):
    text = (packed / "assignment/.github/workflows/classroom.yml").read_text()
    assert "TESTS_RESULTS: ${{ steps.grade.outputs.tests || steps.failure.outputs.result }}" in text
    assert "runners: ${{ steps.grade.outputs.tests && 'tests,points,missed' || 'tests' }}" in text
    for name in ("points", "missed"):
        assert f"{name.upper()}_RESULTS: ${{{{ steps.grade.outputs.{name} }}}}" in text
    assert "autograding-grading-reporter@d13b5912daf5042ac1b71bc38bdb4a6bcd61d8ca" in text  # has dist/, others not
    assert set(steps(packed)) == {"grade", "failure"}


def test_actions_are_pinned_to_a_commit(packed):
    text = (packed / "assignment/.github/workflows/classroom.yml").read_text()
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) == 5
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_no_hidden_test_leaves_the_house(packed):
    assert not list((packed / "assignment").rglob("*.py"))
    one = read_back.of(made_class.result("x", 0.6, random.Random(3)))
    text = json.dumps(classroom.report(one)) + classroom.summary(one)
    messages = {t.visibility: t.message for e in one.exercises for t in e.tests if t.outcome == "failed" and t.message}
    assert messages["visible"] in text
    assert messages["hidden"] not in text


def test_a_capped_one_gets_the_cap_and_stays_escaped():
    one = read_back.of(made_class.result("x", 0.9, random.Random(3), RULE))
    found = classroom.report(one)
    jsonschema.validate(found, SCHEMA)
    assert round(sum(test["score"] for test in found["tests"]), 6) == 20.0
    assert found["status"] == "fail"
    assert "<img" not in classroom.summary(one)
    assert "&lt;img" in classroom.summary(one)


def test_one_that_is_not_gradable_is_an_error_of_the_student():
    found = classroom.report(read_back.of(made_class.refused("x", "there is no package framework/")))
    jsonschema.validate(found, SCHEMA)
    assert (found["status"], found["max_score"]) == ("error", 100.0)
    assert sum(test["score"] for test in found["tests"]) == 0


def reported(*runners):
    """What the reporter tells Classroom, and prints in its log: learned by running its built code in node."""
    told = [runner for runner in runners if runner["max_score"]]
    points = functools.reduce(operator.add, (test["score"] for one in told for test in one["tests"]), 0)
    shares = [sum(t["status"] == "pass" for t in one["tests"]) / len(one["tests"]) * one["max_score"] for one in told]
    return {"totalPoints": points, "maxPoints": sum(one["max_score"] for one in told)}, sum(shares)


@pytest.mark.parametrize(("ability", "broken"), [(0.0, ()), (0.4, ()), (0.7, ()), (0.9, ()), (1.0, ()), (0.9, RULE)])
def test_both_sums_of_the_reporter_are_the_total(ability, broken):
    one = read_back.of(made_class.result("x", ability, random.Random(7), broken))
    outputs = classroom.outputs(one)
    for told in outputs.values():
        jsonschema.validate(told, SCHEMA)
    total = round(one.score, 2)
    words, logged = reported(outputs["tests"], outputs["points"], outputs["missed"])
    assert words == {"totalPoints": total, "maxPoints": 100}
    assert logged == total
    assert reported(outputs["result"])[0]["totalPoints"] == total  # a workflow with one runner


def test_a_perfect_one_passes_everywhere():
    card = made_class.result("x", 1.0, random.Random(7))
    one = msgspec.structs.replace(read_back.of(card), score=100.0)
    assert {told["status"] for told in classroom.outputs(one).values()} == {"pass"}
