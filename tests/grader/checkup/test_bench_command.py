"""`python -m grader bench` measures both ways, with and without the runs of the script."""

import re

import pytest

from grader import settings
from grader.checkup import bench_command, class_pace, watch_cost
from grader.checkup.class_pace import Pace
from tests.commands import ROOT, python


@pytest.mark.corpus
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


def test_only_the_check_where_that_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_command, "measure_check", lambda *_: watch_cost.Cost(2.0, 2.5))
    bench_command.bench(ROOT, watch=True)
    assert capsys.readouterr().out == "gradient suites: 2.00 s CPU; with the check 2.50 s\nthe check: +25%\n"


def test_growth_is_said_size_by_size(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = [Pace("batch, 2 jobs", count, 2.0 + count, 1.0 + count) for count in (10, 100)]
    monkeypatch.setattr(class_pace, "growth", lambda *_: iter(made))
    bench_command._growth(ROOT, settings.read(), [10, 100])
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == ["batch, 2 jobs", "batch, 2 jobs", "from 10 to 100"]
