"""What a reader sees of a finding."""

from grader.screen import Finding


def test_a_finding_is_a_place_a_text_and_what_to_write():
    found = Finding("framework/a.py", 3, "autograd", "x.backward()", "Write it.", "violation")
    assert str(found) == "framework/a.py:3: x.backward()\n    Write it. [autograd]"
    assert str(Finding("a.py", 1, "import", "import os", "Why?", "remark")).endswith("[import, a remark]")


def test_findings_sort_as_they_are_read():
    rows = [("b.py", 1), ("a.py", 10), ("a.py", 2)]
    found = sorted(Finding(file, line, "r", "t", "m", "remark") for file, line in rows)
    assert [(f.file, f.line) for f in found] == [("a.py", 2), ("a.py", 10), ("b.py", 1)]
