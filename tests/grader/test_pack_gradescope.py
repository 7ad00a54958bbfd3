"""The archive for Gradescope, in a replica of the platform's folders: real limits, no namespaces, failures."""

import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import torch
from typer.testing import CliRunner

from grader.pack import earlier, gradescope, room
from grader.pack.autograde import handed_in
from grader.pack.command import app
from grader.pack.pace import Pace
from grader.records import MIB
from grader.report import record
from grader.scoring import Violation
from tests.commands import python
from tests.grader import container, corpus, made_class

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text())
BROKEN_RULE = (Violation("no-autograd", "framework/linear.py", 7, "torch.autograd <b>& co</b>"),)
linux_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="Gradescope runs as root on Linux"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return gradescope.pack(tmp_path_factory.mktemp("pack") / "autograder.zip")


@pytest.fixture
def platform(archive, tmp_path):
    """/autograder, as Gradescope lays it out after the build of the image."""
    for name in ("source", "results", "submission"):
        (tmp_path / name).mkdir()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "source")
    (tmp_path / "run_autograder").write_bytes((tmp_path / "source" / "run_autograder").read_bytes())
    return tmp_path


def grade(platform, **environment):
    said = {"AUTOGRADER_ROOT": str(platform), "AUTOGRADER_PYTHON": sys.executable} | environment
    return container.run("bash", str(platform / "run_autograder"), environment=said, docker=True)


def open_to_all(*paths):
    """Whether any user can reach the interpreter by the rights of folders alone."""
    return all(folder.stat().st_mode & 1 for path in paths for folder in Path(path).resolve().parents)


def results(platform):
    found = json.loads((platform / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)
    return found


def made(ability=0.7, violations=()):
    return record.of(made_class.result("someone", ability, random.Random(5), violations))  # noqa: S311


def before(platform, **more):
    former = gradescope.results(made(), 3.0) | more
    entry = {"submission_time": "2026-11-20T10:00:00.000000-08:00", "score": former["score"], "results": former}
    failed = {"submission_time": "2026-11-21T10:00:00.000000-08:00", "score": 0.0, "autograder_error": True}
    (platform / "submission_metadata.json").write_text(json.dumps({"id": 3, "previous_submissions": [entry, failed]}))
    return former


@linux_root
def test_a_right_solution_in_half_a_cpu_and_768_mb_without_namespaces(platform):
    corpus.build("plain", platform / "submission")
    (platform / "submission" / "plain").rename(platform / "submission" / "one folder down")
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = grade(platform)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = results(platform)
    assert found["score"] == 100.0, used.said
    assert used.memory <= 768 * MIB
    assert ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime <= 30  # a minute at half a CPU
    assert found["execution_time"] <= 60
    walls = found["extra_data"]["walls"]
    if used.limited or open_to_all(sys.base_prefix, torch.__file__):
        assert "no capability" in walls["user"]
    assert "refused" in walls["namespaces"]
    assert "seccomp" in walls["syscalls"]
    board = {row["name"]: row["value"] for row in found["leaderboard"]}
    assert board["Points"] == 100.0
    assert 0 <= board["Test error of test.py (%)"] < 40
    assert 0 < board["Training time / PyTorch's"] < 20


@linux_root
def test_a_grader_that_fails_keeps_the_earlier_score(platform):
    former = before(platform)
    (platform / "source" / "grader" / "rubric.toml").write_text("this is no rubric")
    used = grade(platform)
    found = results(platform)
    assert (used.status, found["score"], found["tests"]) == (0, former["score"], former["tests"])
    assert "not your fault" in found["output"]
    assert "2026-11-20" in found["output"]


@linux_root
def test_a_grader_that_is_killed_or_slow_keeps_the_earlier_score(platform):
    former = before(platform)
    corpus.build("plain", platform / "submission")
    used = grade(platform, AUTOGRADER_SECONDS="1")
    assert "status 124" in used.said
    assert results(platform)["score"] == former["score"]


@linux_root
@pytest.mark.parametrize("metadata", [None, "no JSON", "[]", '{"previous_submissions": [{"score": "NaN"}]}'])
def test_without_an_earlier_score_none_is_made_up(platform, metadata):
    if metadata is not None:
        (platform / "submission_metadata.json").write_text(metadata)
    used = grade(platform, AUTOGRADER_PYTHON=sys.executable, AUTOGRADER_SECONDS="0.01")
    assert used.status == 3
    assert "Traceback" not in used.said
    assert list((platform / "results").iterdir()) == []


def test_keeping_a_score_needs_the_standard_library_alone(platform):
    former = before(platform)
    command = [sys.executable, "-I", "-S", str(platform / "source/grader/pack/earlier.py"), str(platform)]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert results(platform)["score"] == former["score"]


def test_a_second_failure_tells_of_one():
    former = gradescope.results(made(), 3.0)
    first = earlier.earlier([{"submission_time": "2026-01-01", "score": 1, "results": former}])
    second = earlier.earlier([{"submission_time": "2026-01-02", "score": 1, "results": first}])
    assert second["output"].count("not your fault") == 1
    assert second["output"].endswith(former["output"])
    jsonschema.validate(second, SCHEMA)


def test_a_score_without_results_is_kept_as_well():
    kept = earlier.earlier([{"submission_time": "2026-01-01", "score": 41.5}, {"score": float("nan")}])
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
    found = gradescope.results(record.of(made_class.refused("x", "there is no package framework/")), 1.0)
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
    assert {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "grader/suites/test_linear.py",
        "reference/twin.py",
    } <= names
    assert not [name for name in names if name.startswith(("framework", "handout", "tests", "test.py"))]
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert all("==" in line for line in pinned)
    assert any(line.startswith("torch==") for line in pinned)
    assert not any(line.startswith("pytest-xdist") for line in pinned)


def test_a_place_that_cannot_be_written_is_wrong_usage(tmp_path):
    (tmp_path / "folder").mkdir()
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "folder")])
    assert done.exit_code == 2
    assert "folder cannot be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "a.zip"), "--torch-index", "$(reboot)"])
    assert done.exit_code == 2


def test_room_in_a_container(tmp_path):
    assert room.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text("max\n")
    assert room.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text(f"{768 * MIB}\n")
    assert room.limits(tmp_path).memory_bytes == (768 * MIB) - room.OURS
    (tmp_path / "memory.max").write_text(f"{64 * MIB}\n")
    assert room.limits(tmp_path).memory_bytes == room.LEAST


def test_what_was_handed_in(tmp_path):
    (tmp_path / "work.zip").write_bytes(b"")
    assert handed_in(tmp_path) == tmp_path / "work.zip"
    (tmp_path / "test.py").write_bytes(b"")
    assert handed_in(tmp_path) == tmp_path
