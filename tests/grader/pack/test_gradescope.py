"""The archive for Gradescope and the words in its results: every field, the same bytes, nothing of hidden tests."""

import hashlib
import json
import random
import zipfile
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from grader.pack import build, container_limits, earlier, gradescope
from grader.pack.command import app
from grader.pack.gradescope_run import handed_in
from grader.pack.leaderboard import Pace
from grader.records import MIB
from grader.report import read_back
from grader.scoring.scorecard import Notice
from tests.commands import python
from tests.grader import made_class

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text())
BROKEN_RULE = (Notice("no-autograd", "framework/linear.py", 7, "torch.autograd <b>& co</b>"),)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return build.gradescope(tmp_path_factory.mktemp("pack") / "autograder.zip")


def made(ability=0.7, violations=()):
    return read_back.of(made_class.result("someone", ability, random.Random(5), violations))


def test_a_second_failure_tells_of_one():
    former = gradescope.results(made(), 3.0)
    first = earlier.earlier([{"submission_time": "2026-01-01", "score": 1, "results": former}])
    second = earlier.earlier([{"submission_time": "2026-01-02", "score": 1, "results": first}])
    assert second["output"].count("not your fault") == 1
    assert second["output"].endswith(former["output"])
    jsonschema.validate(second, SCHEMA)


def test_a_score_without_results_is_kept_as_well():
    former = [{"submission_time": "2026-01-01", "score": 41.5}, {"score": float("nan")}, None, "lost"]
    kept = earlier.earlier(former)
    assert kept["score"] == 41.5
    jsonschema.validate(kept, SCHEMA)
    assert earlier.earlier([{"score": True}, {"score": None}]) is None


def test_every_field_and_nothing_of_hidden_tests():
    one = made()
    found = gradescope.results(one, 12.5, Pace(0.4, 0.2, 0.4))
    jsonschema.validate(found, SCHEMA)
    assert {row["visibility"] for row in found["tests"]} == {"visible"}  # a hidden one would hide the total
    assert [row["name"] for row in found["leaderboard"]][1:] == [
        "Test error of test.py (%)",
        "Training time / PyTorch's",
    ]
    text = json.dumps(found)
    for exercise in one.exercises:
        for test in exercise.tests:
            shown = test.message and test.message in text
            assert bool(shown) == (bool(test.message) and test.visibility == "visible")


def test_a_capped_one_says_why_and_is_on_no_leaderboard():
    found = gradescope.results(made(0.9, BROKEN_RULE), 1.0, Pace(0.4, 0.2, 0.4))
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 20.0
    assert "framework/linear.py:7: torch.autograd <b>& co</b>" in found["output"]
    assert found["output_format"] == "text"  # so that <b> stays four characters
    assert [row["name"] for row in found["leaderboard"]] == ["Points"]


def test_one_that_is_not_gradable_says_why():
    found = gradescope.results(read_back.of(made_class.refused("x", "there is no package framework/")), 1.0)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 0
    assert "There is no package framework/." in found["output"]


def test_the_command_gives_the_same_bytes_each_time(archive, tmp_path):
    again = tmp_path / "again.zip"
    done = python("-m", "grader", "pack", "gradescope", "--out", str(again))
    assert (done.returncode, done.stdout) == (0, f"{again}\n"), done.stderr
    assert hashlib.sha256(archive.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()


def test_what_is_in_it(archive):
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in packed.infolist()}
        pinned = packed.read("requirements.txt").decode().splitlines()[1:]
        assert len({line.partition("==")[0] for line in pinned}) == len(pinned)
    assert {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "grader/assignment/suites/test_linear.py",
        "reference/twin.py",
    } <= names
    assert not [name for name in names if name.startswith(("framework", "handout", "tests", "test.py"))]
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert all("==" in line for line in pinned)
    assert any(line.startswith("torch==") for line in pinned)
    assert not [line for line in pinned if line.startswith(("pytest-xdist", "jinja2", "typer", "jsonschema"))]


def test_grading_needs_nothing_that_was_left_out():
    names = "xdist sklearn jsonschema selenium distributed libcst tomli_w nbclient ipykernel"
    hidden = f"import sys; sys.modules.update(dict.fromkeys({names!r}.split()))"
    done = python("-c", f"{hidden}; import grader.pack.gradescope_run, grader.pack.classroom")
    assert done.returncode == 0, done.stderr
    pages = "import sys; sys.modules.update(jinja2=None, typer=None)"
    done = python("-c", f"{pages}; import grader.pack.gradescope_run")
    assert done.returncode == 0, done.stderr


def test_a_place_that_cannot_be_written_is_wrong_usage(tmp_path):
    (tmp_path / "folder").mkdir()
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "folder")])
    assert done.exit_code == 2
    assert "expected a file to write, such as autograder.zip, got a folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "a.zip"), "--torch-index", "$(reboot)"])
    assert done.exit_code == 2


def test_room_in_a_container(tmp_path):
    assert container_limits.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text("max\n")
    assert container_limits.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text(f"{768 * MIB}\n")
    assert container_limits.limits(tmp_path).memory_bytes == (768 * MIB) - container_limits.OURS
    (tmp_path / "memory.max").write_text(f"{64 * MIB}\n")
    assert container_limits.limits(tmp_path).memory_bytes == container_limits.LEAST


def test_what_was_handed_in(tmp_path):
    (tmp_path / "work.zip").write_bytes(b"")
    assert handed_in(tmp_path) == tmp_path / "work.zip"
    (tmp_path / "test.py").write_bytes(b"")
    assert handed_in(tmp_path) == tmp_path
