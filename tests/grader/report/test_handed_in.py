"""The sources beside the scores, and what is found at their lines."""

import random

import msgspec
import pytest

from grader.records import HandedOut, Submission
from grader.report import handed_in, read_back, site
from grader.report.handed_in import Note
from grader.report.member import Member
from grader.result import Gap
from grader.scoring.scorecard import Notice
from tests.grader import made_class

CODE = "import torch\n\n\nclass Linear:\n    w = '<script>alert(1)</script>'\n    x.backward()\n"
RULE = Notice("torch-autograd", "framework/linear.py", 6, ".backward() of a tensor")


def record(violations=(), gaps=(), **test):
    """One whose first test came to this."""
    made = made_class.result("anna", 1.0, random.Random(1), violations)
    one = read_back.of(msgspec.structs.replace(made, gaps=gaps))
    first, *others = one.exercises
    tests = (msgspec.structs.replace(first.tests[0], **test), *first.tests[1:])
    return msgspec.structs.replace(one, exercises=(msgspec.structs.replace(first, tests=tests), *others))


def shown(files, one, handed_out=HandedOut()):  # noqa: B008 - frozen
    return handed_in.shown(files, one, handed_out)


def notes(files, one):
    return {(file.path, line.number): line.notes for file in shown(files, one) for line in file.lines if line.notes}


def test_there_and_back(tmp_path):
    kept = Submission("anna", "a" * 64, {"framework/linear.py": "größer\n\xff".encode("latin-1")})
    handed_in.keep(kept, tmp_path / "anna")
    assert handed_in.read(tmp_path / "anna", "a" * 64) == {"framework/linear.py": "gr\ufffd\ufffder\n\ufffd"}
    assert handed_in.read(tmp_path / "anna", "b" * 64) is None
    assert handed_in.read(tmp_path / "ben", "a" * 64) is None
    written = (tmp_path / "anna" / handed_in.FILE).stat().st_mtime_ns
    handed_in.keep(kept, tmp_path / "anna")
    assert (tmp_path / "anna" / handed_in.FILE).stat().st_mtime_ns == written
    handed_in.keep(Submission("anna", "b" * 64, {}), tmp_path / "anna")
    assert handed_in.read(tmp_path / "anna", "b" * 64) == {}
    (tmp_path / "anna" / handed_in.FILE).write_bytes(b"[" * 100_000)
    assert handed_in.read(tmp_path / "anna", "b" * 64) is None


def test_what_was_found_stands_at_its_line():
    gap = Gap("framework/linear.py", 4, "Python cannot read this file: invalid syntax.")
    hint = "Your code raised TypeError at framework/linear.py:5. Mind it."
    one = record((RULE,), (gap,), outcome="failed", hint=hint)
    title = f"{one.exercises[0].title}: {one.exercises[0].tests[0].title}"
    assert notes({"framework/linear.py": CODE}, one) == {
        ("framework/linear.py", 6): (Note("violation", ".backward() of a tensor (torch-autograd)"),),
        ("framework/linear.py", 4): (Note("gap", gap.message),),
        ("framework/linear.py", 5): (Note("raised", f"Your code raised TypeError. Mind it. ({title})"),),
    }


def test_a_place_in_a_message_counts_where_the_hint_has_none():
    one = record(
        outcome="blocked", message="needs Linear, but it raises (framework/linear.py:4)\nmore", hint="Mend it."
    )
    [note] = notes({"framework/linear.py": CODE}, one)["framework/linear.py", 4]
    assert note.text.startswith("Mend it. (")
    assert notes({"framework/linear.py": CODE}, record(outcome="passed", message="(framework/linear.py:4)")) == {}


@pytest.mark.parametrize(("file", "line"), [("framework/linear.py", 0), ("framework/linear.py", 99), ("other.py", 6)])
def test_a_place_that_is_not_there_is_no_note(file, line):
    assert notes({"framework/linear.py": CODE}, record((msgspec.structs.replace(RULE, file=file, line=line),))) == {}


def test_lines_are_those_of_python():
    text = "a = '\x0c'\r\nb = '\u2028'\rc = 3\n"
    [file] = shown({"a.py": text}, record())
    assert [(line.number, line.text) for line in file.lines] == [(1, "a = '\x0c'"), (2, "b = '\u2028'"), (3, "c = 3")]


def test_a_long_file_keeps_its_beginning_and_what_stands_round_a_note():
    text = "\n".join(["x" * (handed_in.LONGEST + 5), *(f"a = {n}" for n in range(2, 10_001))])
    rule = msgspec.structs.replace(RULE, line=9_000)
    [file] = shown({"framework/linear.py": text}, record((rule,)))
    numbers = [line.number for line in file.lines]
    assert numbers == [*range(1, handed_in.LONG + 1), 0, *range(8_992, 9_009), 0]
    assert file.lines[0].text.endswith("x … 5 more characters")
    assert file.lines[handed_in.LONG].text == "… 7,491 lines left out"
    assert file.lines[-1].text == "… 992 lines left out"


def test_thousands_of_files_stay_a_page():
    files = {f"framework/a{n}.py": "a = 1\n" * 100 for n in range(1_000)}
    lines = sum(len(file.lines) for file in shown(files, record()))
    assert lines < handed_in.MOST + 2 * len(files)


def test_what_was_handed_out_is_only_named_and_notes_come_first():
    files = {"framework/a.py": "a = 1\n", "framework/b.py": "b = 1\n", "framework/linear.py": CODE}
    made = shown(files, record((RULE,)), HandedOut({"framework/a.py": b"a = 1\r\n"}))
    assert [(file.path, bool(file.lines)) for file in made] == [
        ("framework/linear.py", True), ("framework/b.py", True), ("framework/a.py", False),
    ]  # fmt: skip


def test_the_page_shows_it_escaped_and_notices_lead_to_their_line(tmp_path):
    one = record((RULE,))
    handed_in.keep(Submission("anna", one.submission.sha256, {"framework/linear.py": CODE.encode()}), tmp_path)
    text = site.student_page("anna", one, Member(), ("", ""), site.source(tmp_path, one))
    assert '<a href="#line-1"><code>framework/linear.py:6</code></a>' in text
    assert '<span data-n="6" class="here" id="line-1">    x.backward()' in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text
    (tmp_path / handed_in.FILE).unlink()
    text = site.student_page("anna", one, Member(), ("", ""), site.source(tmp_path, one))
    assert "It was not kept beside this result" in text
    assert "#line-1" not in text
