"""Canvas: "Download submissions", and the gradebook export.

    lovelaceada_LATE_123_456_hw-2.zip     name, perhaps LATE, user, attachment, file; `-2` is a second upload of a name
    lovelaceada_123_text.html             what was typed in, or a link

The user's number is the gradebook's `ID`. Canvas exports the last attempt alone; of its files the latest attached
that holds the work counts. In anonymous grading the name is missing, and the number is a code.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.intake import copy_number
from grader.platforms.handins import HandIn

TITLE = "Canvas"
WHAT = "Canvas' download of submissions"
NAMED = re.compile(
    r"(?P<who>.*?)_?(?P<late>LATE_)?(?P<user>(?<![^_])(?:\d+|anon_[A-Za-z0-9]+))_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)
WHO = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account",
       "Section")  # fmt: skip
POSSIBLE = "Points Possible"
TEST_STUDENT = "Student, Test"


def handins(folder: Path, names: Sequence[str]) -> dict[str, HandIn]:
    """Key → hand-in, for the names that are Canvas'.

    A number belongs to one name there: `anna_2026_1_hw.zip` beside `ben_2026_1_hw.zip` is somebody's own way to name.
    """
    people: dict[str, list[re.Match[str]]] = {}
    for name in names:
        match = NAMED.fullmatch(name)
        if match and not (folder / name).is_dir():
            people.setdefault(match["user"], []).append(match)
    return {user: _handin(user, files) for user, files in people.items() if len({file["who"] for file in files}) == 1}


def _handin(user: str, files: list[re.Match[str]]) -> HandIn:
    """One person; the latest attachment first, what was typed in last."""
    order = sorted(files, key=_age, reverse=True)
    who = order[0]["who"]
    return HandIn(user, f"{who}_{user}" if who else user, tuple(match[0] for match in order), name=who)


def _age(match: re.Match[str]) -> tuple[int, int]:
    return int(match["attachment"] or -1), copy_number(match["file"] or "")[1]


def is_table(headings: Sequence[str]) -> bool:
    """Whether it is the gradebook export."""
    return bool(headings) and headings[0] in {"Student", "LastName"} and {"ID", "Section"} <= {*headings}


def people(headings: Sequence[str], rows: Sequence[Sequence[str]], keys: Mapping[str, str]) -> list[dict[str, str]]:
    """A line of a plain roster for each row; empty for one that tells of nobody, as the points possible."""
    return [_person(dict(zip(headings, row, strict=False)), keys) for row in rows]


def _person(row: dict[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    name, user = student(row), row.get("ID", "").strip()
    if POSSIBLE in name or not user or name == TEST_STUDENT:
        return {}
    who = re.sub(r"\W", "", name).lower()
    return {
        "id": keys.get(user, f"{who}_{user}"),
        "name": name,
        "canvas id": user,
        "sis user id": row.get("SIS User ID", ""),
        "sis login id": row.get("SIS Login ID", ""),
        "section": row.get("Section", ""),
    }


def student(row: Mapping[str, str]) -> str:
    """The name in a row, which some schools have in two columns."""
    if "LastName" in row:
        return ", ".join(filter(None, [row["LastName"].strip(), row.get("FirstName", "").strip()]))
    return row.get("Student", "").strip()
