"""What the screen costs is bounded, whatever is handed in: nobody limits the process that reads."""

import time

import pytest

from grader.intake import FILE_BYTES
from grader.screen import meaning, screen
from grader.screen.meaning import STEPS
from grader.screen.run import TANGLED
from tests.grader.autograd.collection import solution

SECONDS = 20  # of CPU time; each of these took minutes, or all memory, when every way was followed


def filled(*lines: str) -> str:
    """As many of the lines, in order, as a file may have."""
    share = FILE_BYTES // len(lines)
    return "".join(line * (share // len(line)) for line in lines)


def chain(count: int, line: str) -> str:
    """A line for each number, that may speak of the next one."""
    return "".join(line.format(this=i, next=i + 1) for i in range(count))


TANGLES = {
    "a text doubled": "x0 = 'ab'\n" + chain(60, "x{next} = x{this} + x{this}\n") + "getattr(a, x60)",
    "a text in f-strings": "x0 = 'ab'\n" + chain(60, "x{next} = f'{{x{this}}}{{x{this}}}'\n") + "getattr(a, x60)",
    "a name bound and read thousands of times": filled("a=b\n", "a.x\n"),
    "thousands of texts for a name": filled("n='a' if b else 'c'\n", "getattr(x,n)\n"),
    "a name that is all of its alternatives": "a=" + " or ".join(["a"] * 60_000),
    "a module imported thousands of times": filled("from . import a\n", "a.b()\n"),
    "classes that share all their bases": "class A0: pass\nclass B0: pass\n"
    + chain(40, "".join(f"class {c}{{next}}(A{{this}}, B{{this}}):\n def m(self):\n  vars(self)\n" for c in "AB")),
}  # fmt: skip


@pytest.mark.parametrize("name", TANGLES)
def test_a_tangle_is_given_up_and_said(name):
    began = time.process_time()
    findings = screen({"framework/__init__.py": TANGLES[name].encode(), "framework/a.py": b"b = 1"})
    assert time.process_time() - began < SECONDS
    assert any(finding.message == TANGLED or finding.rule == "dynamic" for finding in findings)


def test_long_findings_are_given_up():
    began = time.process_time()
    screen({"framework/__init__.py": "\n".join(["a" + "._b" * 300] * (FILE_BYTES // 901)).encode()})
    assert time.process_time() - began < SECONDS


def test_an_honest_submission_is_far_from_that(monkeypatch):
    monkeypatch.setattr(meaning, "STEPS", STEPS // 50)
    assert screen(solution()) == ()
