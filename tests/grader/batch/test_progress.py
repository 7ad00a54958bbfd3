"""How far a batch is: numbers, rate and the slowest, on a terminal and in a sentence at the end."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.batch.entries import Entry
from grader.batch.progress import ProgressBar


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200, force_terminal=True, color_system=None)


def entry(name: str) -> Entry:
    return Entry(name, Path(name))


def test_the_end_in_a_sentence(console: Console) -> None:
    with ProgressBar(5, console) as bar:
        bar.done(entry("anna"), "graded", 2.0)
        bar.done(entry("ben"), "graded", 3.5)
        bar.done(entry("cleo"), "copied", 9.0)
        bar.done(entry("dora"), "unchanged", 0.0)
        bar.done(entry("[b]emil[/b]"), "not gradable", 0.0)
    said = bar.summary()
    assert said.startswith("1 copied, 2 graded, 1 not gradable, 1 unchanged: ")
    assert "graded a minute, the slowest was ben with 3.5 s." in said
    assert dict(bar.counts) == {"graded": 2, "copied": 1, "unchanged": 1, "not gradable": 1}
    shown = console.file.getvalue()
    assert "[b]emil[/b]: not gradable" in shown
    assert "anna: " not in shown
    assert "5/5" in shown


@pytest.mark.parametrize(("total", "words"), [(0, "nothing to grade: "), (3, "nothing graded: ")])
def test_where_nothing_was_graded(total: int, words: str, console: Console) -> None:
    with ProgressBar(total, console) as bar:
        pass
    assert bar.summary().startswith(words)
    assert "slowest" not in bar.summary()


def test_what_runs_longest_is_named(console: Console) -> None:
    with ProgressBar(2, console) as bar:
        bar.done(entry("anna"), "graded", 2.0)
        bar.pulse("[b]ben[/b]", 12.4)
    shown = console.file.getvalue()
    assert "[b]ben[/b] runs for 12 s" in shown
    assert "a minute" in shown
    assert "slowest anna 2.0 s" in shown
