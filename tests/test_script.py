"""`test.py` as a process, with right and wrong arguments."""

import json
import re
import runpy
import sys

import pytest

from tests.commands import ROOT, python

LINES = re.compile(r"^train error: (\d+\.\d\d) %\ntest error: (\d+\.\d\d) %\n\Z")


def errors(done):
    assert done.returncode == 0, done.stderr
    found = LINES.match(done.stdout)
    assert found, done.stdout
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("arguments", [(), ("--disk", "course")], ids=str)
def test_the_defaults_learn_the_disk(arguments):
    done = python("test.py", *arguments)
    train, test = errors(done)
    assert train < 2
    assert test < 3
    assert len(re.findall(r"^epoch .* loss \d+\.\d+$", done.stderr, re.MULTILINE)) == 25


def test_one_seed_gives_one_result_and_another_another():
    first, again, other = (python("test.py", "--epochs", "1", "--seed", s).stderr for s in "112")
    assert first == again != other


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("loss", ["mse", "cross-entropy"])
def test_everything_else_can_be_asked_for(optimizer, loss, tmp_path):
    figure, record = tmp_path / "figure.png", tmp_path / "run.json"
    arguments = f"--optimizer {optimizer} --loss {loss} --epochs 10 --batch-size 20 --samples 500 --disk course"
    done = python("test.py", *arguments.split(), "--figure", str(figure), "--json", str(record))
    train, test = errors(done)
    assert figure.read_bytes().startswith(b"\x89PNG")
    said = json.loads(record.read_text())
    assert (round(said["train_error"], 2), round(said["test_error"], 2)) == (train, test)
    assert said["radius"] == pytest.approx(0.39894228)
    assert len(said["losses"]) == 10
    assert said["losses"][-1] < said["losses"][0]
    assert (said["optimizer"], said["loss"], said["samples"]) == (optimizer, loss, 500)


def test_a_loss_that_diverged_is_said_and_is_null_in_json(tmp_path):
    done = python("test.py", "--lr", "1e30", "--epochs", "1", "--json", str(tmp_path / "run.json"))
    errors(done)
    assert "smaller --lr" in done.stderr
    assert json.loads((tmp_path / "run.json").read_text())["losses"] == [None]


@pytest.fixture
def here(monkeypatch, capsys):
    """Run the script in this process, where torch is there already: it ends while it reads its arguments."""

    def run(arguments):
        monkeypatch.setattr(sys, "argv", ["test.py", *arguments.split()])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as left:
            runpy.run_path(str(ROOT / "test.py"), run_name="__main__")
        return left.value.code, *capsys.readouterr()

    return run


WRONG = """
--epochs 0 | --epochs x | --lr -1 | --lr nan | --disk moon | --optimizer lbfgs | --loss l1 | --samples 1
--samples 99999999999 | --batch-size 0 | --seed -1 | --seed 99999999999999999999 | --device nowhere | --device meta
--figure picture.bmp | --json /nowhere/run.json | surplus | --unknown
"""


@pytest.mark.parametrize("wrong", [w.strip() for line in WRONG.strip().splitlines() for w in line.split("|")])
def test_a_wrong_value_gets_one_line_and_status_2(wrong, here):
    status, out, err = here(wrong)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("test.py: ")


def test_a_wrong_value_in_a_process_of_its_own():
    done = python("test.py", "--epochs", "0")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("wrong", ["--lr x", "--batch-size 1.5", "--device tpu", "--device cpu:x"])
def test_what_is_no_such_value_hears_what_would_be(wrong, here):
    _, _, said = here(wrong)
    assert "invalid" not in said
    assert re.search(r"expected (a|one of)|cannot use 'cpu:x'", said)


def test_help_lists_every_option():
    done = python("test.py", "--help")
    assert "None" not in done.stdout, "a default that is none is no default"
    for option in [
        "disk",
        "epochs",
        "batch-size",
        "lr",
        "optimizer",
        "loss",
        "samples",
        "seed",
        "device",
        "figure",
        "json",
    ]:
        assert f"--{option}" in done.stdout


def test_matplotlib_is_not_loaded_unless_a_figure_is_asked_for():
    done = python("-X", "importtime", "test.py", "--epochs", "1")
    assert "matplotlib" not in done.stderr
