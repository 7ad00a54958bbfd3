"""docs/platforms.md shows a roster.json that is read, and docs/course.md commands and files that there are."""

import re
from pathlib import Path

from grader.batch.publish import known
from grader.platforms.command import GRADEBOOK, PAGES, WORKSHEET
from tests.commands import ROOT, python


def test_the_roster_on_the_page_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs/platforms.md").read_text("utf-8")
    [text] = re.findall(r"^```json\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "roster.json").write_text(text, "utf-8")
    assert known(tmp_path)["anna"].name == "Anna Müller"


def test_the_course_names_the_files_that_are_written() -> None:
    page = (ROOT / "docs/course.md").read_text("utf-8")
    for name in (GRADEBOOK, PAGES, WORKSHEET):
        assert f"RESULTS/{name}" in page


def test_every_option_of_the_course_exists() -> None:
    page = (ROOT / "docs/course.md").read_text("utf-8")
    for command in ("batch", "feedback"):
        lines = re.findall(rf"python -m grader {command} [^`\n]*", page)
        said = python("-m", "grader", command, "--help").stdout
        options = {option for line in lines for option in re.findall(r"(?<!\S)--[a-z]+", line)}
        assert options
        assert all(option in said for option in options), options
