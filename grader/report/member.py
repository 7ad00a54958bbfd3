"""What `roster.json` says of one student: who it is, how late, in which team, and the mark that counts."""

from typing import Any

import msgspec

from grader.report.read_back import Record

IN_TIME = "in time"


class Member(msgspec.Struct, frozen=True):
    """One row; everything may be missing, and then it is as without a roster."""

    name: str = ""
    email: str = ""
    late: str = ""  # in words
    final: float | None = None  # points by hand and lateness included
    team: str = ""
    hand_in: dict[str, Any] = {}  # `by`: the entry that counts for the team

    @property
    def lateness(self) -> str:
        """What there is to say about the time: nothing of those who were in time."""
        return "" if self.late == IN_TIME else self.late

    @property
    def by(self) -> str:
        """Whose hand-in counts, in a team."""
        return str(self.hand_in.get("by", ""))

    def mark(self, one: Record) -> float:
        """The mark that counts for a record of theirs."""
        return one.mark if self.final is None else self.final
