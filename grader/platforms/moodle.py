"""Moodle: "Download all submissions", and the grading worksheet.

    Ada Lovelace_1234567_assignsubmission_file_/hw.zip      a folder a person; since 4.1 without the last underscore
    Ada Lovelace_1234567_assignsubmission_onlinetext_/…     what was typed in
    Ada Lovelace_1234567_assignsubmission_file_hw.zip       the older form: no folders

The number is the worksheet's `Identifier`, "Participant 1234567"; before the name may stand a group. Signs that a
file name cannot hold are missing in it, so that O'Brien is OBrien there and O'Brien in the worksheet.
"""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from grader.platforms.handins import HandIn, newest

TITLE = "Moodle"
WHAT = "Moodle's folder of all submissions"
NAMED = re.compile(r"(?P<who>[^_]*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)
IDENTIFIER = re.compile(r"\D*(\d+)")
LOST = re.compile(r"[\x00-\x1f&<>\"`|':\\/]")  # in a file name
GRADE, COMMENT, NUMBER, SUBMITTED = "Grade", "Feedback comments", "Identifier", "Last modified (submission)"
GROUP = "Group"  # of a submission in groups
TIMES = tuple(
    f"{date}, {time}"
    for date in ("%A, %d %B %Y", "%d %B %Y", "%A, %B %d, %Y", "%B %d, %Y", "%d/%m/%Y", "%d/%m/%y")
    for time in ("%I:%M %p", "%H:%M", "%I:%M:%S %p", "%H:%M:%S")
)


def handins(_folder: Path, names: Sequence[str]) -> dict[str, HandIn]:
    """Key → hand-in, for the names that are Moodle's."""
    people: dict[str, list[re.Match[str]]] = {}
    for name in names:
        if match := NAMED.fullmatch(name):
            people.setdefault(match["number"], []).append(match)
    return {number: _handin(number, files) for number, files in people.items()}


def _handin(number: str, files: list[re.Match[str]]) -> HandIn:
    """One person; files before what was typed in, which is graded only if there is nothing else."""
    order = newest(match[0] for match in files if match["kind"] == "file")
    order += sorted(match[0] for match in files if match["kind"] != "file")
    first = next(match for match in files if match[0] == order[0])
    label = first[0][: first.start("file")] if first["file"] else first[0]
    return HandIn(number, f"{first['who']}_{number}", tuple(order), label, first["who"])


def is_table(headings: Sequence[str]) -> bool:
    """Whether it is the grading worksheet."""
    return NUMBER in headings and GRADE in headings


def people(headings: Sequence[str], rows: Sequence[Sequence[str]], keys: Mapping[str, str]) -> list[dict[str, str]]:
    """A line of a plain roster for each row; empty for a row that tells of nobody.

    Moodle exports the work of a group once for each member. Where a member has none of it, the group is a team.
    """
    told = [dict(zip(headings, row, strict=False)) for row in rows]
    without = {row.get(GROUP, "").strip() for row in told if _number(row) not in keys} - {"", "-", "Default group"}
    return [_person(row, keys, without) for row in told]


def _number(row: Mapping[str, str]) -> str:
    match = IDENTIFIER.fullmatch(row.get(NUMBER, "").strip())
    return match[1] if match else ""


def _person(row: Mapping[str, str], keys: Mapping[str, str], teams: Container[str]) -> dict[str, str]:
    number, group = _number(row), row.get(GROUP, "").strip()
    if not number:
        return {}
    name = row.get("Full name", "").strip()
    who = LOST.sub("", name.replace("_", " ")) or "Participant"
    return {
        "id": keys.get(number, f"{who}_{number}"),
        "name": name,
        "email": row.get("Email address", ""),
        "submitted at": when(row.get(SUBMITTED, "")),
        "team": group if group in teams else "",
    }


def when(text: str) -> str:
    """A date as Moodle writes it in English, in ISO form; what is none stays, for the roster to name it."""
    text = " ".join(text.split())
    for form in TIMES:
        try:
            return datetime.strptime(text, form).isoformat()
        except ValueError:
            continue
    return "" if text in {"-", "Never"} else text
