"""`python -m grader bench` measures both ways, with and without the runs of test.py."""

import re
from pathlib import Path

from grader import settings
from grader.checkup import class_pace, phases
from grader.sandbox.zygote import Zygote
from tests.commands import ROOT, python


def test_the_command_says_what_isolation_costs():
    done = python("-m", "grader", "bench", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    seconds = [float(s) for s in re.findall(r"(\d+\.\d\d) s CPU", done.stdout)]
    assert len(seconds) == 4
    assert all(s > 0 for s in seconds)
    assert len(re.findall(r"isolation and wire: [+-]\d+% of CPU time", done.stdout)) == 2


def test_a_package_without_full_marks_is_no_measurement(tmp_path):
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "__init__.py").write_text("x = 1\n")
    done = python("-m", "grader", "bench", str(tmp_path), "--rounds", "1")
    assert done.returncode == 2
    assert "full marks" in done.stderr
    assert "Traceback" not in done.stderr


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


def test_phases_add_up_to_what_was_spent() -> None:
    with Zygote() as zygote:
        before = phases.spent()
        found = phases.warm(ROOT, settings.read(), zygote)
        spent = phases.spent() - before
    assert found.keys() == set(phases.PHASES) - {"start"}
    assert abs(sum(found.values()) - spent) < 0.2 * spent
    assert min(found.values()) >= 0
    assert found["suites"] + found["training"] > found["report"]
