"""The corpus: large enough, in step with the solution, and each mistake a program that can be read."""

import ast
import re
from collections import Counter
from dataclasses import replace

import pytest

from grader import intake, settings
from grader.checkup.validate import corpus
from grader.checkup.validate.corpus import BadCorpusError, Mutant
from grader.records import Submission
from tests.grader.layout import LAYOUT


@pytest.fixture(scope="module")
def solution() -> Submission:
    return intake.read(settings.read().solution, LAYOUT)


def test_large_enough_and_in_every_exercise() -> None:
    counts = Counter(mutant.exercise for mutant in corpus.mutants().values())
    assert sum(counts.values()) >= 300
    assert set(counts) == set(settings.read().rubric.exercises)
    assert min(counts.values()) >= 10
    assert len(corpus.pairs(corpus.mutants())) >= 10
    assert len(list(corpus.right())) >= 9


def test_every_mistake_is_in_step_with_the_solution(solution: Submission) -> None:
    seen, exercises = set(), {*settings.read().rubric.exercises}
    for name, mutant in corpus.mutants().items():
        files = corpus.mutate(solution, mutant).files
        changed = {file: files[file] for file, _, _ in mutant.edits}
        assert all(ast.parse(source) for source in changed.values()), name
        assert all(source != solution.files[file] for file, source in changed.items()), name
        assert frozenset(changed.items()) not in seen, name
        seen.add(frozenset(changed.items()))
        assert mutant.about, name
        assert re.compile(mutant.hint), name
        assert {*mutant.also} < exercises, name


def test_a_place_that_is_gone_is_refused(solution: Submission) -> None:
    with pytest.raises(BadCorpusError, match=r"mutant gone: expected framework/linear\.py to hold this text once"):
        corpus.mutate(solution, Mutant("", "", (("framework/linear.py", "no such text", ""),), name="gone"))
    with pytest.raises(BadCorpusError):
        corpus.mutate(solution, Mutant("", "", (("framework/linear.py", "self", "me"),), name="everywhere"))


def test_two_mistakes_in_one(solution: Submission) -> None:
    one, other = corpus.pairs(corpus.mutants())[0]
    files = corpus.mutate(solution, one, other).files
    for mutant in (one, other):
        file = mutant.edits[0][0]
        assert files[file] == corpus.mutate(solution, mutant).files[file]


def test_pairs_are_drawn_from_two_exercises_and_two_places(solution: Submission) -> None:
    known = corpus.mutants()
    found = corpus.drawn(solution, known, 20, seed=3)
    assert found == corpus.drawn(solution, known, 20, seed=3) != corpus.drawn(solution, known, 20, seed=4)
    assert len({frozenset((one.name, other.name)) for one, other in found}) == 20
    assert all(one.exercise != other.exercise for one, other in found)
    few = {name: known[name] for name in ("linear_dw_averaged", "adam_uncorrected")}
    assert corpus.drawn(solution, few, 20, seed=3) == []  # which the corpus lists


def test_test_py_is_shortened_unless_it_is_what_is_wrong(solution: Submission) -> None:
    known = corpus.mutants()
    assert b"default=4" in corpus.mutate(solution, known["sgd_climbs"]).files["test.py"]
    assert b"default=4" not in corpus.mutate(solution, known["script_prints_twice"]).files["test.py"]
    assert corpus.mutate(replace(solution)).files["framework/linear.py"] == solution.files["framework/linear.py"]
