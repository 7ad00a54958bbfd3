"""What the public tests show before anything is handed in: the classic mistakes, and most others in values.

The public tests run as students run them, in a copy of the handout, with one mistake of the corpus in the solution.
"""

import json

import pytest

from grader.checkup.validate import corpus
from tests.commands import python
from tests.handout.student import copy

CLASSICS = (
    "mse_gradient_sign",
    "mse_gradient_over_samples",
    "mse_gradient_without_two",
    "cross_entropy_gradient_undivided",
    "cross_entropy_gradient_is_softmax",
    "softmax_diagonal",
    "tanh_derivative_of_the_output",
    "sigmoid_derivative_of_the_output",
    "relu_in_place",
    "linear_dw_overwritten",
    "sequential_backward_forward_order",
    "adam_constant_correction",
    "adam_moments_rebound",
)
IN_VALUES = ("linear", "activations", "losses", "sequential", "optimizers")
EACH = 6  # of so many mistakes one is tried: all of them take minutes, and `python -m grader validate` tries them
DRIVER = """
import importlib, json, sys
from pathlib import Path
import msgspec
from checks import settings
from checks.scoring.outcomes import Journal
from checks.student import local
from checks.testing import session

everything = settings.read()
sys.dont_write_bytecode = True
for place, keys in json.loads(Path("todo.json").read_text("utf-8")):
    for name in [name for name in sys.modules if name.partition(".")[0] == "framework"]:
        del sys.modules[name]
    sys.path.insert(0, place)
    package = importlib.import_module("framework")
    rubric = everything.rubric
    rubric = msgspec.structs.replace(rubric, exercises={key: rubric.exercises[key] for key in keys})
    journal = Journal(rubric)
    assignment = msgspec.structs.replace(everything, rubric=rubric)
    session.run(assignment, lambda _: local.student(package), seed=0, journal=journal)
    sys.path.remove(place)
    print(json.dumps([f"{each.exercise}.{each.name}" for each in journal if each.kind == "failed"]))
"""


def failed(folder, wanted):
    """The public tests that fail for each submission, of the exercises that are asked for."""
    home = copy(folder / "handout")
    todo = []
    for submission, exercises in wanted:
        place = folder / submission.id
        for name, content in submission.files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        todo.append((str(place), exercises))
    (home / "todo.json").write_text(json.dumps(todo), "utf-8")
    lines = python("-c", DRIVER, cwd=home).stdout.splitlines()
    return dict(zip((submission.id for submission, _ in wanted), map(json.loads, lines), strict=True))


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Mistake → the public tests of its own exercise that fail."""
    known, solution = corpus.mutants(), corpus.solution()
    some = [name for name, mutant in known.items() if mutant.exercise in IN_VALUES][::EACH]
    names = dict.fromkeys((*CLASSICS, *some))
    wanted = [(corpus.mutate(solution, known[name]), [known[name].exercise]) for name in names]
    return failed(tmp_path_factory.mktemp("mistakes"), wanted)


@pytest.mark.parametrize("name", CLASSICS)
def test_a_classic_mistake_is_seen(seen, name):
    assert seen[name]


def test_three_of_four_mistakes_in_values_are_seen(seen):
    others = [tests for name, tests in seen.items() if name not in CLASSICS]
    assert len(others) > 30
    assert sum(map(bool, others)) >= 0.75 * len(others)
