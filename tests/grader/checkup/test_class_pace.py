"""How fast a class is graded: distinct copies, beside the plain way, and what each one more costs."""

import sys
from pathlib import Path

import pytest

from grader import intake, settings
from grader.checkup import class_pace
from grader.checkup.wall_cost import NotASolution
from tests.commands import ROOT


@pytest.mark.corpus
def test_a_class_is_measured_beside_the_plain_way(tmp_path: Path) -> None:
    assignment = settings.read()
    entries = class_pace.copies(ROOT, assignment.layout, tmp_path / "in", 1)
    ours, plain = class_pace.graded(entries, tmp_path / "out", 1), class_pace.plain(entries, assignment.suites)
    assert ours.cpu > 0.5
    assert plain.cpu > 0.5
    assert ours.memory > 0
    assert ours.grading > 0
    assert 0 < class_pace.ratio([[ours, plain]]) < 2
    assert "1 submissions" in ours.words


def test_growth_is_what_each_one_more_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(class_pace, "copies", lambda *given: made.append(given[-1]) or given[2])
    monkeypatch.setattr(class_pace, "graded", lambda *_: class_pace.Pace("batch, 1 job", made[-1], 2.0, 1.0))
    small, large = class_pace.growth(ROOT, settings.read(), [1, 2], 1)
    assert (small.count, large.count) == (1, 2)
    [words] = class_pace.more([large, small])
    assert words.startswith("from 1 to 2: ")
    exact = [class_pace.Pace("batch", count, 2.0 + 0.5 * count, 1.0 + 0.25 * count) for count in (10, 100, 1000)]
    assert [line.partition(": ")[2] for line in class_pace.more(exact)] == [
        "0.500 s CPU, 0.250 s for each one more"
    ] * 2


def test_copies_are_distinct_and_otherwise_the_solution(tmp_path: Path) -> None:
    layout = settings.read().layout
    folder = class_pace.copies(ROOT, layout, tmp_path / "in", 2)
    one, other = (intake.read(path, layout) for path in sorted(folder.iterdir()))
    assert one.sha256 != other.sha256
    assert {name for name in one.files if one.files[name] != other.files[name]} == {f"{layout.package}/__init__.py"}


def test_a_run_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(NotASolution, match="ended with 3:\nno more"):
        class_pace.spend([sys.executable, "-c", "import sys; print('no more'); sys.exit(3)"], tmp_path)
