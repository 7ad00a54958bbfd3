"""RESULTS on disk: what is known of each entry, and new results put there whole or not at all.

    RESULTS/<id>/scores.json · feedback.html · problem.txt (why the last try gave no score)

`scores.json` is written last, to a temporary file, synchronised and renamed: an entry is done when it is there.
"""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from grader import files
from grader.errors import Unreadable, WallMissing
from grader.policy.decisions import undecided
from grader.records import Submission
from grader.report import feedback, fingerprint, scores_json
from grader.result import Result
from grader.scoring import scorecard
from grader.scoring.rubric import Rubric

PROBLEM = "problem.txt"
ONLY_HERE = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EACCES)  # one folder is in the way; others are not


class Mark(msgspec.Struct, frozen=True):
    """What is kept in memory of an earlier result."""

    status: str
    sha256: str
    sources: str
    runs: str
    rubric: str
    notes: tuple[str, ...]
    seed: int | None

    @property
    def valid(self) -> bool:
        """Whether today's grader and rubric gave it."""
        return self.ran and self.rubric == fingerprint.rubric()

    @property
    def ran(self) -> bool:
        """Whether today's grader would come to the same outcomes; the rubric may give other points for them."""
        return (self.sources, self.runs) == (fingerprint.sources(), fingerprint.runs())


class Stored(msgspec.Struct, frozen=True):
    """The part of `scores.json` that is read again."""

    status: str
    submission: dict[str, str]
    notes: tuple[str, ...]
    environment: dict[str, Any]

    def mark(self) -> Mark:
        """What of it decides whether the entry has to be graded again."""
        made = self.environment
        sources, runs, rubric = (str(made.get(name, "")) for name in ("sources", "runs", "rubric"))
        seed = made.get("seed")
        return Mark(
            self.status, self.submission["sha256"], sources, runs, rubric, self.notes,
            seed if type(seed) is int and seed >= 0 else None,
        )  # fmt: skip


class Results:
    """The folder of results; one batch at a time works on it."""

    def __init__(self, results: Path) -> None:
        self.results = results
        try:
            import fcntl  # noqa: PLC0415 - where it is missing, the other commands work
        except ImportError as error:
            raise WallMissing(f"a class is graded by forked processes; {sys.platform} has none") from error
        self._lock = os.open(files.writable(results) / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise Unreadable(f"{results}: another batch is writing its results here; wait for its end") from error
        self.marks: dict[str, Mark] = {}
        self._by_content: dict[str, str] = {}  # sha256 → id of a valid result
        self.broken: list[str] = []  # ids of files that cannot be read, or hold no seed
        for path in sorted(results.glob("*/scores.json")):
            self._remember(path)

    def _remember(self, path: Path) -> None:
        """A file that cannot be read counts as none."""
        id = path.parent.name
        with suppress(OSError, KeyError, ValueError, RecursionError):
            self._note(id, msgspec.json.decode(path.read_bytes(), type=Stored).mark())
        if id not in self.marks or self.marks[id].seed is None:
            self.broken.append(id)

    def _note(self, id: str, mark: Mark) -> None:
        self.marks[id] = mark
        if mark.valid and mark.status == "graded" and mark.sha256:
            self._by_content[mark.sha256] = id

    def add_up(self, rubric: Rubric) -> list[str]:
        """Bring results that today's grader gave under other points, cap, titles or visibility in line with `rubric`.

        Nothing runs: outcomes are added up again. The ids of those that changed.
        """
        changed = []
        for id in [id for id, mark in self.marks.items() if mark.ran and not mark.valid]:
            try:
                result = scores_json.read(self.results / id / "scores.json")
                environment = {**result.environment, "rubric": fingerprint.rubric()}
                card = scorecard.again(rubric, result.scorecard)
                self._write(msgspec.structs.replace(result, scorecard=card, environment=environment), id)
            except (KeyError, TypeError, ValueError, RecursionError):
                continue  # whoever reads the results says so
            except OSError as error:
                if error.errno not in ONLY_HERE:
                    raise
                continue  # grading it says so
            self._note(id, msgspec.structs.replace(self.marks[id], rubric=fingerprint.rubric()))
            changed.append(id)
        return changed

    def stands(self, submission: Submission) -> bool:
        """Whether this content of this entry has a valid score."""
        mark = self.marks.get(submission.id)
        return bool(mark and mark.valid and mark.status == "graded" and mark.sha256 == submission.sha256)

    def twin(self, submission: Submission) -> Result | None:
        """A valid result of another entry with the same content."""
        id = self._by_content.get(submission.sha256)
        if id is None:
            return None
        try:
            other = scores_json.read(self.results / id / "scores.json")
            return msgspec.structs.replace(other, scorecard=undecided(other.scorecard))  # decisions speak of one alone
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def keep(self, result: Result) -> None:
        """Write it down for good."""
        self._write(result, result.submission.id)
        (self.results / result.submission.id / PROBLEM).unlink(missing_ok=True)
        mark = Mark(
            result.status, result.submission.sha256, fingerprint.sources(), fingerprint.runs(), fingerprint.rubric(),
            (*filter(None, [result.problem]), *result.submission.notes), result.seed,
        )  # fmt: skip
        self._note(result.submission.id, mark)

    def _write(self, result: Result, id: str) -> None:
        """Both files of a result, and none of those that a batch left which was killed."""
        folder = self.results / id
        folder.mkdir(exist_ok=True)
        for left in (*folder.glob(".scores.json.*"), *folder.glob(".feedback.html.*")):
            left.unlink(missing_ok=True)
        feedback.write(result, folder)
        scores_json.write(result, folder)

    def regret(self, id: str, words: str) -> None:
        """Say why there is no score; an earlier one stays."""
        files.put(self.results / id / PROBLEM, words)

    def close(self) -> None:
        """Let the next batch in."""
        os.close(self._lock)
