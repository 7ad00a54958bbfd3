"""What the screen says: a place, a rule, the text found there, what to write instead, and whether it costs anything."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["violation", "remark"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place in a submission: a violation of the rule, or a remark, which costs nothing."""

    file: str
    line: int
    rule: str
    text: str
    message: str
    kind: Kind

    def __str__(self) -> str:
        costs = "" if self.kind == "violation" else ", a remark"
        return f"{self.file}:{self.line}: {self.text}\n    {self.message} [{self.rule}{costs}]"
