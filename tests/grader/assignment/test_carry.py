"""Errors carried forward: what is made up for, what is not, and that our own parts are right."""

from itertools import pairwise
from types import ModuleType

import pytest
import torch

import framework
from grader import settings
from grader.assignment.carry import PARTS, Mended, Parts, mend
from grader.assignment.stand_ins import STAND_INS
from grader.assignment.suites.test_sequential import CURVE, SQUARE
from grader.assignment.watching import WATCH
from grader.records import Watch
from grader.student import local
from grader.student.proxy import Student
from grader.testing.draw import Draw, put
from grader.testing.mismatch import Blocked, Mismatch
from reference.case import Case
from reference.oracle import draw_batches, draw_weights, trained

KEEPS_IN_PRIVATE = """
class Module:
    pass
class Cell(Module):
    def __init__(self):
        self._train = True
        self.in_value = None
    train = property(lambda self: self._train)
    def switch_off(self):
        self._train = False
    def update_in_value(self, x):
        if self._train:
            self.in_value = x
"""
NAMES = ("Linear", "Sequential", "Relu", "Tanh", "MSELoss", "CrossEntropyLoss", "SGD", "Adam")


@pytest.fixture
def student() -> Student:
    return local.student(framework)


def outcomes(**wrong: str) -> dict[str, str]:
    """All tests of the rubric as passed, but those that are said to be wrong: linear__test_forward="failed"."""
    kinds = {f"{key}.{name}": "passed" for key, name, _ in settings.read().rubric.rows()}
    return kinds | {name.replace("__", "."): kind for name, kind in wrong.items()}


def test_every_part_is_spoken_of_and_shows_that_it_was_begun() -> None:
    tests = outcomes()
    assert set(STAND_INS) == set(NAMES) == set(PARTS)
    for part in PARTS.values():
        assert any(test.startswith(part.tests) for test in tests)
        assert {f"{part.exercise}.test_{name}" for name in part.core} <= tests.keys()


def test_a_test_of_several_parts_speaks_of_the_one_that_it_judged(student: Student) -> None:
    kinds = outcomes() | {"losses.test_laws[MSELoss]": "failed", "optimizers.test_dtype[Adam]": "crashed"}
    parts = Parts(student, kinds)
    assert parts.all_fallen() == ["MSELoss", "Adam"]
    assert parts.fallen("MSELoss") == ["losses.test_laws[MSELoss]"]


@pytest.mark.parametrize(
    "case",
    [
        Case(sizes=(3, 5, 2), activation="relu", loss="mse", optimizer="sgd", steps=5),
        Case(sizes=(3, 5, 2), activation="tanh", loss="cross-entropy", optimizer="adam", steps=5),
    ],
)
def test_our_own_parts_give_the_references_weights(student: Student, case: Case) -> None:
    make = {name: student.define(name, text) for name, text in STAND_INS.items()}
    with student.default_dtype(torch.float64):
        layers = []
        for i, o in pairwise(case.sizes):
            layers += [make["Linear"](i, o), make[case.activation.title()]()]
        model = make["Sequential"](*layers[:-1])
    put(model, *draw_weights(case))
    loss = make["MSELoss" if case.loss == "mse" else "CrossEntropyLoss"]()
    optimizer = make[case.optimizer.upper() if case.optimizer == "sgd" else "Adam"](model, case.lr)
    batches = draw_batches(case)
    for x, target in batches:
        student.train(model, loss, optimizer, x, target, [torch.arange(len(x))])
    for came, expected in zip(model.param(), trained(case, draw_weights(case), batches), strict=True):
        assert torch.allclose(came, expected, rtol=1e-9, atol=1e-12)
    before = [layer.in_value for layer in layers]
    assert model.predict(x).shape == (case.batch_size, 2)
    for layer, then in zip(layers, before, strict=True):
        assert then is None or torch.equal(layer.in_value, then)


def test_right_parts_are_the_students_own(student: Student) -> None:
    found = Parts(student, outcomes()).take(*NAMES)
    assert all(student.same(found[name], getattr(student, name)) for name in NAMES)


def test_one_wrong_part_is_ours(student: Student) -> None:
    parts = Parts(student, outcomes(linear__test_forward="failed"))
    found = parts.take("Linear", "Sequential")
    assert not student.same(found["Linear"], student.Linear)
    assert student.same(found["Sequential"], student.Sequential)
    assert parts.fallen("Linear") == ["linear.test_forward"]


def test_each_wrong_part_has_a_stand_in_of_its_own(student: Student) -> None:
    parts = Parts(student, outcomes(linear__test_forward="failed", optimizers__test_sgd_one_step="crashed"))
    found = parts.take("Linear", "Sequential", "SGD")
    assert [student.same(found[name], getattr(student, name)) for name in found] == [False, True, False]
    with pytest.raises(Blocked, match=r"Linear, SGD: mend linear\.test_forward"):
        parts.take("Linear", "SGD")  # and nothing of the student's is left to judge


def test_what_does_nothing_right_of_what_a_run_needs_is_not_made_up_for(student: Student) -> None:
    kinds = {name: "failed" if name.startswith("linear.") else kind for name, kind in outcomes().items()}
    begun = kinds | {"linear.test_gradient_bias": "passed"}
    for built_alone in ("linear.test_build", "linear.test_lists", "linear.test_random_start"):
        kinds[built_alone] = "passed"
    with pytest.raises(Blocked, match="leans on Linear: mend"):
        Parts(student, kinds).take("Linear", "Sequential")
    assert Parts(student, begun).take("Linear", "Sequential")


def test_an_optimizer_that_never_steps_was_not_begun(student: Student) -> None:
    stands = {f"optimizers.test_{each}[SGD]": "failed" for each in ("live", "apart", "between_steps", "dtype")}
    kinds = outcomes(optimizers__test_sgd_one_step="failed", optimizers__test_sgd_ten_steps="failed")
    assert Parts(student, kinds).take("SGD", "Linear")  # its steps are wrong, though it makes some
    with pytest.raises(Blocked):
        Parts(student, kinds | stands).take("SGD", "Linear")


def test_a_forgetful_base_costs_its_own_exercise_alone(student: Student) -> None:
    kinds = outcomes(module__test_update_in_value="failed")
    assert mend(student, kinds, "module") is student
    assert mend(student, outcomes(), "linear") is student
    mended = mend(student, kinds, "linear")
    assert isinstance(mended, Mended)
    layer, x = mended.Linear(3, 4), Draw(1).normal(2, 3, dtype=torch.float32)
    layer.forward(x)
    assert torch.equal(layer.in_value, x)
    layer.training_mode(False)
    layer.forward(2 * x)
    assert torch.equal(layer.in_value, x)
    assert student.isinstance(layer, student.Linear)
    assert student.same(mended.Sequential, student.Sequential)
    assert mend(student, outcomes(module__test_no_parameters="failed"), "training").Relu().param() == []
    curve = mended.define("Curve", CURVE)(*torch.ones(2, 3))
    curve.training_mode(False)
    curve.update_in_value(x)
    assert curve.train is False
    assert curve.in_value is None


def test_a_right_base_keeps_its_own_ways_in_the_suites_layers() -> None:
    package = ModuleType("framework")
    package.__file__ = framework.__file__
    exec(KEEPS_IN_PRIVATE, package.__dict__)  # noqa: S102 (the text below)
    student = local.student(package)
    x = torch.ones(2, 3)
    for layer in (student.define("Curve", CURVE)(*torch.ones(2, 3)), student.define("Square", SQUARE)()):
        layer.switch_off()
        layer.forward(x)
        assert layer.train is False
        assert layer.in_value is None


def test_where_a_script_runs_ours_take_the_places_of_what_was_begun(student: Student) -> None:
    assert Parts(student, outcomes()).in_place() == ""
    slip = outcomes(sequential__test_forward="failed", optimizers__test_sgd_ten_steps="failed")
    assert "class SGD" in Parts(student, slip).in_place()
    assert "class Adam" not in Parts(student, slip).in_place()
    base = Parts(student, outcomes(module__test_training_mode="failed", linear__test_forward="failed")).in_place()
    assert "'Relu'" in base
    assert "_mended_in_place({'Sigmoid': " in base
    assert base.count("'Linear': ") == 1
    assert Parts(student, outcomes(module__test_to_string="failed")).in_place() == ""
    lists = {"sequential.test_lists": "passed", "sequential.test_add_layers": "passed"}
    unwritten = {name: "failed" for name in outcomes() if name.startswith("sequential.")} | lists
    beside = Parts(student, slip | unwritten)
    assert "class SGD" in beside.in_place()
    assert "class Sequential" not in beside.in_place()
    assert beside.not_begun() == ["Sequential"]
    assert Parts(student, slip).not_begun() == []
    assert Parts(student, outcomes() | unwritten).in_place() == ""


def test_a_script_is_judged_with_ours_only_where_it_falls_short_with_parts_that_are_wrong(student: Student) -> None:
    asked: list[Watch] = []

    def judge(watch: Watch) -> None:
        asked.append(watch)
        if not watch.below:
            raise Mismatch("expected exit status 0, got 1")

    with pytest.raises(Mismatch, match="exit status"):
        Parts(student, outcomes()).judge_script(judge, WATCH)
    assert len(asked) == 1
    Parts(student, outcomes(losses__test_mse="failed")).judge_script(judge, WATCH)
    assert "class MSELoss" in asked[-1].below

    def never(_: Watch) -> None:
        raise Mismatch("no")

    with pytest.raises(Blocked, match="MSELoss"):
        Parts(student, outcomes(losses__test_mse="failed")).judge_script(never, WATCH)
