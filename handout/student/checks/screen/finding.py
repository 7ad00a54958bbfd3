"""What the screen says: a rule, a place, the text found there, and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place in a submission that breaks the no-autograd rule."""

    file: str
    line: int
    rule: str
    text: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}\n    {self.message} [{self.rule}]"
