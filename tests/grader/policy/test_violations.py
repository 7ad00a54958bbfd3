"""What the rule has to say, put into words, with the lines round it."""

from grader import settings
from grader.policy.violations import LONGEST, MOST, excerpts, met
from grader.scoring.outcomes import Journal, Outcome
from grader.scoring.scorecard import Notice

SOURCE = b"one\ntwo\nthree\nfour\nfive\nsix\n"


def test_a_worker_that_met_the_engine_is_told_with_its_test() -> None:
    rubric = settings.read().rubric
    journal = Journal(rubric)
    journal.record(
        Outcome(
            "linear",
            "test_forward",
            "crashed",
            "it called the engine",
            rule="engine-called",
            words="called the differentiation engine",
        )
    )
    (notice,) = met(rubric, journal)
    assert rubric.exercises["linear"].tests["test_forward"].title in notice.message
    assert (notice.file, notice.line) == ("", 0)


def test_an_excerpt_has_two_lines_on_either_side() -> None:
    (found,) = excerpts([Notice("r", "a.py", 4, "m")], {"a.py": SOURCE})
    assert (found.first, found.lines) == (2, ("two", "three", "four", "five", "six"))


def test_an_excerpt_at_the_edges_and_of_odd_bytes() -> None:
    first, last, beyond = excerpts([Notice("r", "a.py", line, "m") for line in (1, 6, 99)], {"a.py": SOURCE})
    assert (first.first, first.lines) == (1, ("one", "two", "three"))
    assert last.lines == ("four", "five", "six")
    assert beyond.lines == ()
    (odd,) = excerpts([Notice("r", "a.py", 1, "m")], {"a.py": b"\xff" * 5000})
    assert len(odd.lines[0]) == LONGEST


def test_excerpts_are_bounded_and_never_of_what_is_not_there() -> None:
    many = [Notice("r", "a.py", line, "m") for line in range(1, 500)]
    assert len(excerpts(many, {"a.py": b"x\n" * 500})) == MOST
    assert excerpts([Notice("r", "", 0, "m"), Notice("r", "../b.py", 1, "m")], {"a.py": SOURCE}) == ()
