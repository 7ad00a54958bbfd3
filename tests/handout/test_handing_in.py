"""What is handed in is what counts: the archive, what is said before it, and the README's own path to it."""

import json
import re
import shutil
import zipfile

import pytest

from grader import intake, settings
from grader.grade import grade
from tests.grader.layout import LAYOUT
from tests.handout.student import FILES, STUDENT, copy, run_student, solve, solve_notebook


@pytest.fixture
def folder(tmp_path):
    """A folder as students have it at the end: an environment, data, caches and trials beside the work."""
    made = copy(tmp_path / "handout")
    solve(made)
    for name in ("venv/lib/python3.11/site-packages/torch/nn.py", "data/points.csv", "framework/__pycache__/x.pyc",
                 ".ipynb_checkpoints/test.py", "trial.py", "framework/notes.txt"):  # fmt: skip
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("import torch.nn\n", "utf-8")
    (made / "plots.py").write_text("def plot():\n    pass\n", "utf-8")
    script = made / "test.py"
    script.write_text(script.read_text("utf-8").replace("import torch\n", "import plots\nimport torch\n", 1), "utf-8")
    return made


def test_the_readmes_path_gives_everything_for_a_right_solution(folder):
    assert "python check.py --hand-in" in (STUDENT / "README.md").read_text("utf-8")
    said = run_student(folder, "check.py", "--hand-in")
    assert (said.returncode, said.stderr) == (0, "")
    points = re.search(r"([\d.]+) of ([\d.]+) public points", said.stdout)
    assert points[1] == points[2]
    assert "The rule: nothing found that breaks it." in said.stdout
    names = set(zipfile.ZipFile(folder / "submission.zip").namelist())
    package = {path.relative_to(folder).as_posix() for path in (folder / "framework").glob("*.py")}
    assert names == package | {"test.py", "plots.py"}
    result = grade(folder / "submission.zip", settings.read(), seed=3)
    assert (result.status, result.scorecard.score) == ("graded", 100.0), result


def test_the_archive_holds_what_the_grader_takes_of_the_folder(folder):
    run_student(folder, "-c", "from pathlib import Path; from checks import handed; handed.archive(Path.cwd())")
    packed = intake.read(folder / "submission.zip", LAYOUT).files
    (folder / "submission.zip").unlink()
    shutil.rmtree(folder / "checks")
    assert packed == intake.read(folder, LAYOUT).files


def test_stubs_that_are_left_and_cells_that_differ_are_listed(folder):
    shutil.copyfile(STUDENT / "framework" / "losses.py", folder / "framework" / "losses.py")
    solve_notebook(folder / "assignment.ipynb")
    said = " ".join(run_student(folder, "check.py", "--hand-in").stdout.split())
    assert re.search(r"Not yet written \(\d+\): framework/losses\.py: .*MSELoss\.forward", said)
    assert "differ from the files: framework/losses.py, test.py." in said
    assert "submission.zip: framework/ (" in said


def test_a_zipped_folder_with_its_environment_is_still_the_same_submission(folder, tmp_path):
    """Whoever packs it by hand all the same."""
    for number in range(30_000):
        (folder / "venv" / f"{number}.py").touch()
    (folder / "venv" / "pyvenv.cfg").write_text("home = /usr\n")
    path = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    files = intake.read(path, LAYOUT).files
    assert set(files) >= {name for each in FILES.values() for name in each}
    assert not [name for name in files if name.startswith("venv")]


@pytest.mark.parametrize(("name", "value"), [("PYTHONIOENCODING", "cp1252"), ("LC_ALL", "C"), ("PYTHONUTF8", "0")])
def test_any_character_is_printed_whatever_the_console_is_set_to(name, value, folder):
    script = folder / "test.py"
    script.write_text(script.read_text("utf-8").replace("    main()\n", "    print('→ ∂L')\n    main()\n"), "utf-8")
    said = run_student(folder, "check.py", "training", **{name: value})
    assert (said.returncode, said.stderr) == (0, "")
    assert "Every public test passes." in said.stdout
    assert "✓" in said.stdout


def test_the_rule_that_is_broken_comes_last_with_what_it_costs(folder):
    source = folder / "framework" / "linear.py"
    source.write_text(
        source.read_text("utf-8").replace("import torch\n", "import torch\nimport torch.nn\n", 1), "utf-8"
    )
    said = run_student(folder, "check.py", "linear").stdout
    points, _, rule = " ".join(said.split()).partition("The rule is broken.")
    assert "Every public test passes." in points
    assert "the mark is 20 of 100 at most, whatever the tests say" in rule
    assert "Allowed is what a plain tensor can do" in rule
    assert json.loads((folder / "checks" / "asked.json").read_text("utf-8"))["cap"] == 20
