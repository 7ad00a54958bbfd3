"""One exercise's derivatives, looked at: made transcripts, and lines to workers that answer as they are told."""

import copy

import pytest
import torch

from grader.errors import EngineCalled, Fault, WorkerCrashed, WorkerTimeout, student_error
from grader.policy.floors import FLOOR
from grader.policy.look import CHECKS, SIZES, Look, learned
from grader.policy.transcript import Question, Transcript
from grader.settings import Derivatives
from tests.grader.policy.test_transcript import Worker

TEST = "linear.test_backward"
DX, DW = "Linear.backward", "Linear.dw"
WATCHED = {TEST: (DX, DW), "linear.test_other": (DX,)}
BY_ELEMENT = Derivatives(names=(DX, DW), each=("linear.test_backward",))  # and so without floors
EXACT = torch.tensor([1.0, -2.0, 3.0, -4.0], dtype=torch.float64)
FORMULA, DIFFERENCE = 1.0, 1e6  # how much larger than itself an error comes out


def question(name=DX, test=TEST, answer=EXACT, given=EXACT):
    quantities = frozenset({name} if name else ())
    return Question(test, "invoke", ["a layer", "any", [given], {}, False], answer, quantities=quantities)


class Rough:
    """Begins workers; `says` tells what one answers: errors so many times as large, a thing itself, or an exception."""

    def __init__(self, says):
        self.says, self.begun, self.lines = says, [], []

    def open(self, size, silent):
        self.begun.append((size, copy.deepcopy(silent)))
        self.lines.append(RoughLine(self.says, *self.begun[-1]))
        return self.lines[-1]


class RoughLine(Worker):
    """A line to one: the size of its errors and its silent lines, the floor, and the place of the question."""

    def __init__(self, says, size, silent):
        super().__init__()
        self.says, self.size, self.silent, self.floor, self.place = says, size, silent, 0.0, -1

    def ask(self, verb, *arguments, seconds=None):  # noqa: ARG002
        self.asked.append(verb)
        if verb == "floor":
            (self.floor,) = arguments
            return None
        if verb == "seen":
            return ({"aten::mul": len(self.asked)}, False, False)
        self.place += 1
        said = self.says(self)
        if isinstance(said, BaseException):
            raise said
        return EXACT * (1 + said * self.size) if isinstance(said, float) else said


def formula(_):
    return FORMULA


def raises(where):
    return student_error(Fault("ArithmeticError", ("ArithmeticError",), "rows differ", where))


def look(*workers, says=formula, derivatives=BY_ELEMENT, seed=1):
    """What is known after each worker's questions were asked once more; and who was asked."""
    rough = Rough(says)
    found = Look(rough.open, derivatives, WATCHED, seed)
    for questions in workers:
        transcript = Transcript(Worker(), lambda: TEST)
        transcript.questions += questions
        found.transcripts.append(transcript)
    found.ask()
    return found, rough


@pytest.mark.parametrize("factor", [FORMULA, 3.0, DIFFERENCE])
def test_how_much_larger_than_itself_an_error_came_out(factor):
    found, rough = look([question()], says=lambda _: factor)
    assert found.factors == {DX: pytest.approx(factor, rel=1e-6)}
    assert (found.sizes, found.withheld) == ({DX: SIZES[0]}, {})
    assert rough.begun == [(SIZES[0], {})]


def test_the_worst_of_a_derivatives_answers_counts_whichever_worker_gave_it():
    def says(line):
        return DIFFERENCE if line.place == 1 else FORMULA

    found, _ = look([question(), question(DW), question()], [question(), question()], says=says)
    assert found.factors[DW] == pytest.approx(DIFFERENCE)
    assert found.factors[DX] > DIFFERENCE / 3
    assert look([question(), question()], [question()])[0].factors[DX] == pytest.approx(FORMULA)


def test_a_line_that_raised_is_read_as_if_it_were_not_there_and_all_is_asked_anew():
    def says(line):
        return FORMULA if line.silent or line.place else raises("framework/linear.py:31")

    found, rough = look([question(DW), question()], says=says)
    assert rough.begun == [(SIZES[0], {}), (SIZES[0], {"framework/linear.py": [31]})]
    assert found.factors == {DX: pytest.approx(FORMULA), DW: pytest.approx(FORMULA)}
    assert found.withheld == {}


def test_checks_one_behind_the_other_are_found_one_by_one():
    def says(line):
        left = CHECKS - sum(map(len, line.silent.values()))
        return raises(f"framework/linear.py:{left}") if left else FORMULA

    found, rough = look([question()], says=says)
    assert found.sizes == {DX: SIZES[0]}
    assert rough.begun[-1] == (SIZES[0], {"framework/linear.py": [*range(CHECKS, 0, -1)]})


def test_of_checks_without_end_some_are_read_so_and_then_errors_are_smaller():
    def says(line):
        return raises(f"framework/linear.py:{1 + sum(map(len, line.silent.values()))}")

    found, rough = look([question()], says=says)
    assert [size for size, _ in rough.begun] == [SIZES[0]] * (CHECKS + 1) + [SIZES[1]] * (CHECKS + 1)
    assert (found.withheld, found.factors) == ({DX: ""}, {})


def test_a_place_that_is_known_is_not_tried_again():
    found, rough = look([question()], says=lambda _: raises("framework/linear.py:31"))
    assert [size for size, _ in rough.begun] == [SIZES[0]] * 2 + [SIZES[1]]
    assert found.withheld == {DX: ""}


def test_with_smaller_errors_only_who_has_not_answered_is_measured():
    def says(line):
        first = line.size == SIZES[0]
        return (None if first else DIFFERENCE) if line.place else (FORMULA if first else DIFFERENCE)

    found, _ = look([question(), question(DW)], says=says)
    assert found.sizes == {DX: SIZES[0], DW: SIZES[1]}
    assert found.factors == {DX: pytest.approx(FORMULA), DW: pytest.approx(DIFFERENCE, rel=1e-2)}
    assert found.withheld == {}


def test_who_answers_a_part_withholds_the_derivative():
    found, _ = look([question()], [question()], says=lambda _: None)
    assert found.withheld == {DX: ""}
    found, _ = look([question(), question(), question(DW)], says=lambda line: None if line.place == 1 else FORMULA)
    assert (found.withheld, found.factors.keys()) == ({DX: ""}, {DW})


def test_how_a_worker_ended_is_told_of_what_it_withheld():
    found, rough = look(
        [question(DW), question()], says=lambda line: WorkerCrashed("it died") if line.place else FORMULA
    )
    assert (found.withheld, found.factors.keys()) == ({DX: "it died"}, {DW})
    assert [size for size, _ in rough.begun] == list(SIZES)


def test_who_meets_the_engine_is_asked_no_more():
    found, rough = look([question()], says=lambda _: EngineCalled("it called the engine"))
    assert len(rough.begun) == 1
    assert (found.seen, found.withheld) == ({EngineCalled.rule}, {DX: "it called the engine"})


def test_who_raises_and_then_meets_the_engine_is_asked_no_more():
    def says(line):
        return EngineCalled("it called the engine") if line.place else raises("framework/linear.py:31")

    assert len(look([question(), question()], says=says)[1].begun) == 1


def test_a_loop_that_never_ends_is_asked_with_smaller_errors_at_once():
    def says(line):
        if line.size == SIZES[0]:
            return WorkerTimeout("too late") if line.place else raises("framework/linear.py:31")
        return FORMULA

    found, rough = look([question(), question()], says=says)
    assert rough.begun == [(SIZES[0], {}), (SIZES[1], {})]
    assert (found.withheld, found.sizes) == ({}, {DX: SIZES[1]})


def test_all_is_asked_that_came_before_the_last_judged_question_and_nothing_behind():
    before, behind = question("", test="linear.test_forward"), question("", test="linear.test_forward")
    _, rough = look([before, question(), behind, behind], [behind])
    assert rough.lines[0].asked.count("invoke") == 2
    assert len(rough.lines) == 1


@pytest.mark.parametrize(
    "unjudged",
    [
        question(test="linear.test_forward"),
        question("Linear.forward"),
        question(DW, test="linear.test_other"),
        question(answer=EXACT.float()),
        question(answer=None),
    ],
    ids=["no test that aims at it", "no derivative", "another test's", "float32", "nothing"],
)
def test_nothing_is_asked_where_nothing_is_judged(unjudged):
    found, rough = look([unjudged])
    assert rough.begun == []
    assert (found.factors, found.withheld) == ({}, {})


def test_a_test_in_which_formulas_magnify_is_not_judged():
    derivatives = Derivatives(names=(DX,), unjudged=("linear.test_backward",))
    found, rough = look([question()], derivatives=derivatives)
    assert (found.factors, rough.begun) == ({}, [])


def test_one_of_two_questions_has_a_floor_in_which_a_tenth_of_an_error_counts():
    def floors(seed):
        def says(line):
            told.append(line.floor)
            return EXACT.sign() * (1 + (DIFFERENCE if line.floor else FORMULA) * line.size)

        told = []
        asked = [question(answer=EXACT.sign()), question(answer=EXACT.sign())]
        found, _ = look(asked, says=says, derivatives=Derivatives(names=(DX,)), seed=seed)
        assert found.factors[DX] == pytest.approx(DIFFERENCE / 10)
        return told

    drawn = [floors(seed) for seed in range(8)]
    assert drawn == [floors(seed) for seed in range(8)]
    assert {tuple(told) for told in drawn} == {(0.0, FLOOR), (FLOOR, 0.0)}


def test_a_flat_function_counts_against_its_steepest_slope():
    flat = torch.full((4,), 1e-6, dtype=torch.float64)
    asked = [question(answer=flat, given=torch.full_like(flat, 10.0))]

    def factor(**more):
        derivatives = Derivatives(names=(DX,), each=("linear.test_backward",), **more)
        return look(asked, says=lambda line: flat + line.size, derivatives=derivatives)[0].factors[DX]

    assert factor() == pytest.approx(1e6)
    assert factor(steepest={"Linear": 0.5}) == pytest.approx(2.0)
    assert factor(steepest={"Linear": 0.5}, times_argument=(DX,)) == pytest.approx(0.2)
    assert factor(steepest={"Tanh": 0.5}, times_argument=(DX,)) == pytest.approx(1e6)


def test_an_argument_of_another_shape_says_nothing_of_the_slope():
    derivatives = Derivatives(
        names=(DX,), each=("linear.test_backward",), steepest={"Linear": 100.0}, times_argument=(DX,)
    )
    asked = [question(answer=EXACT.sign(), given=torch.zeros(2).double())]
    found, _ = look(asked, says=lambda line: EXACT.sign() * (1 + line.size), derivatives=derivatives)
    assert found.factors[DX] == pytest.approx(0.01)  # of the slope as it is


def test_operations_are_counted_for_each_derivative():
    found, _ = look([question("", test="linear.test_forward"), question(), question(DW)])
    assert {name: set(counts) for name, counts in found.counts.items()} == {DX: {"aten::mul"}, DW: {"aten::mul"}}


def test_places_are_learned_once():
    silent = {}
    assert learned(silent, {"framework/linear.py:31", "framework/linear.py:9", "C:/a.py:4"})
    assert silent == {"framework/linear.py": [31, 9], "C:/a.py": [4]}
    assert not learned(silent, {"framework/linear.py:31"})
    assert learned(silent, {"framework/linear.py:31", "framework/linear.py:32"})
    assert silent["framework/linear.py"] == [31, 9, 32]


@pytest.mark.parametrize("place", ["", "a.py", "a.py:", ":3", "a.py:-1", "a.py:²", "a.py:x", f"a.py:{1 << 70}"])
def test_what_is_no_place_is_not_learned(place):
    """A worker says where it raised, and a hostile one says anything: a number that cannot be told to the next."""
    silent = {}
    assert not learned(silent, {place})
    assert not any(silent.values())
