"""Steadiness: the trainings of an assignment, measured in several processes, each as a spread."""

from dataclasses import dataclass

import msgspec
import pytest

from grader import settings
from grader.checkup.validate.steadiness import readings


@dataclass(frozen=True)
class Measured:
    """What an assignment tells of one training."""

    what: str
    values: tuple[float, ...]
    limit: float
    tries: int


class Trainings:
    """An assignment's file of trainings, of a few lines."""

    @staticmethod
    def trainings(count: int) -> list[tuple[str, int]]:
        return [("loss", count), ("points missed", count)]

    @staticmethod
    def measure(training: tuple[str, int]) -> Measured:
        what, count = training
        return Measured(what, tuple(k / count for k in range(count)), 1.0, 3)


def test_each_training_is_a_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = settings.read()
    monkeypatch.setattr(type(assignment), "module", lambda _, name: {"mutants.trainings": Trainings}[name])
    loss, missed = readings(assignment, 20, 2)
    assert (loss.what, missed.what) == ("loss", "points missed")
    assert (loss.count, loss.largest, loss.limit, loss.tries) == (20, 0.95, 1.0, 3)
    assert msgspec.structs.replace(missed, what="loss") == loss
