"""The notebook's own code: it runs on the solution, sees what is wrong, and ends with a sentence at a stub."""

import ast
import sys
from contextlib import contextmanager

import matplotlib.pyplot as plt
import pytest
import torch

import framework
from handout.exercises import Home, exercises
from handout.notebook import START

LESSONS = Home().handout / "lessons"
CELLS = {path.stem: path.read_text("utf-8") for path in sorted(LESSONS.glob("*.ipy"))}
TRAIN = CELLS.pop("train")


@contextmanager
def not_yet():
    try:
        yield
    except NotImplementedError as stub:
        sys.stdout.write(f"Not yet: {stub}\n")


def run(text, **replaced):
    """A cell on the solution, or on one with other parts."""
    package = type("Package", (), {**vars(framework), **replaced})
    exec(text, {"not_yet": not_yet, "fresh": lambda: package})  # noqa: S102 (it is ours)


@pytest.fixture(autouse=True)
def _no_window():
    plt.switch_backend("Agg")
    yield
    plt.close("all")


def test_every_cell_belongs_to_an_exercise_and_stands_alone():
    assert {name.partition("-")[2] for name in CELLS} <= {exercise.id for exercise in exercises(Home())}
    assert {name.partition("-")[0] for name in CELLS} == {"gradient", "look"}
    for text in (*CELLS.values(), TRAIN.replace("%matplotlib inline", "")):
        made = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert {"not_yet", "fresh"} <= made
        assert "import torch" in text


@pytest.mark.parametrize("name", CELLS)
def test_on_the_solution_each_shows_something_and_puts_the_default_back(name, capsys):
    run(CELLS[name])
    said = capsys.readouterr().out
    assert said or plt.get_fignums()
    assert "Not yet" not in said
    assert "does not fit" not in said
    assert "nothing was said" not in said
    assert torch.get_default_dtype() == torch.float32


def test_a_wrong_backward_is_seen_in_its_line(capsys):
    class Tanh(framework.Tanh):
        def derivative(self, v):
            return 1 - v**2

    run(CELLS["gradient-activations"], Tanh=Tanh)
    wrong = [line for line in capsys.readouterr().out.splitlines() if "does not fit" in line]
    assert [line.split()[0] for line in wrong] == ["Tanh"]


def test_what_is_still_a_stub_is_a_sentence(capsys):
    class Linear(framework.Linear):
        def backward(self, gradwrtoutput):
            raise NotImplementedError("Linear.backward")

    for text in (CELLS["gradient-linear"], CELLS["look-linear"], CELLS["look-sequential"]):
        run(text, Linear=Linear)
        assert "Not yet: Linear.backward" in capsys.readouterr().out


def test_a_notebook_without_its_folder_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run(START)
    assert "Download the whole archive" in capsys.readouterr().out


def test_what_is_trained_is_the_network_of_the_task():
    sizes = [tuple(map(ast.literal_eval, node.args)) for node in ast.walk(ast.parse(TRAIN.replace("%", "#", 1)))
             if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "Linear"]  # fmt: skip
    assert sizes == [(2, 25), (25, 25), (25, 25), (25, 2)]
    assert sum((i + 1) * o for i, o in sizes) == 1427  # as the lesson counts them
