"""`scores.json`: the whole result as one JSON object, described by `scores.schema.json` beside this file.

Written to a temporary file and renamed, so that whoever reads sees the former result or the new one.
"""

import json
import os
import platform
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Literal

import msgspec
import torch

from grader import fingerprint
from grader.errors import Unreadable
from grader.records import Isolation, Submission
from grader.scoring import ExerciseScore, Scorecard, Violation

SCHEMA_VERSION = 1
VERSION = "0.1.0"  # of the grader: raised whenever a score may change
SCHEMA = Path(__file__).with_name("scores.schema.json")
Status = Literal["graded", "not_gradable", "grader_error"]


class Result(msgspec.Struct, frozen=True):
    """Everything that is known of one grading."""

    status: Status
    submission: Submission
    scorecard: Scorecard
    isolation: Isolation | None
    seed: int
    report: dict[str, Any]
    seconds: float
    problem: str = ""  # why it is not gradable, for the student


def as_json(result: Result) -> dict[str, Any]:
    """The object that CONTRACT section 6 lays down."""
    card = result.scorecard
    return {
        "schema": SCHEMA_VERSION,
        "assignment": card.assignment,
        "status": result.status,
        "submission": {"id": result.submission.id, "sha256": result.submission.sha256},
        "notes": [*([result.problem] if result.problem else []), *result.submission.notes],
        "score": card.score,
        "max_score": card.max_score,
        "exercises": msgspec.to_builtins(card.exercises),
        "policy": {
            "violations": msgspec.to_builtins(card.violations),
            "cap": card.cap,
            "earned": card.earned,
            "capped": card.capped,
        },
        "isolation": _isolation(result),
        "environment": {
            "python": platform.python_version(),
            "platform": platform.platform(),
            "torch": str(torch.__version__),
            "threads": torch.get_num_threads(),
            "grader": VERSION,
            "seed": result.seed,
            "sources": fingerprint.sources(),
            "rubric": fingerprint.rubric(),
        },
        "report": result.report,
        "seconds": round(result.seconds, 3),
    }


def _isolation(result: Result) -> dict[str, Any]:
    """The walls that stood; without a worker there was nothing to wall in."""
    if result.isolation is None:
        none = "no student code ran" if result.status == "not_gradable" else "no walls recorded"
        return {"process": True, "filesystem": none, "network": none, "syscalls": none, "limits": {}}
    return asdict(result.isolation)


def write(result: Result, folder: Path) -> Path:
    """Put `scores.json` into `folder`, all of it or nothing."""
    return put(folder / "scores.json", json.dumps(as_json(result), indent=1, ensure_ascii=False, allow_nan=False))


def read(path: Path) -> Result:
    """The result behind a `scores.json`, without the submission's files."""
    record = json.loads(path.read_text("utf-8"))
    refused = record["status"] == "not_gradable"
    notes = tuple(record["notes"])
    walls = {field.name: record["isolation"].get(field.name) for field in fields(Isolation)}
    policy = record["policy"]
    return Result(
        status=record["status"],
        submission=Submission(**record["submission"], files={}, notes=notes[1:] if refused else notes),
        scorecard=Scorecard(
            assignment=record["assignment"],
            score=record["score"],
            max_score=record["max_score"],
            earned=policy["earned"],
            cap=policy["cap"],
            exercises=msgspec.convert(record["exercises"], tuple[ExerciseScore, ...]),
            violations=msgspec.convert(policy["violations"], tuple[Violation, ...]),
        ),
        isolation=None if walls["safe"] is None else msgspec.convert(walls, Isolation),
        seed=record["environment"]["seed"],
        report=record["report"],
        seconds=record["seconds"],
        problem=notes[0] if refused and notes else "",
    )


def writable(folder: Path) -> Path:
    """The folder, made if need be; `Unreadable` if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Unreadable(f"{folder}: expected a folder to write to ({error.strerror})") from error
    return folder


def put(path: Path, text: str) -> Path:
    """Write a file beside `path`, bring it to the disk and rename it: a power cut leaves the old one or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
