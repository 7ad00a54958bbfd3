"""`python -m handout`: in step, the same bytes each time, differences by name, a sentence for what does not fit."""

import json
import shutil

from tests.commands import python
from tests.handout.student import ROOT, STUDENT, tree


def test_the_committed_handout_is_in_step():
    done = python("-m", "handout", "check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]


def test_two_builds_give_the_same_bytes_which_are_the_committed_ones(tmp_path):
    for name in ("one", "two"):
        done = python("-m", "handout", "build", "--out", str(tmp_path / name))
        assert (done.returncode, done.stderr) == (0, "")
    assert tree(tmp_path / "one") == tree(tmp_path / "two") == tree(STUDENT)


def test_a_changed_docstring_shows_as_a_difference_until_it_is_built(repository):
    source = repository / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(text.replace('"""y = x wᵀ + b.\n', '"""y = x wᵀ + b, row by row.\n'), "utf-8")
    done = python("-m", "handout", "check", cwd=repository)
    assert done.returncode == 1
    assert "framework/linear.py" in done.stdout
    assert "assignment.ipynb" in done.stdout
    assert '+        """y = x wᵀ + b, row by row.' in done.stdout
    assert python("-m", "handout", "build", cwd=repository).returncode == 0
    assert python("-m", "handout", "check", cwd=repository).returncode == 0
    source.write_text(text, "utf-8")
    assert python("-m", "handout", "build", cwd=repository).returncode == 0
    assert tree(repository / "handout" / "student") == tree(STUDENT)


def test_a_name_that_the_solution_lacks_is_refused(repository):
    listed = repository / "handout" / "exercises.toml"
    text = listed.read_text("utf-8")
    listed.write_text(text.replace('write = ["Linear"]', 'write = ["Linear", "Lineal"]'), "utf-8")
    done = python("-m", "handout", "build", cwd=repository)
    listed.write_text(text, "utf-8")
    assert done.returncode == 2
    assert "Lineal" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(repository / "handout" / "student") == tree(STUDENT)


def test_words_that_the_solution_no_longer_says_are_refused(repository):
    source = repository / "framework" / "linear.py"
    text = source.read_text("utf-8")
    source.write_text(text.replace("return g w.", "return g times w."), "utf-8")
    done = python("-m", "handout", "build", cwd=repository)
    source.write_text(text, "utf-8")
    assert done.returncode == 2
    assert "linear: expected its stubs to say once: Add gᵀ x to dw" in done.stderr


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = python("-m", "handout", "build", "--out", str(tmp_path))
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_the_grader_knows_of_the_handout_is_held_against_it_and_built_anew(repository):
    noted = repository / "grader" / "assignment" / "handed_out.json"
    before = noted.read_bytes()
    noted.write_bytes(before.replace(b"Linear.forward", b"Linear.forwards"))
    done = python("-m", "handout", "check", cwd=repository)
    assert (done.returncode, "grader/assignment/handed_out.json" in done.stdout) == (1, True)
    noted.unlink()
    assert python("-m", "handout", "check", cwd=repository).returncode == 1
    assert python("-m", "handout", "build", cwd=repository).returncode == 0
    assert noted.read_bytes() == before


def test_where_no_handout_stands_the_note_of_it_is_held_against_the_solution(tmp_path):
    folder = tmp_path / "kmeans"
    shutil.copytree(ROOT / "examples" / "kmeans", folder, ignore=shutil.ignore_patterns("student"))
    check = ("-m", "handout", "check", "--assignment", str(folder))
    done = python(*check)
    assert (done.returncode, done.stderr) == (0, "")
    assert "handed_out.json is in step with the solution; no handout stands there" in done.stdout
    noted = folder / "handed_out.json"
    noted.write_bytes(noted.read_bytes().replace(b"def ", b"def of_", 1))
    done = python(*check)
    assert done.returncode == 1
    assert f"`python -m handout build --assignment {folder}` writes it anew" in done.stdout
    noted.unlink()
    assert python(*check).returncode == 1
    assert python("-m", "handout", "build", "--assignment", str(folder)).returncode == 0
    done = python(*check)
    assert (done.returncode, done.stdout) == (0, "The handout is in step with the solution.\n")


def test_the_checks_know_the_names_of_the_stubs_and_what_a_breach_costs():
    told = json.loads((STUDENT / "checks" / "asked.json").read_text("utf-8"))
    assert (told["cap"], told["points"]) == (20, 100)
    linear = told["files"]["framework/linear.py"]
    assert linear["exercise"] == "linear"
    assert (linear["names"]["Linear.forward"], linear["names"]["Linear.__init__"]) == (True, False)
    assert told["files"]["framework/sequential.py"]["names"]["Sequential.describe"] is False
