"""RESULTS on disk: what is known of each entry, and new results put there whole or not at all.

    RESULTS/<id>/scores.json · feedback.html · sources.json · problem.txt (why the last try gave no score)
    RESULTS/<id>/scores.previous.json (as it was reported last) · scores.by-hand.json (as somebody changed it)

`scores.json` is written last, to a temporary file, synchronised and renamed: an entry is done when it is there.
Whatever is written stands under the adjustments already, so that a kill at any time leaves none out.
"""

import errno
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from grader import files
from grader.batch import seeds
from grader.batch.adjustments import Adjustments
from grader.batch.settle import settled
from grader.errors import Unreadable, WallMissing
from grader.policy.decisions import undecided
from grader.records import Submission
from grader.report import changes, feedback, fingerprint, handed_in, read_back, scores_json
from grader.report.read_back import BrokenRecordError
from grader.result import Result
from grader.scoring import scorecard
from grader.scoring.rubric import Rubric

SCORES, PROBLEM = "scores.json", "problem.txt"
PREVIOUS, BY_HAND = "scores.previous.json", "scores.by-hand.json"
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


class Decided(msgspec.Struct, frozen=True):
    """The part of the policy that tells whether anybody decided something."""

    violations: tuple[Mapping[str, Any], ...] = ()
    waived: tuple[Mapping[str, Any], ...] = ()


class Stored(msgspec.Struct, frozen=True):
    """The part of `scores.json` that is read of everybody."""

    status: str
    submission: dict[str, str]
    notes: tuple[str, ...]
    environment: dict[str, Any]
    policy: msgspec.Raw = msgspec.Raw(b"{}")
    adjustments: Any = ()

    @property
    def by_hand(self) -> bool:
        """Whether anything is not as the grader alone would have it."""
        policy = msgspec.json.decode(self.policy, type=Decided)
        return bool(self.adjustments or policy.waived or any(notice.get("by") for notice in policy.violations))

    def mark(self) -> Mark:
        """What of it decides whether the entry has to be graded again."""
        made = self.environment
        sources, runs, rubric = (str(made.get(name, "")) for name in ("sources", "runs", "rubric"))
        seed = made.get("seed")
        return Mark(
            self.status, self.submission["sha256"], sources, runs, rubric, self.notes,
            seed if type(seed) is int and 0 <= seed <= seeds.MOST else None,
        )  # fmt: skip


class Results:
    """The folder of results, under the adjustments by id; one batch at a time works on it."""

    def __init__(self, results: Path, adjustments: Adjustments | None = None) -> None:
        self.results, self._adjustments = results, adjustments or {}
        self.told: list[str] = []  # what was changed by hand and had to be undone
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
        self._decided: set[str] = set()  # ids of results that held decisions when they were read
        self.broken: list[str] = []  # ids of files that cannot be read, or hold no seed
        for path in sorted(results.glob("*/scores.json")):
            self._remember(path)
        self._reported = changes.begin(results)  # seals

    def _remember(self, path: Path) -> None:
        """A file that cannot be read counts as none."""
        id = path.parent.name
        with suppress(OSError, KeyError, ValueError, RecursionError):
            stored = msgspec.json.decode(path.read_bytes(), type=Stored)
            self._note(id, stored.mark())
            if stored.by_hand:
                self._decided.add(id)
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
                result = msgspec.structs.replace(result, scorecard=card, environment=environment)
                self._write(self._settled(result, id)[0], id)
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
            card = undecided(other.scorecard)
            return msgspec.structs.replace(other, scorecard=card, adjustments=())  # decisions speak of one alone
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def keep_sources(self, submission: Submission) -> None:
        """Put what was handed in beside where its scores go."""
        try:
            handed_in.keep(submission, self.results / submission.id)
        except OSError as error:
            if error.errno not in ONLY_HERE:
                raise  # else keeping its scores says so

    def keep(self, result: Result) -> None:
        """Write it down for good."""
        self._write(self._settled(result, result.submission.id)[0], result.submission.id)
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
        self._keep_beside(folder / SCORES, scores_json.sealed(result))
        feedback.write(result, folder)
        scores_json.write(result, folder)

    def _settled(self, result: Result, id: str) -> tuple[Result, list[str]]:
        """The result under what was decided by hand, and what of that says nothing."""
        return settled(result, self._adjustments.get(id, []))

    def _keep_beside(self, path: Path, fresh: str) -> None:
        """Before marks are overwritten: those that were reported last, and those that somebody changed by hand."""
        if not path.exists():
            return
        try:
            former = read_back.read(path)
        except BrokenRecordError as error:
            self._undone(path, f"cannot be read ({error})")
            return
        if former.by_hand:
            self._undone(path, "was changed by hand")
        elif former.as_sealed != fresh and former.as_sealed == self._reported.get(path.parent.name):
            files.put(path.with_name(PREVIOUS), path.read_text("utf-8").removesuffix("\n"))

    def _undone(self, path: Path, what: str) -> None:
        """Say that a file is written anew, and keep it as it was."""
        shutil.copyfile(path, path.with_name(f".{BY_HAND}"))
        path.with_name(f".{BY_HAND}").replace(path.with_name(BY_HAND))
        self.told.append(
            f"{path.parent.name}/{path.name} {what} and is written anew; it is kept as {BY_HAND} beside it."
            " A mark that shall stay is a line of the adjustments."
        )

    def adjust(self) -> list[str]:
        """Bring every result in line with the adjustments; a sentence for each line that says nothing."""
        told: list[str] = []
        for id in sorted(self._adjustments.keys() | self._decided):  # nobody else's can change
            if not id.startswith("."):
                told += self._adjust(id)
        return told

    def _adjust(self, id: str) -> list[str]:
        """Write one result under the adjustments, if they change it."""
        try:
            result = scores_json.read(self.results / id / SCORES)
        except (OSError, KeyError, TypeError, ValueError, RecursionError):
            return []  # whoever reads the results says so
        changed, idle = self._settled(result, id)
        if (changed.scorecard, changed.adjustments) != (result.scorecard, result.adjustments):
            self._write(changed, id)
        return idle

    def regret(self, id: str, words: str) -> None:
        """Say why there is no score; an earlier one stays."""
        files.put(self.results / id / PROBLEM, words)

    def close(self) -> None:
        """Let the next batch in."""
        os.close(self._lock)
