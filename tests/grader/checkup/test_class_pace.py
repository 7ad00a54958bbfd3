"""`python -m grader bench` measures both ways, with and without the runs of test.py."""

from pathlib import Path

from grader.checkup import class_pace
from tests.commands import ROOT


def test_a_class_is_measured_beside_the_plain_way(tmp_path: Path) -> None:
    entries = class_pace.copies(ROOT, tmp_path / "in", 1)
    ours, plain = class_pace.graded(entries, tmp_path / "out", 1), class_pace.plain(entries)
    assert ours.cpu > 0.5
    assert plain.cpu > 0.5
    assert ours.memory > 0
    assert ours.grading > 0
    assert 0 < class_pace.ratio([[ours, plain]]) < 2
    assert "1 submissions" in ours.words


def test_growth_is_what_each_one_more_costs() -> None:
    small, large = class_pace.growth(ROOT, [1, 3], 1)
    assert (small.count, large.count) == (1, 3)
    [words] = class_pace.more([large, small])
    assert words.startswith("from 1 to 3: ")
    exact = [class_pace.Pace("batch", count, 2.0 + 0.5 * count, 1.0 + 0.25 * count) for count in (10, 100, 1000)]
    assert [line.partition(": ")[2] for line in class_pace.more(exact)] == [
        "0.500 s CPU, 0.250 s for each one more"
    ] * 2
