"""What became of each test: the record that goes from running to scoring.

Every test of the rubric starts at `not_run`, and only an explicit pass earns points.
The journal is written line by line as tests finish, so a grader that is killed leaves what it had.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from .rubric import Rubric

Kind = Literal["passed", "failed", "blocked", "timeout", "crashed", "not_run", "error"]


class Outcome(msgspec.Struct, frozen=True):
    """One test, finished or not."""

    exercise: str
    name: str
    kind: Kind = "not_run"
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    rule: str = ""  # the rule that the test met the violation of, if the worker died by one
    words: str = ""  # what the code did there


class Journal:
    """The outcomes so far, in memory and, if a path is given, on disk."""

    def __init__(self, rubric: Rubric, path: Path | None = None) -> None:
        self._outcomes = {(key, name): Outcome(key, name) for key, name, _ in rubric.rows()}
        self._file = path.open("wb", buffering=0) if path else None

    def record(self, outcome: Outcome) -> None:
        """Keep `outcome`; of several for one test (a parametrized one) the first that is no pass stays."""
        earlier = self._outcomes[outcome.exercise, outcome.name]
        seconds = earlier.seconds + outcome.seconds
        kept = outcome if earlier.kind in ("not_run", "passed") else earlier
        kept = msgspec.structs.replace(kept, seconds=seconds)
        self._outcomes[outcome.exercise, outcome.name] = kept
        if self._file:
            self._file.write(msgspec.json.encode(kept) + b"\n")

    def kind(self, exercise: str, name: str) -> Kind:
        """What is known of one test by now."""
        return self._outcomes[exercise, name].kind

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self._outcomes.values())

    def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.close()
