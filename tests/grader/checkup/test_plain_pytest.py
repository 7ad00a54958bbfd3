"""The plain way to grade: one `python -m pytest` a submission, the same suites, no walls."""

import os
import subprocess
import sys

from tests.commands import ROOT


def test_the_suites_run_on_the_package_of_the_folder(tmp_path):
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "__init__.py").write_text("class Thing:\n    size = 3\n")
    (tmp_path / "test_thing.py").write_text(
        "def test_size(student, seed):\n    assert student.Thing().size == 3\n    assert 0 <= seed < 2**48\n"
        "def test_missing(student):\n    student.NoSuchThing\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "grader.checkup.plain_pytest"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in done.stdout
    assert "the package has no name 'NoSuchThing'" in done.stdout
