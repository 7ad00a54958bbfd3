"""What an instructor decides about violations and remarks: one is waived, another is held against the submission.

    waive    a violation becomes a remark: the cap falls away if it was the only one
    hold     a remark becomes a violation

A scorecard under no decision is the grader's own; decisions never add up, whoever applies them starts from that.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.scoring.scorecard import Notice, Scorecard, settled

EVERYTHING = "*"


class Decision(msgspec.Struct, frozen=True):
    """One line of the adjustments: what becomes of the notices at a place."""

    what: Literal["waive", "hold"]
    where: str  # `framework/linear.py:3`, `framework/linear.py`, the name of a rule, or `*` for all
    by: str
    why: str = ""

    def meets(self, notice: Notice) -> bool:
        """Whether it speaks of this notice."""
        return self.where in (EVERYTHING, notice.rule, notice.file or None, f"{notice.file}:{notice.line}")


def undecided(card: Scorecard) -> Scorecard:
    """The grader's own scorecard, without anybody's decision."""
    held = [notice for notice in card.violations if notice.by]
    violations = [*(notice for notice in card.violations if not notice.by), *card.waived]
    return settled(card, map(_plain, violations), map(_plain, [*card.remarks, *held]))


def decided(card: Scorecard, decisions: Sequence[Decision]) -> tuple[Scorecard, list[Decision]]:
    """The scorecard under `decisions`, and those of them that met nothing."""
    card = undecided(card)
    waived, kept = _parted(card.violations, [d for d in decisions if d.what == "waive"])
    held, remarks = _parted(card.remarks, [d for d in decisions if d.what == "hold"])
    notices = {"waive": card.violations, "hold": card.remarks}
    idle = [d for d in decisions if not any(map(d.meets, notices[d.what]))]
    return settled(card, [*kept, *held], remarks, waived), idle


def _parted(notices: Iterable[Notice], decisions: Sequence[Decision]) -> tuple[list[Notice], list[Notice]]:
    """The notices that a decision speaks of, with who and why, and the others."""
    met: list[Notice] = []
    others: list[Notice] = []
    for notice in notices:
        decision = next((d for d in decisions if d.meets(notice)), None)
        if decision is None:
            others.append(notice)
        else:
            met.append(replace(notice, by=decision.by, why=decision.why))
    return met, others


def _plain(notice: Notice) -> Notice:
    return replace(notice, by="", why="")
