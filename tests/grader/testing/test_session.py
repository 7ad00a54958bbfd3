"""Running: what pytest is told to leave out, and what is asked again."""

import gc
import weakref
from pathlib import Path

import msgspec
import pytest

from grader import settings
from grader.errors import Fault, WorkerCrashed, WorkerTimeout, student_error
from grader.scoring.outcomes import Journal
from grader.testing import recorder, session


def test_what_cannot_be_loaded_is_asked_twice() -> None:
    """An import that raises, like one that kills the worker, is no other at the next test."""
    assignment = settings.read()
    raises = student_error(Fault("SyntaxError", ("SyntaxError",), "invalid syntax", "framework/linear.py:3", False))
    for failure in (raises, WorkerCrashed("it ended itself with exit status 0")):
        asked, journal = list[str](), Journal(assignment.rubric)

        def fail(exercise: str, failure: BaseException = failure, asked: list[str] = asked) -> None:
            asked.append(exercise)
            raise failure

        session.run(assignment, fail, seed=1, journal=journal)
        assert len(asked) == recorder.PATIENCE
        first, second, *rest = journal
        assert {first.kind, second.kind} <= {"failed", "crashed"}
        assert first.message
        assert {outcome.kind for outcome in rest} <= {"not_run", "blocked"}
        assert any(o.message == "the submission could not be loaded: the first tests say why" for o in rest)


def test_without_an_exercise_pytest_is_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told no file, it would import each conftest.py below the working directory, a submission's too."""
    (tmp_path / "conftest.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.chdir(tmp_path)
    assignment = settings.read()
    empty = msgspec.structs.replace(assignment, rubric=msgspec.structs.replace(assignment.rubric, exercises={}))
    with pytest.raises(session.SuitesBroken, match="no exercise"):
        session.run(empty, lambda _: pytest.fail("opened"), seed=1, journal=Journal(empty.rubric))


def test_who_hangs_everywhere_is_given_up() -> None:
    """Two time-outs end an exercise, six the whole: the limits of eight exercises would add up to ten minutes."""

    class Hanging:
        def __getattr__(self, name: str) -> object:
            raise WorkerTimeout("no answer within 10.0 s")

        def close(self) -> None:
            pass

    rubric = settings.read().rubric
    rubric = msgspec.structs.replace(rubric, exercises={  # without their needs, by which all the rest would be blocked
        key: msgspec.structs.replace(exercise, tests={
            name: msgspec.structs.replace(test, needs=()) for name, test in exercise.tests.items()
        })
        for key, exercise in rubric.exercises.items()
    })  # fmt: skip
    journal = Journal(rubric)
    assignment = msgspec.structs.replace(settings.read(), rubric=rubric)
    session.run(assignment, lambda _: Hanging(), seed=1, journal=journal)
    late = [outcome.exercise for outcome in journal if outcome.kind == "timeout"]
    first = list(rubric.exercises)[: recorder.TIRED // recorder.PATIENCE]
    assert late == [name for name in first for _ in range(recorder.PATIENCE)]
    assert {outcome.kind for outcome in journal} == {"timeout", "not_run"}
    assert any("the whole submission" in outcome.message for outcome in journal)


def test_no_session_stays_behind() -> None:
    """A process that grades a class would grow by some MiB with each submission."""

    def fail(_: str) -> None:
        raise WorkerCrashed("it ended itself with exit status 0")

    alive = []
    for _ in range(3):
        session.run(settings.read(), fail, seed=1, journal=Journal(settings.read().rubric))
        alive.append(sum(type(each) is pytest.Session for each in gc.get_objects()))
    assert alive[1] == alive[2]


def test_what_a_submission_leaves_in_a_settled_process_is_collected() -> None:
    class Left:
        itself: object

    def fail(_: str) -> None:
        held.clear()
        raise WorkerCrashed("it ended itself with exit status 0")

    gc.freeze()
    held = [Left()]  # as every submission, it comes after that
    held[0].itself, alive = held[0], weakref.ref(held[0])
    try:
        session.run(settings.read(), fail, seed=1, journal=Journal(settings.read().rubric))
    finally:
        gc.unfreeze()
    assert alive() is None
