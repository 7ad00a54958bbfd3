"""A new assignment runs as it is made, by the three commands that the page begins with; it is whole, and killed."""

import json

import pytest

from grader import settings
from grader.checkup.folder import faults
from grader.checkup.new import EMPTY, copied
from grader.errors import Unreadable
from tests.commands import python


def test_three_commands_lead_from_nothing_to_a_graded_solution(tmp_path):
    folder = str(tmp_path / "mine")
    made = python("-m", "grader", "new", folder)
    assert (made.returncode, made.stderr) == (0, "")
    commands = [line.split()[1:] for line in made.stdout.splitlines() if line.startswith("    python ")]
    assert len(commands) == 2
    built, graded = (python(*command, *more) for command, more in zip(commands, ([], ["--out", folder]), strict=True))
    assert (built.returncode, graded.returncode) == (0, 0), built.stderr + graded.stderr
    score = json.loads((tmp_path / "mine" / "scores.json").read_text())
    assert (score["score"], score["max_score"], score["policy"]["violations"]) == (10.0, 10.0, [])
    validated = python("-m", "grader", "validate", "--assignment", folder, "--processes", "1")
    assert validated.returncode == 0, validated.stdout
    assert "not named" not in validated.stdout


def test_nothing_is_missing_in_it(tmp_path, monkeypatch):
    assignment = copied(tmp_path / "mine")
    monkeypatch.setenv(settings.CHOSEN, str(tmp_path / "mine"))
    assert list(faults(assignment)) == []


def test_what_students_start_from_is_noted_as_it_would_be_built(tmp_path):
    copied(tmp_path / "mine")
    before = (tmp_path / "mine" / "handed_out.json").read_bytes()
    assert python("-m", "handout", "build", "--assignment", str(tmp_path / "mine")).returncode == 0
    assert (tmp_path / "mine" / "handed_out.json").read_bytes() == before == (EMPTY / "handed_out.json").read_bytes()


def test_what_is_there_is_never_touched(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Unreadable, match="expected a folder that is not there yet"):
        copied(tmp_path)
    done = python("-m", "grader", "new", str(tmp_path))
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
