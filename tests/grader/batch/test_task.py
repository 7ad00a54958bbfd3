"""A task in bytes, an answer in bytes: whatever goes wrong travels as words, and the next one gets its turn."""

from collections.abc import Iterator

import msgspec
import pytest

from grader.batch import task as module
from grader.batch.task import Answer, Task, grade_task, warm
from grader.errors import WallMissing
from grader.records import Submission
from grader.report import fingerprint

EMPTY = Submission("anna", "0" * 64, {"framework/__init__.py": b""}, ("a note",))


@pytest.fixture(autouse=True, scope="module")
def _end_the_zygote() -> Iterator[None]:
    yield
    warm().drop()


def answered(sources: str | None = None, rubric: str | None = None) -> Answer:
    task = Task(EMPTY, 1, False, sources or fingerprint.sources(), rubric or fingerprint.rubric())
    return msgspec.msgpack.decode(grade_task(msgspec.msgpack.encode(task)), type=Answer)


def test_a_result_comes_back_without_the_sources_and_the_zygote_stays_warm() -> None:
    found = answered()
    assert found.fault == ""
    assert found.result is not None
    assert found.result.scorecard.score == 0.0
    assert found.result.submission == Submission("anna", "0" * 64, {}, ("a note",))
    zygote = warm().zygote(unsafe=False)
    assert answered().result is not None
    assert warm().zygote(unsafe=False) is zygote


@pytest.mark.parametrize("other", [{"sources": "other"}, {"rubric": "other"}])
def test_by_another_grader_nothing_is_graded(other: dict[str, str]) -> None:
    found = answered(**other)
    assert (found.fault, found.result) == ("version", None)
    assert "differs from the sender's" in found.words


def test_walls_that_do_not_stand_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise WallMissing("a worker would not be held in here")

    monkeypatch.setattr(module, "grade_submission", refuse)
    assert (answered().fault, answered().words) == ("walls", "a worker would not be held in here")


def test_a_fault_of_the_graders_own_comes_with_its_trace_and_ends_the_zygote(monkeypatch: pytest.MonkeyPatch) -> None:
    before = warm().zygote(unsafe=False)

    def fall(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(module, "grade_submission", fall)
    found = answered()
    assert found.fault == "grader"
    assert "ZeroDivisionError: ours" in found.words
    assert before._process.poll() is not None
    fresh = warm().zygote(unsafe=False)
    assert fresh is not before
