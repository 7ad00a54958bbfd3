"""`scores.json`: the whole result as one JSON object, described by `scores.schema.json` beside this file.

Written to a temporary file and renamed, so that whoever reads sees the former result or the new one.
"""

import json
import platform
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import msgspec

from grader import VERSION
from grader.files import put
from grader.records import Isolation, Submission
from grader.report import fingerprint, seal
from grader.result import Adjustment, Gap, Result
from grader.scoring.scorecard import Excerpt, ExerciseScore, Notice, Scorecard

SCHEMA_VERSION = 1
SCHEMA = Path(__file__).with_name("scores.schema.json")


def as_json(result: Result) -> dict[str, Any]:
    """The object that CONTRACT section 6 lays down."""
    card = result.scorecard
    return {
        "schema": SCHEMA_VERSION,
        "assignment": card.assignment,
        "status": result.status,
        "submission": {"id": result.submission.id, "sha256": result.submission.sha256},
        "gaps": msgspec.to_builtins(result.gaps),
        "notes": [*([result.problem] if result.problem else []), *result.submission.notes],
        "score": card.score,
        "max_score": card.max_score,
        "exercises": msgspec.to_builtins(card.exercises),
        "policy": {
            "violations": msgspec.to_builtins(card.violations),
            "remarks": msgspec.to_builtins(card.remarks),
            "waived": msgspec.to_builtins(card.waived),
            "excerpts": msgspec.to_builtins(result.excerpts),
            "cap": card.cap,
            "earned": card.earned,
            "capped": card.capped,
        },
        "adjustments": msgspec.to_builtins(result.adjustments),
        "seal": sealed(result),
        "isolation": _isolation(result),
        "environment": {**_environment(), **result.environment, "seed": result.seed},
        "report": result.report,
        "seconds": round(result.seconds, 3),
    }


def sealed(result: Result) -> str:
    """The seal of its marks."""
    card = result.scorecard
    totals = (card.score, card.max_score, card.earned, card.cap)
    return seal.of(result.status, totals, card.exercises, len(card.violations), result.adjustments)


def _environment() -> dict[str, Any]:
    """What runs now."""
    torch = sys.modules.get("torch")  # there where the assignment needs it
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "torch": "not used",
        **dict([fingerprint.library()]),
        "threads": torch.get_num_threads() if torch else 1,
        "grader": VERSION,
        "sources": fingerprint.sources(),
        "runs": fingerprint.runs(),
        "rubric": fingerprint.rubric(),
    }


def _isolation(result: Result) -> dict[str, Any]:
    """The walls that stood; without a worker there was nothing to wall in."""
    if result.isolation is None:
        none = "no student code ran" if result.status == "not_gradable" else "no walls recorded"
        return {"process": True, "filesystem": none, "network": none, "syscalls": none, "limits": {}}
    return asdict(result.isolation)


def write(result: Result, folder: Path) -> Path:
    """Put `scores.json` into `folder`, all of it or nothing."""
    plain = json.dumps(as_json(result), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    return put(folder / "scores.json", msgspec.json.format(plain, indent=1).decode())


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
            violations=msgspec.convert(policy["violations"], tuple[Notice, ...]),
            remarks=msgspec.convert(policy.get("remarks", ()), tuple[Notice, ...]),
            waived=msgspec.convert(policy.get("waived", ()), tuple[Notice, ...]),
        ),
        isolation=None if walls["safe"] is None else msgspec.convert(walls, Isolation),
        seed=record["environment"]["seed"],
        report=record["report"],
        seconds=record["seconds"],
        excerpts=msgspec.convert(policy.get("excerpts", ()), tuple[Excerpt, ...]),
        gaps=msgspec.convert(record.get("gaps", ()), tuple[Gap, ...]),
        problem=notes[0] if refused and notes else "",
        environment=record["environment"],
        adjustments=msgspec.convert(record.get("adjustments", ()), tuple[Adjustment, ...]),
    )
