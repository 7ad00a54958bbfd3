"""Numbers and outcomes in words: the same on pages, on the terminal, and on every platform."""

from grader.result import Adjustment

WORDS = {
    "passed": "passed", "failed": "failed", "blocked": "blocked", "timeout": "timed out", "crashed": "crashed",
    "not_run": "not run", "error": "grader error", "graded": "graded", "not_gradable": "not gradable",
    "grader_error": "grader error",
}  # fmt: skip


def points(value: float) -> str:
    """At most two decimals, and no more than needed: 12, 12.5, 87.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share in whole per cent, yet never 100 % or 0 % where it is not all or nothing."""
    whole = round(100 * share)
    whole = min(whole, 99) if share < 1 else whole
    return f"{max(whole, 1) if share > 0 else whole}\u202f%"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 test, 3 tests, 1,000 tests."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def located(file: str, line: int, message: str) -> str:
    """A message behind its place: `parts/one.py:7: …`, or the file alone where it is about no line."""
    place = f"{file}:{line}" if line else file
    return f"{place}: {message}" if place else message


def sentence(words: str) -> str:
    """Words as a sentence: a capital first, unless a file name is, and a full stop last."""
    if not set("./") & set(words.partition(" ")[0]):
        words = words[:1].upper() + words[1:]
    return words + ("" if not words or words[-1] in ".!?" else ".")


def adjusted(one: Adjustment, *, by: bool = False) -> str:
    """Points by hand in words, `linear +2 points: shown in class`; who gave them is for instructors."""
    who = f" by {one.by}" if by and one.by else ""
    return f"{one.exercise or 'in all'} {signed(one.points)} points{who}" + (f": {one.comment}" if one.comment else "")


def signed(value: float) -> str:
    """Points with their sign, +2 or −0.5."""
    return f"{'−' if value < 0 else '+'}{points(abs(value))}"
