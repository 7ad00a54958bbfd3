"""What lies in a folder of results: everybody has a row, and what stands out is told by its kind."""

import random
from pathlib import Path

import msgspec
import pytest

from grader.report import read_back, roll, site
from grader.result import FAILED, UNREAD, Gap
from grader.testing import recorder
from tests.grader import made_class


def record(*gaps, **test):
    """One with these gaps, and a first test that came to this."""
    made = msgspec.structs.replace(made_class.result("anna", 1.0, random.Random(1)), gaps=gaps)
    one = read_back.of(made)
    first, *others = one.exercises
    tests = (msgspec.structs.replace(first.tests[0], **test), *first.tests[1:])
    return msgspec.structs.replace(one, exercises=(msgspec.structs.replace(first, tests=tests), *others))


def told(one):
    return [(problem.kind, problem.what) for problem in roll.problems("anna", one) if problem.kind != "rule broken"]


def test_a_syntax_error_and_an_import_error_are_problems_of_their_own():
    unread = Gap("framework/linear.py", 7, f"{UNREAD}: invalid syntax. It counts as not written: and so on.")
    failed = Gap("framework/losses.py", 2, f"{FAILED}: ModuleNotFoundError: No module named 'keras'. It counts as …")
    absent = Gap("framework/cell.py", 0, "This file is not there. It counts as not written.")
    assert told(record(absent, failed, unread)) == [
        ("syntax error", f"framework/linear.py:7: {UNREAD}: invalid syntax."),
        ("import error", f"framework/losses.py:2: {FAILED}: ModuleNotFoundError: No module named 'keras'."),
        ("not read as handed in", "framework/cell.py"),
    ]


def test_of_many_files_that_are_not_there_some_are_named():
    gaps = [Gap(f"framework/{name}.py", 0, "This file is not there.") for name in "abcde"]
    assert told(record(*gaps)) == [
        ("not read as handed in", "framework/a.py; framework/b.py; framework/c.py; and 2 other files")
    ]


def test_what_could_not_be_loaded_is_an_import_error():
    one = record(outcome="not_run", message="the submission could not be loaded: the first tests say why")
    first, *others = one.exercises
    fell = msgspec.structs.replace(first.tests[1], outcome="crashed", message="it ended itself with exit status 0")
    first = msgspec.structs.replace(first, tests=(first.tests[0], fell, *first.tests[2:]))
    one = msgspec.structs.replace(one, exercises=(first, *others))
    assert told(one)[0] == ("import error", "it could not be loaded: it ended itself with exit status 0")
    assert roll.NOT_LOADED in Path(recorder.__file__).read_text()


def test_everybody_has_a_row(tmp_path):
    made_class.build(tmp_path, 4)  # the last one cannot be read
    (tmp_path / "dora").mkdir()
    (tmp_path / "dora" / "problem.txt").write_text("it died")
    (tmp_path / "roster.json").write_text('{"student-0000": {"name": "Ana"}, "Carla": {"name": "Carla Müller"}}')
    found = roll.read(tmp_path)
    assert found.why_none == {
        "Carla": "nothing handed in", "dora": "grader error", "student-0003": "unreadable",
    }  # fmt: skip
    assert list(found.rows) == ["Carla", "dora", "student-0000", "student-0001", "student-0002", "student-0003"]
    site.write(tmp_path)
    row = (tmp_path / "index.html").read_text("utf-8").partition('<tr data-state="missing problem">')[2]
    assert row.startswith('<th scope="row" class="who">Carla</th><td class="who">Carla Müller')
    assert '<span class="tag bad">nothing handed in</span>' in row.partition("</tr>")[0]


@pytest.mark.parametrize("size", [0, 1])
def test_a_class_that_handed_in_nothing_has_its_rows(tmp_path, size):
    made_class.build(tmp_path, size)
    (tmp_path / "roster.json").write_text('{"Carla": {"name": "Carla Müller"}}')
    site.write(tmp_path)
    assert "Carla Müller" in (tmp_path / "index.html").read_text("utf-8")
