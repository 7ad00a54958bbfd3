"""The adjustments: what an instructor decides by hand, a line each, kept over every regrade.

A CSV beside the roster, since that is what a course keeps its lists in; `,`, `;` or tabs between the columns:

    id, what, where, by, comment
    anna, waive, framework/linear.py:3, Dr. Rossi, only in a comment of the course's own template
    ben, hold, dynamic, Dr. Rossi, hides torch.nn

    adjustments.csv  →  {id: decisions}  →  RESULTS/adjustments.json  →  every scores.json it speaks of
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.batch.entries import safe
from grader.batch.tables import MOST, delimiter, text_of
from grader.errors import Unreadable
from grader.files import put
from grader.policy.decisions import Decision, decided
from grader.report import feedback, scores_json
from grader.result import Result

FILE = "adjustments.json"
COLUMNS = ("id", "what", "where", "by", "comment")
Adjustments = dict[str, list[Decision]]  # by the id of the entry


def read(path: Path) -> Adjustments:
    """The decisions by entry id; `Unreadable` names every bad line at once."""
    text = text_of(path, "adjustments")
    try:
        table = csv.reader(io.StringIO(text), delimiter=delimiter(text), strict=True)
        headings = [" ".join(cell.lower().split()) for cell in next(table, [])]
        if tuple(headings) != COLUMNS:
            raise ValueError(f"expected the columns {', '.join(COLUMNS)}, got {', '.join(headings) or 'nothing'}")
        found: Adjustments = {}
        problems = []
        for cells in table:
            if any(cell.strip() for cell in cells):
                try:
                    id, decision = _decision([cell.strip() for cell in cells])
                    found.setdefault(id, []).append(decision)
                except ValueError as error:
                    problems.append(f"line {table.line_num}: {error}")
    except (ValueError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error
    if problems:
        raise Unreadable("\n".join(f"{path}, {problem}" for problem in problems[:MOST]))
    return found


def _decision(cells: list[str]) -> tuple[str, Decision]:
    """One line: whose submission, and what is decided."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"expected {len(COLUMNS)} cells, got {len(cells)}")
    id, what, where, by, comment = cells
    if what not in ("waive", "hold"):
        raise ValueError(f"expected waive or hold in the column `what`, got {what!r}")
    for name, cell in (("id", id), ("where", where), ("by", by)):
        if not cell:
            raise ValueError(f"the column `{name}` is empty")
    return safe(id), msgspec.convert({"what": what, "where": where, "by": by, "why": comment}, Decision)


def kept(results: Path) -> Adjustments:
    """Those that stand in RESULTS from the last time."""
    path = results / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Adjustments) if path.exists() else {}
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; give the adjustments again with --adjustments") from error


def apply(results: Path, given: Adjustments | None) -> list[str]:
    """Bring every `scores.json` in line with the adjustments; without new ones, with those of the last time.

    A sentence for each line that speaks of nobody, or of nothing.
    """
    adjustments = kept(results) if given is None else given
    if given is not None:
        put(results / FILE, msgspec.json.format(msgspec.json.encode(given), indent=1).decode())
    told = []
    missing = [id for id in sorted(adjustments) if not (results / id / "scores.json").exists()]
    told += [f"adjustments: nothing was graded under the id {id}" for id in missing]
    for path in sorted(results.glob("[!.]*/scores.json")):
        id = path.parent.name
        told += _settle(path, adjustments.get(id, []))
    return told


def _settle(path: Path, decisions: list[Decision]) -> list[str]:
    """Write one result under the decisions, if they change it; what of them met nothing."""
    try:
        stored: Any = msgspec.json.decode(path.read_bytes(), type=Stored)
        if not decisions and not stored.policy.decided:
            return []
        result = scores_json.read(path)
    except (OSError, KeyError, TypeError, ValueError, RecursionError):
        return []  # whoever reads the results says so
    changed, idle = settled(result, {path.parent.name: decisions})
    if changed.scorecard != result.scorecard:
        feedback.write(changed, path.parent)
        scores_json.write(changed, path.parent)
    return idle


def settled(result: Result, adjustments: Adjustments) -> tuple[Result, list[str]]:
    """The result under what is decided of it, and a sentence for each line that speaks of nothing in it."""
    id = safe(result.submission.id)
    card, idle = decided(result.scorecard, adjustments.get(id, []))
    nothing = {"waive": "violation", "hold": "remark"}
    words = [f"adjustments: {id}: there is no {nothing[d.what]} at {d.where}" for d in idle]
    return msgspec.structs.replace(result, scorecard=card), words


class Decided(msgspec.Struct, frozen=True):
    """The part of the policy that tells whether anybody decided something."""

    violations: tuple[Mapping[str, Any], ...] = ()
    waived: tuple[Mapping[str, Any], ...] = ()

    @property
    def decided(self) -> bool:
        """Whether a notice is not where the grader put it."""
        return bool(self.waived) or any(notice.get("by") for notice in self.violations)


class Stored(msgspec.Struct, frozen=True):
    """The part of `scores.json` that is read of everybody."""

    policy: Decided
