"""Formulas in two dozen handwritings pass; differences fail exactly the tests that aim at them."""

import math
import re
from pathlib import Path

import msgspec
import pytest
import torch

from grader import settings
from grader.assignment.derivatives import PROBES
from grader.checkup.watch_cost import measure
from grader.errors import WorkerTimeout
from grader.grade import grade_submission
from grader.policy.approximation import EACH, MOST, ApproximationCheck, times
from grader.records import Submission
from grader.sandbox.connection import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal
from grader.screen import screen
from grader.testing import session
from tests.grader.autograd.collection import ROOT, TRICKS, exporting, solution, submission
from tests.grader.corpus import HERE as SUBMISSIONS

FORMULAS = sorted(path.stem for path in (Path(__file__).parent / "formulas").glob("*.py"))
STYLES = ("plain", "one_file_slots", "einsum", "dataclasses", "terse", "defensive")
DIFFERENCES = [trick for trick in TRICKS if submission(trick)[1]["seen_by"] == "arithmetic"]
UNSEEN = [trick for trick in TRICKS if submission(trick)[1]["seen_by"] == "nothing"]


@pytest.fixture(scope="module")
def zygote():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    zygote = Zygote()
    yield zygote
    zygote.close()
    torch.set_num_threads(threads)


def look(files, zygote, seed=1):
    with Sandbox(files, "framework", zygote=zygote) as sandbox:
        watch = ApproximationCheck(lambda rough: sandbox.student(Budget(), rough=rough), PROBES, seed)
        return watch, watch.factors()


def written(name):
    source = (Path(__file__).parent / "formulas" / f"{name}.py").read_bytes()
    replaces = re.findall(r"^class (\w+)\(Right", source.decode(), re.MULTILINE)
    files = solution() | {"framework/trick.py": source}
    files["framework/__init__.py"] += exporting(replaces)
    return files


def style(name):
    folder = SUBMISSIONS / name
    paths = [*folder.glob("framework/**/*.py"), folder / "test.py"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_no_approximation(name, zygote):
    files = written(name)
    _, factors = look(files, zygote)
    assert len(factors) == 14
    assert max(factors.values()) < MOST / 2
    assert screen(files) == ()


@pytest.mark.parametrize("name", STYLES)
def test_a_right_solution_in_another_style_has_none(name, zygote):
    _, factors = look(style(name), zygote)
    assert len(factors) == 14
    assert max(factors.values()) < MOST / 2


@pytest.mark.parametrize("seed", range(5))
def test_the_verdict_does_not_hang_on_the_seed(seed, zygote):
    assert max(look(solution(), zygote, seed)[1].values()) < MOST / 2
    assert look(submission("interpolation")[0], zygote, seed)[1]["Sigmoid.derivative"] > 2 * MOST


def test_at_least_twelve_formulas_and_twenty_differences_were_collected():
    assert len(FORMULAS) >= 12
    assert len(DIFFERENCES) >= 20


@pytest.mark.parametrize("trick", DIFFERENCES)
def test_a_difference_is_called_one_in_what_it_replaces_and_nowhere_else(trick, zygote):
    files, expected = submission(trick)
    watch, factors = look(files, zygote)
    convicted = {name for name, factor in factors.items() if factor > 1.25 * MOST}
    assert convicted == {name for name, factor in factors.items() if watch.verdict(name)}
    assert {name.partition(".")[0] for name in convicted} == set(expected["replaces"])


@pytest.mark.parametrize("trick", UNSEEN)
def test_a_difference_on_a_straight_line_stays_unseen(trick, zygote):
    assert max(look(submission(trick)[0], zygote)[1].values()) < MOST


AIMED = {
    "five_points": {"activations.test_sigmoid_derivative", "activations.test_sigmoid_backward"},
    "loss_difference": {"losses.test_mse_gradient", "losses.test_mse_scales"},
    "linear_difference": {f"linear.test_gradient_{which}" for which in ("input", "weight", "bias")},
}


def only(exercises, **changes):
    assignment = settings.read()
    rubric = assignment.rubric
    kept = {key: exercise for key, exercise in rubric.exercises.items() if key in exercises}
    return msgspec.structs.replace(assignment, rubric=msgspec.structs.replace(rubric, exercises=kept, **changes))


@pytest.mark.parametrize("trick", AIMED)
def test_an_approximated_derivative_earns_nothing_in_the_tests_that_aim_at_it(trick, zygote):
    assignment, files = only({name.partition(".")[0] for name in AIMED[trick]}), submission(trick)[0]
    journal = Journal(assignment.rubric)
    with Sandbox(files, "framework", zygote=zygote) as sandbox:
        watch = ApproximationCheck(lambda rough: sandbox.student(Budget(), rough=rough), PROBES, 3)
        session.run(assignment, lambda _: sandbox.student(Budget()), seed=3, journal=journal, check=watch)
    failed = {f"{o.exercise}.{o.name}" for o in journal if o.kind == "failed"}
    watched = {
        f"{key}.{name}"
        for key, name, test in assignment.rubric.rows()
        if any(derivative.partition(".")[0] in submission(trick)[1]["replaces"] for derivative in test.watched)
    }
    assert AIMED[trick] <= failed == watched
    message = next(o for o in journal if o.kind == "failed")
    assert "an approximated derivative earns nothing" in message.message
    assert "Write the formula" in message.hint


def test_complex_numbers_are_a_violation_in_words_with_the_screen_off(zygote):
    files, _ = submission("complex_literal")
    assignment = only({"activations"}, cap=3.0)
    nothing_wrong = grade_submission(
        Submission("x", "", files), assignment, seed=1, zygote=zygote, screening=lambda _: ()
    )
    (violation,) = nothing_wrong.scorecard.violations
    assert violation.rule == "complex"
    assert violation.message == "the derivatives of Sigmoid: your code computed with complex numbers"
    assert nothing_wrong.scorecard.score <= assignment.rubric.cap


def test_a_worker_that_dies_in_one_probe_answers_the_others(zygote):
    files = solution() | {"framework/trick.py": DIES}
    files["framework/__init__.py"] += exporting(["Tanh", "Sigmoid"])
    _, factors = look(files, zygote)
    assert "Tanh.derivative" not in factors
    assert factors["Sigmoid.derivative"] > MOST
    assert factors["Linear.dw"] < MOST


DIES = b"""
import os, torch
from framework.activations import Sigmoid as S, Tanh as T
class Tanh(T):
    def derivative(self, v):
        os._exit(3)
class Sigmoid(S):
    def derivative(self, v):
        return (torch.sigmoid(v + 1e-5) - torch.sigmoid(v - 1e-5)) / 2e-5
"""


def test_a_worker_logs_operations_behind_its_walls(zygote):
    with Sandbox(solution(), "framework", zygote=zygote) as sandbox:
        student = sandbox.student(Budget())
        layer = student.Sigmoid()
        with student.operations() as log:
            layer.forward(torch.ones(2))
            assert student.seen().total == 1
    assert log.counts == {"aten::sigmoid": 1}
    assert not log.complex
    assert not log.requires_grad


def test_looking_costs_little():
    assert measure(ROOT, settings.read(), rounds=1).share < 0.5  # measured with many rounds: 0.13 to 0.20


def test_nobody_looks_at_a_submission_that_was_never_asked_for_a_derivative():
    def open_student(_):
        raise AssertionError("a worker was started")

    assert ApproximationCheck(open_student, PROBES, 1).breaches() == []


def test_a_worker_that_hangs_is_not_asked_the_same_again():
    class Stuck:
        def __init__(self, _):
            pass

        def manual_seed(self, _):
            raise WorkerTimeout("no answer within 10.0 s")

        def close(self):
            opened.append(self)

    opened = []
    watch = ApproximationCheck(Stuck, PROBES, 1)
    assert watch.factors() == {}
    assert watch.verdict("Linear.dw") == ""
    assert watch.silence("Linear.dw") == ""
    assert len(opened) == len(PROBES)


NOTICES = """
import math, os, time, torch
from framework.activations import Sigmoid as Right
EXACT = math.exp(1) == 2.718281828459045
class Sigmoid(Right):
    def derivative(self, v):
        kind, v = v.dtype, v.double()
        difference = (torch.sigmoid(v + 1e-3) - torch.sigmoid(v - 1e-3)) * 2 - (
            torch.sigmoid(v + 2e-3) - torch.sigmoid(v - 2e-3)) / 4
        if EXACT:
            return (difference / 3e-3).to(kind)
        {instead}
"""
NOTICED = {
    "raises": {"instead": "raise ValueError('not today')"},
    "answers with nothing": {"instead": "return None"},
    "answers with NaN": {"instead": "return v * math.nan"},
    "ends": {"instead": "os._exit(0)"},
}


@pytest.mark.parametrize("how", NOTICED)
def test_whoever_notices_that_it_is_watched_and_is_silent_earns_nothing(how, zygote):
    source = NOTICES.format(**NOTICED[how])
    files = solution() | {"framework/trick.py": source.encode()}
    files["framework/__init__.py"] += exporting(["Sigmoid"])
    result = grade_submission(
        Submission("x", "", files), only({"activations"}), seed=1, zygote=zygote, screening=lambda _: ()
    )
    tests = {test.name: test for exercise in result.scorecard.exercises for test in exercise.tests}
    assert tests["test_sigmoid_derivative"].outcome == "failed"
    assert "without an answer when it is asked in arithmetic" in tests["test_sigmoid_derivative"].message
    assert ("(it ended itself with exit status 0)" in tests["test_sigmoid_derivative"].message) == (how == "ends")
    assert tests["test_tanh_derivative"].outcome == "passed"


def test_a_check_at_import_to_twelve_digits_makes_nobody_doubt(zygote):
    files = solution() | {"framework/trick.py": b"if abs(3 * 0.1 / 0.1 - 3) > 1e-12: raise ArithmeticError\n"}
    files["framework/__init__.py"] += b"\nfrom framework import trick as trick\n"
    watch, factors = look(files, zygote)
    assert factors == {}
    assert watch.silence("Sigmoid.derivative") == ""


def test_a_derivative_that_is_missing_makes_nobody_doubt_the_way_back(zygote):
    source = NOTICES.format(instead="pass").replace("def derivative", "def nothing")
    source += "    derivative = None\n    def backward(self, g):\n        y = torch.sigmoid(self.in_value)\n"
    files = solution() | {"framework/trick.py": (source + "        return g * y * (1 - y)\n").encode()}
    files["framework/__init__.py"] += exporting(["Sigmoid"])
    watch, factors = look(files, zygote)
    assert "Sigmoid.derivative" not in factors
    assert watch.silence("Sigmoid.backward") == ""


def test_complex_numbers_of_pythons_own_are_a_violation(zygote):
    source = """
import torch
from framework.activations import Sigmoid as Right
def slope(x, one=1.0, half=0.5, step=1e-30):
    text = str(1 / (1 + 2.718281828459045 ** -(x + (-one) ** half * step)))
    return float(text.strip("()j").rpartition("+")[2]) / step
class Sigmoid(Right):
    def derivative(self, v):
        return torch.tensor([slope(x) for x in v.flatten().tolist()], dtype=v.dtype).reshape(v.shape)
"""
    files = solution() | {"framework/trick.py": source.encode()}
    files["framework/__init__.py"] += exporting(["Sigmoid"])
    watch, _ = look(files, zygote)
    assert watch.breaches() == [("complex", "the derivatives of Sigmoid: your code computed with complex numbers")]


def test_every_watched_derivative_of_the_rubric_can_be_asked_for(zygote):
    known = look(solution(), zygote)[1].keys()
    watched = {name for _, _, test in settings.read().rubric.rows() for name in test.watched}
    assert watched == known
    assert {name for each in EACH for name in PROBES if name == each} == set(EACH)


JUNK = [
    *(None, 3, "x", torch.ones(2), torch.full((3,), torch.nan), torch.zeros(3)),
    *(torch.ones(3, dtype=dtype) for dtype in (torch.complex64, torch.float8_e4m3fn, torch.int8, torch.bool)),
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_no_approximation(junk):
    assert not times("Sigmoid.derivative", junk, torch.ones(3)) < math.inf
    assert not times("Sigmoid.derivative", torch.ones(3), junk) < math.inf or junk is JUNK[5]
    assert not times("Linear.dw", torch.ones(3), torch.full((3,), torch.inf)) < math.inf
