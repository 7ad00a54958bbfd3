"""A page that adds something, done to the letter in a copy of the tree."""

import re
import shutil
from pathlib import Path

from tests.commands import ROOT

STEP = re.compile(r"^\d\. .*?`([\w/.]+)`.*?:\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)
HOUSES = ("framework", "handout", "grader", "reference")


def copy(place: Path) -> Path:
    """As much of the tree as the commands need, without a submission of the tests."""
    for name in HOUSES:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("test.py", "requirements.txt"):
        shutil.copyfile(ROOT / name, place / name)
    return place


def steps(page: str) -> dict[str, str]:
    """File → what the page puts there."""
    return dict(STEP.findall((ROOT / "docs" / page).read_text("utf-8")))


def follow(page: str, place: Path) -> None:
    """Make the new files, and add to those that are there."""
    for name, text in steps(page).items():
        before = (place / name).read_text("utf-8") + "\n" if (place / name).exists() else ""
        (place / name).write_text(before + text, "utf-8")


def touched(page: str) -> set[str]:
    """The files in the first column of the page's table of what to touch."""
    text = (ROOT / "docs" / page).read_text("utf-8").partition("What to touch, all of it:\n")[2].partition("\n\n#")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {row.split("`")[1] for row in rows[: text.strip().count("\n| `") + 1]}
