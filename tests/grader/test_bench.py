"""`python -m grader bench` measures both ways, with and without the runs of test.py."""

import re

from tests.commands import python


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
