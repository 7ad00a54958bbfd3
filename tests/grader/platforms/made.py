"""A class as each platform exports it: namesakes, accents, two hand-ins, reports beside the work, phantoms."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.grader.intake.packing import FILES, folder


@dataclass(frozen=True)
class Student:
    number: int
    first: str
    last: str
    user: str

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def sortable(self) -> str:
        return f"{self.last}, {self.first}"

    @property
    def work(self) -> dict[str, bytes]:
        """What this one wrote, and nobody else."""
        return {**FILES, "framework/linear.py": f"y = {self.number}\n".encode()}

    @property
    def former(self) -> dict[str, bytes]:
        return {**FILES, "framework/linear.py": f"y = -{self.number}\n".encode()}


CLASS = (
    Student(1001, "Ada", "Lovelace", "adalove"),
    Student(1002, "Ada", "Lovelace", "ada-love"),
    Student(1003, "Seán", "O'Brien", "obrien"),
    Student(1004, "Zoë", "Müller-Lüdenscheidt", "zoe"),
    Student(1005, "李", "雷", "lilei"),
    Student(1006, "Mary_Jane", "Watson", "love"),
)
MISSING = Student(1099, "No", "Show", "noshow")
PHANTOMS = {".DS_Store": b"", "__MACOSX/._x": b"", "Thumbs.db": b"", "desktop.ini": b""}


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return stream.getvalue()


def moodle(at: Path, last: str = "_") -> Path:
    """Folders; `last`: what older versions put at the end of their names."""
    files = dict(PHANTOMS)
    for one in CLASS:
        who = f"{moodle_name(one)}_{one.number}_assignsubmission"
        files[f"{who}_file{last}/hw/project.zip"] = archive(one.work)
        files |= {f"{who}_file{last}/{name}": b"" for name in ("report.pdf", "fig.png", ".DS_Store")}
        files[f"{who}_onlinetext{last}/onlinetext.html"] = b"<p>see my file</p>"
    return folder(at, files)


def moodle_flat(at: Path) -> Path:
    files = dict(PHANTOMS)
    for one in CLASS:
        who = f"{moodle_name(one)}_{one.number}_assignsubmission"
        files[f"{who}_file_project.zip"] = archive(one.former)
        files[f"{who}_file_project-2.zip"] = archive(one.work)
        files |= {f"{who}_file_report.pdf": b"", f"{who}_onlinetext_onlinetext.html": b""}
    return folder(at, files)


def moodle_name(one: Student) -> str:
    """As a file name of Moodle's."""
    return one.full.replace("'", "").replace("_", " ")


def canvas(at: Path) -> Path:
    files = dict(PHANTOMS)
    for one in CLASS:
        late = "_LATE" if one.number % 2 else ""
        who = f"{canvas_name(one)}{late}_{one.number}"
        files[f"{who}_{one.number + 7000}_project.zip"] = archive(one.former)
        files[f"{who}_{one.number + 8000}_project-2.zip"] = archive(one.work)
        files |= {f"{who}_{one.number + 9000}_report.pdf": b"", f"{who}_text.html": b""}
    return folder(at, files)


def canvas_name(one: Student) -> str:
    return "".join(c for c in one.sortable.lower() if c.isalnum() or c == "_")


def gradescope(at: Path) -> Path:
    files, told = dict(PHANTOMS), ["---"]
    for place, one in enumerate(CLASS):
        for number, day, work in ((place + 500, 2, one.work), (place + 900, 1, one.former)):
            files |= {f"submission_{number}/{name}": data for name, data in work.items()}
            files[f"submission_{number}/report.pdf"] = b""
            told += [
                f"submission_{number}:", "  :submitters:", f"  - :name: {one.full}", f"    :sid: '{one.number}'",
                f"    :email: {one.user}@example.org", f"  :created_at: 2026-03-0{day} 22:59:00.000000000 Z",
                "  :score: 12.0", "  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess", "    x: 1",
            ]  # fmt: skip
    return folder(at, {**files, "submission_metadata.yml": "\n".join(told).encode()})


def classroom(at: Path) -> Path:
    files = dict(PHANTOMS)
    for one in CLASS:
        files |= {f"project-2-{one.user}/{name}": data for name, data in one.work.items()}
        files |= {f"project-2-{one.user}/.git/HEAD": b"", f"project-2-{one.user}/report.pdf": b""}
    return folder(at, files)


def table(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def worksheet(path: Path) -> Path:
    """Moodle's grading worksheet."""
    headings = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
                "Last modified (submission)", "Last modified (grade)", "Feedback comments"]  # fmt: skip
    lines = [
        [f"Participant {one.number}", one.full, f"{one.user}@example.org", "Submitted for grading - Not marked", "",
         "100.00", "Yes", "Sunday, 1 March 2026, 11:58 PM", "-", ""]
        for one in CLASS
    ]  # fmt: skip
    nobody = [f"Participant {MISSING.number}", MISSING.full, "", "No submission", "", "100.00", "Yes", "-", "-", ""]
    return table(path, [headings, *lines, nobody])


def gradebook(path: Path) -> Path:
    """Canvas' gradebook export."""
    headings = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Project 1 (4710)", "Project 2 (4711)",
                "Current Score", "Final Score"]  # fmt: skip
    lines = [[one.sortable, one.number, f"S{one.number}", one.user, "A", "9.5", "", "95.0", "47.5"] for one in CLASS]
    lines.append([MISSING.sortable, MISSING.number, "S9", MISSING.user, "A", "", "", "", ""])
    lines.append(["Student, Test", 9999, "", "f00", "A", "", "", "", ""])
    manual = ["", "", "", "", "", "", "Manual Posting", "", ""]
    possible = ["    Points Possible", "", "", "", "", "10.00", "100.00", "(read only)", "(read only)"]
    return table(path, [headings, manual, possible, *lines])


def github_roster(path: Path) -> Path:
    headings = ["identifier", "github_username", "github_id", "name"]
    lines = [[f"{one.user}@example.org", one.user.upper(), one.number, one.full] for one in CLASS]
    return table(path, [headings, *lines, ["noshow@example.org", "", "", ""]])
