"""A replica of Gradescope's folders: real limits, root without namespaces, and a grader that fails."""

import json
import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import torch

from grader.pack import build, gradescope
from grader.records import MIB
from grader.report import read_back
from tests.grader import container, corpus, made_class, replica

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text())
linux_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="Gradescope runs as root on Linux"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return build.gradescope(tmp_path_factory.mktemp("pack") / "autograder.zip")


@pytest.fixture
def platform(archive, tmp_path):
    return replica.lay_out(archive, tmp_path)


def grade(platform, **environment):
    if not open_to_all(sys.prefix):
        pytest.skip(f"a user without rights cannot reach the interpreter in {sys.prefix}")
    return replica.grade(platform, **environment)


def open_to_all(*paths):
    """Whether any user can reach the interpreter by the rights of folders alone."""
    return all(folder.stat().st_mode & 1 for path in paths for folder in Path(path).resolve().parents)


def results(platform):
    found = json.loads((platform / "results" / "results.json").read_text())
    jsonschema.validate(found, SCHEMA)
    return found


def before(platform):
    one = read_back.of(made_class.result("someone", 0.7, random.Random(5)))
    former = gradescope.results(one, 3.0)
    entry = {"submission_time": "2026-11-20T10:00:00.000000-08:00", "score": former["score"], "results": former}
    failed = {"submission_time": "2026-11-21T10:00:00.000000-08:00", "score": 0.0, "autograder_error": True}
    (platform / "submission_metadata.json").write_text(json.dumps({"id": 3, "previous_submissions": [entry, failed]}))
    return former


@linux_root
def test_a_right_solution_in_half_a_cpu_and_768_mb_without_namespaces(platform):
    replica.hand_in(platform)
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = grade(platform)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = results(platform)
    assert found["score"] == 100.0, used.said
    assert used.memory <= 768 * MIB
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    torch_s = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent, unit = (b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in ((began, ended), (ended, torch_s)))
    assert spent <= 14 * unit  # measured: 7 of them, however busy the machine; a ratio, for a time is none of a test
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
    (platform / "source" / "grader" / "assignment" / "rubric.toml").write_text("this is no rubric")
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


WATCHED = """
import runpy, sys
ran = set()
sys.addaudithook(lambda event, what: ran.add(what[0].co_filename) if event == "exec" else None)
try:
    runpy.run_module("grader.pack.gradescope_run", run_name="__main__", alter_sys=True)
finally:
    print("\\n".join(sorted(map(str, ran))), file=open("ran", "w"))
"""
ONLY_IF = {"earlier.py", "notebook.py"}  # the grader failed · a notebook was handed in


def test_everything_in_the_archive_is_run_by_a_grading(platform):
    corpus.build("plain", platform / "submission")
    source = platform / "source"
    command = [sys.executable, "-B", "-c", WATCHED, str(platform)]
    done = subprocess.run(command, cwd=source, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert results(platform)["score"] == 100.0
    packed = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    ran = {
        Path(name).relative_to(source).as_posix()
        for name in (source / "ran").read_text().split("\n")
        if name.startswith(str(source))
    }
    sent = {name for name in packed if name.startswith("grader/worker/")}  # as text, to where students' code runs
    assert {Path(name).name for name in packed - ran - sent} == ONLY_IF
    assert not [path for path in source.rglob("*") if {"mutants", "checkup", "batch", "templates"} & set(path.parts)]


def test_a_result_that_was_written_stands_whatever_comes_after(platform):
    before(platform)
    stub = platform / "python"
    stub.write_text('#!/bin/sh\necho \'{"score": 77}\' > "$4/results/results.json"\nkill -9 $$\n')
    stub.chmod(0o755)
    environment = {"AUTOGRADER_ROOT": str(platform), "AUTOGRADER_PYTHON": str(stub)}
    used = container.run("bash", str(platform / "run_autograder"), environment=environment)
    assert (used.status, results(platform)["score"]) == (0, 77), used.said


@linux_root
@pytest.mark.parametrize("metadata", [None, "no JSON", "[]", '{"previous_submissions": [{"score": "NaN"}]}'])
def test_without_an_earlier_score_none_is_made_up(platform, metadata):
    if metadata is not None:
        (platform / "submission_metadata.json").write_text(metadata)
    (platform / "results" / "results.json").write_text("left from another run")
    used = grade(platform, AUTOGRADER_SECONDS="0.01")
    assert used.status == 3
    assert "Traceback" not in used.said
    assert list((platform / "results").iterdir()) == []


def test_keeping_a_score_needs_the_standard_library_alone(platform):
    former = before(platform)
    command = [sys.executable, "-I", "-S", str(platform / "source/grader/pack/earlier.py"), str(platform)]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert results(platform)["score"] == former["score"]
