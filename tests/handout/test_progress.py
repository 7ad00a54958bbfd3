"""What a student sees: `python check.py` and `python -m pytest` in a copy of the handout, outside of the repo.

Neither the repo nor the network is in reach: the copy stands alone, and says how far its owner is.
"""

import re
import tomllib

import pytest

from tests.handout.student import FILES, ROOT, STUDENT, copy, run_student, solve

PUBLIC = tomllib.loads((STUDENT / "checks" / "assignment" / "rubric.toml").read_text("utf-8"))["exercises"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One copy, which the tests below fill exercise by exercise, in the order of the lessons."""
    return copy(tmp_path_factory.mktemp("student") / "handout")


def test_untouched(folder):
    said = run_student(folder, "check.py")
    assert (said.returncode, said.stderr) == (0, "")
    assert "0.00 of " in said.stdout
    assert "not yet written: " in said.stdout
    hidden = re.search(r"remain for the grader: (\d+)", " ".join(said.stdout.split()))
    everything = tomllib.loads((ROOT / "grader" / "assignment" / "rubric.toml").read_text("utf-8"))["exercises"]
    count = sum(len(exercise["tests"]) for exercise in everything.values())
    assert int(hidden[1]) == count - sum(len(exercise["tests"]) for exercise in PUBLIC.values())


IN_ORDER = """
import shutil, sys
from pathlib import Path
from checks.lab import check
for exercise, files in {files!r}.items():
    for file in files:
        shutil.copyfile(Path({root!r}, file), file)
    print("<<<", exercise)
    check(exercise)
"""


def test_each_exercise_in_order(folder):
    """Its public tests pass as soon as it is written and what comes before it is there."""
    said = run_student(folder, "-c", IN_ORDER.format(files=FILES, root=str(ROOT)))
    assert (said.returncode, said.stderr) == (0, "")
    answers = dict(part.split("\n", 1) for part in said.stdout.split("<<< ")[1:])
    assert answers.keys() == PUBLIC.keys()
    for exercise, answer in answers.items():
        assert "Every public test passes." in answer, (exercise, answer)


def test_all_of_it(folder):
    solve(folder)
    said = run_student(folder, "check.py")
    points = re.search(r"([\d.]+) of ([\d.]+) public points", said.stdout)
    assert points[1] == points[2]
    assert "nothing found that breaks it" in said.stdout
    done = run_student(
        folder, "-m", "pytest", "-q", "--deselect", "checks/assignment/suites/test_training.py"
    )  # ran in check.py just now
    assert done.returncode == 0, done.stdout
    tests = [test for key, exercise in PUBLIC.items() if key != "training" for test in exercise["tests"].values()]
    count = sum(len(test.get("each", ("all of them",))) for test in tests)
    assert f"{count} passed" in done.stdout


def test_a_broken_rule_and_a_mistake_are_named(folder):
    solve(folder)
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(
        text.replace("import torch\n", "import torch\nimport torch.nn\n").replace("g.mm(self.w)", "g.mm(self.w) * 2"),
        "utf-8",
    )
    said = run_student(folder, "check.py", "linear")
    screened = run_student(folder, "-m", "checks.screen", ".")
    tested = run_student(folder, "-m", "pytest", "-k", "backward_example")
    source.write_text(text, "utf-8")
    assert said.returncode == 0
    assert "blocked" not in said.stdout
    assert screened.returncode == 1
    assert "framework/linear.py" in screened.stdout
    points, _, rule = said.stdout.partition("public points;")
    assert "The rule is broken. With this the mark is 20 of 100 at most" in rule
    assert "framework/linear.py:" in rule
    assert "Allowed is what a plain tensor can do" in rule
    assert "of 4.94" in points
    assert "backward on two samples, worked out by hand" in said.stdout
    assert "Every public test passes." not in said.stdout
    for answer in (said.stdout, tested.stdout):
        assert "Linear(3, 2).backward: expected" in answer
        assert "Hint: The result is 2 times what it should be" in answer
    assert "checks/testing/expect.py" not in tested.stdout


def test_each_failed_test_of_an_exercise_has_its_hint_and_the_line_that_raised(folder):
    solve(folder)
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(text.replace("x.mm(self.w.T)", "x.mm(self.w)").replace("return [self.w] if", "return [] if"))
    said = run_student(folder, "check.py", "linear").stdout.partition("Next, ")[0]
    tested = run_student(folder, "-m", "pytest", "-k", "forward_example").stdout
    source.write_text(text, "utf-8")
    assert said.count("✗") == said.count("Hint: ") > 1
    assert "Do the shapes fit?" in said
    assert re.search(r"framework/linear\.py:\d+: y = x\.mm\(self\.w\)", tested)


def test_a_package_that_cannot_be_imported_is_a_sentence(folder):
    solve(folder)
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text("def forward(:\n" + text, "utf-8")
    said = run_student(folder, "check.py")
    source.write_text(text, "utf-8")
    assert said.returncode == 0
    assert "framework/linear.py:1: SyntaxError" in said.stdout
    assert "def forward(:" in said.stdout
    assert "^" in said.stdout
    assert "Traceback" not in said.stdout + said.stderr


def test_what_blocks_a_test_is_named(folder):
    solve(folder)
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(
        text.replace("self.in_size, self.out_size, self.bias =", "self.out_size, self.in_size, self.bias =")
    )
    said = run_student(folder, "check.py", "linear")
    source.write_text(text, "utf-8")
    assert "blocked" in said.stdout
    assert "needs “Linear(3, 4) has its sizes" in said.stdout
