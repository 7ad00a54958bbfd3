"""`python -m grader pack`: what cannot be written, or is no address, is said in a sentence."""

import pytest
from typer.testing import CliRunner

from grader.pack.command import app


def test_a_place_that_cannot_be_written_is_wrong_usage(tmp_path):
    (tmp_path / "folder").mkdir()
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "folder")])
    assert done.exit_code == 2
    assert "expected a file to write, such as autograder.zip, got a folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "a.zip"), "--torch-index", "$(reboot)"])
    assert done.exit_code == 2


@pytest.mark.parametrize("index", ["a'b", 'a"b', "a\\b", "`reboot`", "a\nb"])
def test_nothing_gets_into_the_shell_of_the_image(index, tmp_path):
    done = CliRunner().invoke(app, ["gradescope", "--out", str(tmp_path / "a.zip"), "--torch-index", index])
    assert done.exit_code == 2
    assert "--torch-index: expected an address" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("platform", ["gradescope", "github"])
def test_below_a_file_nothing_can_be_written(platform, tmp_path):
    (tmp_path / "file").touch()
    done = CliRunner().invoke(app, [platform, "--out", str(tmp_path / "file" / "below")])
    assert done.exit_code == 2
    assert done.stderr.endswith("cannot be written: Not a directory\n") or "File exists" in done.stderr


@pytest.mark.parametrize(("platform", "name"), [("gradescope", "autograder.zip"), ("github", "github-classroom")])
def test_it_says_where_it_lies(platform, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [platform])
    assert (done.exit_code, done.stdout) == (0, f"{name}\n")
    assert (tmp_path / name).exists()
