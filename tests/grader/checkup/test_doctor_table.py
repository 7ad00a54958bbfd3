"""What `doctor` found, on the terminal: each wall, each action, the holes first to be seen."""

import io

from rich.console import Console

from grader.checkup.doctor import Attempt, Diagnosis
from grader.checkup.doctor_table import show_diagnosis
from grader.records import Isolation, Limits

WALLS = Isolation(True, "user 61184", "Landlock 6", "no socket", "seccomp", "pid", "out of order", True, Limits())


def said(found: Diagnosis) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_diagnosis(found, console)
    return console.file.getvalue()


def test_walls_actions_and_scores() -> None:
    text = said(Diagnosis(WALLS, (Attempt("fork", "", "PermissionError"),), 100.0, 0.0))
    for words in ("user 61184", "Landlock 6", "no socket", "seccomp", "out of order"):
        assert words in text
    assert "fork: held (PermissionError)" in text
    assert "the solution scores 100.0, the untouched handout 0.0" in text
    assert "HAS AN EFFECT" not in text


def test_a_hole_and_a_missing_wall_are_named() -> None:
    walls = Isolation(True, "", "", "", "", "", "", False, Limits(), ("seccomp: left out",))
    text = said(Diagnosis(walls, (Attempt("[b]fork[/b]", "41", "41"),), None, 0.0))
    assert "missing: seccomp: left out" in text
    assert "[b]fork[/b]: HAS AN EFFECT: 41" in text
    assert "1 had an effect" in text or "1 action" in text or "had an effect" in text
