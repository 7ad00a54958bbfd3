"""What a student sees: `python check.py` and `python -m pytest` in a copy of the handout, outside of the repo.

Neither the repo nor the network is in reach: the copy stands alone, and says how far its owner is.
"""

import os
import re
import subprocess
import sys
import tomllib

import pytest

from tests.handout.student import FILES, ROOT, STUDENT, copy, solve

PUBLIC = tomllib.loads((STUDENT / "checks" / "rubric.toml").read_text("utf-8"))["exercises"]


def run(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "160", "PYTHONUTF8": "1", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One copy, which the tests below fill exercise by exercise, in the order of the lessons."""
    return copy(tmp_path_factory.mktemp("student") / "handout")


def test_untouched(folder):
    said = run(folder, "check.py")
    assert (said.returncode, said.stderr) == (0, "")
    assert "0.00 of " in said.stdout
    assert "not yet written: " in said.stdout
    hidden = re.search(r"(\d+) hidden tests", said.stdout)
    everything = tomllib.loads((ROOT / "grader" / "rubric.toml").read_text("utf-8"))["exercises"]
    count = sum(len(exercise["tests"]) for exercise in everything.values())
    alone = run(folder, "check.py", "linear")
    assert "needs “Linear(3, 4) has its sizes" in alone.stdout
    assert int(hidden[1]) == count - sum(len(exercise["tests"]) for exercise in PUBLIC.values())


@pytest.mark.parametrize("exercise", FILES)
def test_each_exercise_in_order(folder, exercise):
    """Its public tests pass as soon as it is written and what comes before it is there."""
    solve(folder, exercise)
    if exercise in PUBLIC:
        said = run(folder, "check.py", exercise)
        assert (said.returncode, said.stderr) == (0, "")
        assert "Every public test passes." in said.stdout, said.stdout


def test_all_of_it(folder):
    solve(folder)
    said = run(folder, "check.py")
    points = re.search(r"([\d.]+) of ([\d.]+) public points", said.stdout)
    assert points[1] == points[2]
    assert "nothing found that breaks it" in said.stdout
    done = run(folder, "-m", "pytest", "-q")
    assert done.returncode == 0, done.stdout
    assert f"{sum(len(exercise['tests']) for exercise in PUBLIC.values())} passed" in done.stdout


def test_a_broken_rule_and_a_mistake_are_named(folder):
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(
        text.replace("import torch\n", "import torch\nimport torch.nn\n").replace("g.mm(self.w)", "g.mm(self.w) * 2"),
        "utf-8",
    )
    said = run(folder, "check.py", "linear")
    source.write_text(text, "utf-8")
    assert said.returncode == 0
    assert "framework/linear.py:" in said.stdout.partition("exercise")[0]
    assert "backward on two samples, worked out by hand" in said.stdout
    assert "Every public test passes." not in said.stdout


@pytest.mark.parametrize(
    ("what", "says"),
    [("def forward(:\n", "linear.py"), ("import a_package_that_is_nowhere\n", "a_package_that_is_nowhere")],
)
def test_a_package_that_cannot_be_imported_is_a_sentence(folder, what, says):
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(what + text, "utf-8")
    said = run(folder, "check.py")
    source.write_text(text, "utf-8")
    assert said.returncode == 0
    assert says in said.stdout
    assert "Traceback" not in said.stdout + said.stderr
