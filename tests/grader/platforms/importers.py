"""What Moodle and Canvas do with a file that is uploaded, rule by rule, as far as a grade depends on it.

Written after mod/assign/feedback/offline (the worksheet), mod/assign/feedback/file (the zip) and Canvas'
gradebook_importer: which columns are looked for, how people are found, what is passed over in silence.
"""

import csv
import re
import zipfile
from pathlib import Path


def moodle_grades(path: Path, participants: set[int], most: float) -> dict[int, tuple[float, str]]:
    """Number → grade and comment, of the rows that Moodle takes; no such columns, and the import is invalid."""
    headings, *rows = [*csv.reader(path.read_text("utf-8").splitlines())]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= {*headings}
    taken = {}
    for cells in rows:
        row = dict(zip(headings, cells, strict=True))
        number = row["Identifier"][len("Participant ") :]
        if not number.isdigit() or int(number) not in participants or not row["Grade"].strip():
            continue
        grade = float(row["Grade"])
        if 0 <= grade <= most:
            taken[int(number)] = (grade, row["Feedback comments"])
    return taken


def moodle_files(path: Path, participants: set[int]) -> dict[tuple[int, str], bytes]:
    """Number and file name → contents, for the members whose names Moodle understands."""
    taken = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            parts = member.filename.split("/")
            if member.is_dir() or parts[-1].startswith((".", "~")):
                continue
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                    continue
                if (info[2], info[3]) not in {("assignsubmission", "file"), ("assignsubmission", "onlinetext")}:
                    continue
                rest = "/".join([*info[4:], *parts]).lstrip("/")
                taken[int(info[1]), rest] = archive.read(member)
                break
    return taken


def canvas_marks(path: Path, assignments: dict[int, str], students: set[int]) -> tuple[dict[int, dict[int, str]], str]:
    """Assignment → student → mark, and the points possible; no row needs a new student, no column a new one."""
    headings, *rows = [*csv.reader(path.read_text("utf-8").splitlines())]
    assert "Student" in headings[0]
    assert "ID" in headings[1]
    assert re.search(r"SIS\s+User\s+ID", headings[2])
    assert re.search(r"SIS\s+Login\s+ID", headings[3])
    assert "Section" in headings[4]
    columns = {}
    for at, heading in enumerate(headings[5:], 5):
        match = re.fullmatch(r"(.*) \((\d+)\)", heading)
        assert match, heading
        assert assignments[int(match[2])] == match[1]
        columns[int(match[2])] = at
    taken: dict[int, dict[int, str]] = {number: {} for number in columns}
    possible = ""
    for row in rows:
        if "Points Possible" in row[0]:
            possible = row[5]
            continue
        assert int(row[1]) in students, row
        for number, at in columns.items():
            taken[number][int(row[1])] = row[at].strip()
    return taken, possible
