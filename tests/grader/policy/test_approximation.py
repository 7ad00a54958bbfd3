"""Formulas in three dozen handwritings pass; differences fail exactly the tests that aim at them, however they hide."""

import re
from pathlib import Path

import msgspec
import pytest
import torch

from grader import settings
from grader.checkup.watch_cost import measure
from grader.grade import grade_submission, look_for_approximations
from grader.policy.approximation import MOST
from grader.records import Submission
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal
from grader.student.proxy import Student
from grader.testing import session
from tests.corpora import sampled
from tests.grader.autograd.collection import ROOT, TRICKS, exporting, solution, submission
from tests.grader.corpus import HERE as SUBMISSIONS

FORMULAS = sorted(path.stem for path in (Path(__file__).parent / "formulas").glob("*.py"))
STYLES = ("plain", "one_file_slots", "einsum", "dataclasses", "terse", "defensive", "loops")
DIFFERENCES = [trick for trick in TRICKS if submission(trick)[1]["seen_by"] == "arithmetic"]
UNSEEN = [trick for trick in TRICKS if submission(trick)[1]["seen_by"] == "nothing"]
EXERCISES = {
    **dict.fromkeys(("Sigmoid", "Relu", "Tanh", "Softmax"), "activations"),
    **dict.fromkeys(("MSELoss", "CrossEntropyLoss"), "losses"),
    "Linear": "linear",
    "Sequential": "sequential",
}


@pytest.fixture(scope="module")
def zygote():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    zygote = Zygote()
    yield zygote
    zygote.close()
    torch.set_num_threads(threads)


def only(exercises, **changes):
    assignment = settings.read()
    rubric = assignment.rubric
    kept = {key: exercise for key, exercise in rubric.exercises.items() if key in exercises}
    return msgspec.structs.replace(assignment, rubric=msgspec.structs.replace(rubric, exercises=kept, **changes))


def look(files, zygote, exercises=None, seed=1):
    assignment = only(exercises or set(EXERCISES.values()))
    journal = Journal(assignment.rubric)
    with Sandbox(files, "framework", zygote=zygote) as sandbox:
        check = look_for_approximations(sandbox, assignment, seed)

        def open_student(exercise):
            return Student(check.listen(exercise, sandbox.connection(Budget())))

        session.run(assignment, open_student, seed=seed, journal=journal, check=check)
    return check, journal


def refused(journal):
    return {f"{o.exercise}.{o.name}" for o in journal if "Write the formula" in o.hint}


def aiming_at(exercises, classes):
    rows = only(exercises).rubric.rows()
    return {f"{e}.{n}" for e, n, test in rows if any(each.partition(".")[0] in classes for each in test.watched)}


def written(name):
    source = (Path(__file__).parent / "formulas" / f"{name}.py").read_bytes()
    return laid_over(source, re.findall(r"^class (\w+)\(Right", source.decode(), re.MULTILINE)), source.decode()


def laid_over(source, replaces):
    files = solution() | {"framework/trick.py": source}
    files["framework/__init__.py"] += exporting(replaces)
    return files


def style(name):
    folder = SUBMISSIONS / name
    paths = [*folder.glob("framework/**/*.py"), folder / "test.py"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", sampled(FORMULAS, FORMULAS[::6]))
def test_a_formula_is_no_approximation(name, zygote):
    files, source = written(name)
    replaces = re.findall(r"^class (\w+)\(Right", source, re.MULTILINE)
    check, journal = look(files, zygote, {EXERCISES[each] for each in replaces})
    assert {each.partition(".")[0] for each in check.factors()} >= set(replaces)
    assert max(check.factors().values()) < MOST / 1.5
    assert refused(journal) == set()
    assert check.breaches() == []


@pytest.mark.parametrize("name", STYLES)
def test_a_right_solution_in_another_style_has_none(name, zygote):
    check, journal = look(style(name), zygote)
    assert check.factors().keys() == set(settings.read().settings.derivatives.names)
    assert max(check.factors().values()) < MOST / 2
    assert refused(journal) == set()
    assert check.remarks() == []


@pytest.mark.parametrize("seed", range(3))
def test_the_verdict_does_not_hang_on_the_seed(seed, zygote):
    assert max(look(solution(), zygote, {"activations"}, seed)[0].factors().values()) < MOST / 2
    assert look(submission("high_order")[0], zygote, {"activations"}, seed)[0].factors()["Sigmoid.backward"] > MOST


def test_enough_formulas_and_differences_were_collected():
    assert len(FORMULAS) >= 25
    assert len(DIFFERENCES) >= 40


@pytest.mark.parametrize("trick", sampled(DIFFERENCES, DIFFERENCES[::6]))
def test_a_difference_earns_nothing_in_what_it_replaces_and_costs_nothing_elsewhere(trick, zygote):
    files, expected = submission(trick)
    exercises = {EXERCISES[each] for each in expected["replaces"]}
    check, journal = look(files, zygote, exercises)
    names = {name for name, factor in check.factors().items() if factor > MOST}
    passed = {f"{o.exercise}.{o.name}" for o in journal if o.kind == "passed"}
    aimed = aiming_at(exercises, expected["replaces"])
    assert {name.partition(".")[0] for name in names} == set(expected["replaces"]) or not passed & aimed
    assert refused(journal) <= aimed
    for exercise, name, test in only(exercises).rubric.rows():
        assert f"{exercise}.{name}" not in passed or not names.intersection(test.watched)


@pytest.mark.parametrize("trick", UNSEEN)
def test_a_difference_on_a_straight_line_stays_unseen(trick, zygote):
    files, expected = submission(trick)
    check, _ = look(files, zygote, {EXERCISES[each] for each in expected["replaces"]})
    assert max(check.factors().values()) < MOST


def test_an_approximation_is_told_in_words(zygote):
    _, journal = look(submission("five_points")[0], zygote, {"activations"})
    outcome = next(o for o in journal if o.name == "test_sigmoid_derivative")
    assert outcome.kind == "failed"
    assert re.match(r"Sigmoid\.derivative: an error of 1e-07 in each operation came out [\d,]+ times", outcome.message)
    assert next(o for o in journal if o.name == "test_tanh_derivative").kind == "passed"


def test_complex_numbers_and_what_no_formula_needs_are_remarks(zygote):
    check, _ = look(submission("complex_tensor")[0], zygote, {"activations"})
    assert check.breaches() == []
    assert [rule for rule, _ in check.remarks()] == ["complex"]
    check, _ = look(submission("complex_pairs")[0], zygote, {"activations"})
    assert ("operation", "Sigmoid.derivative: your code used cos, sin, which no formula of this derivative needs") in (
        check.remarks()
    )


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
    "raises": "raise ValueError('not today')",
    "raises as an operation does": "return [][1]",
    "answers with nothing": "return None",
    "answers with NaN": "return v * math.nan",
    "answers in another dtype": "return v.float()",
    "ends": "os._exit(0)",
}


@pytest.mark.parametrize("how", NOTICED)
def test_whoever_notices_that_it_is_looked_at_and_is_silent_earns_nothing(how, zygote):
    files = laid_over(NOTICES.format(instead=NOTICED[how]).encode(), ["Sigmoid"])
    _, journal = look(files, zygote, {"activations"})
    outcomes = {outcome.name: outcome for outcome in journal}
    assert outcomes["test_sigmoid_derivative"].kind == "failed"
    assert "without an answer when the same is asked" in outcomes["test_sigmoid_derivative"].message
    if how == "ends":
        assert "(it ended itself with exit status 0)" in outcomes["test_sigmoid_derivative"].message
    else:
        assert outcomes["test_tanh_derivative"].kind == "passed"


SOFTMAX = """
import torch
from framework.activations import Softmax as Right
class Softmax(Right):
    def forward(self, x):
        s = super().forward(x)
        if float((s.sum(1) - 1).abs().max()) > 8 * torch.finfo(s.dtype).eps:
            raise ArithmeticError("a row does not add up to 1")
        return s
"""


def test_a_softmax_that_checks_itself_has_full_marks(zygote):
    files = laid_over(SOFTMAX.encode(), ["Softmax"])
    result = grade_submission(
        Submission("x", "", files), only({"activations"}), seed=1, zygote=zygote, screening=lambda _: ()
    )
    assert result.scorecard.score == result.scorecard.max_score


def test_nobody_looks_where_no_test_of_a_derivative_passed(zygote):
    files = laid_over(b"from framework.activations import Sigmoid, Relu\nSigmoid.derivative = None\n", ["Sigmoid"])
    assignment = only({"module"})
    with Sandbox(files, "framework", zygote=zygote) as sandbox:
        check = look_for_approximations(sandbox, assignment, 1)
        assert check.settle("module", ["test_to_string"]) == {}
    assert check.factors() == {}
    assert check.breaches() == check.remarks() == []


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


def test_looking_costs_less_than_the_suites_twice_over():
    cost = measure(ROOT, settings.read(), rounds=1)
    assert 0 < cost.without < cost.watched < 3 * cost.without  # how much exactly, `bench --watch` says
