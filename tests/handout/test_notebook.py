"""The notebook in a real kernel: with stubs nothing crashes, with the solution every check passes."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

from tests.handout.student import FILES, STUDENT, copy, solve_notebook


def executed(folder):
    """The notebook after a run from top to bottom."""
    notebook = nbformat.read(folder / "assignment.ipynb", as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


def said(cell):
    """What a cell printed."""
    return "".join(output.get("text", "") for output in cell["outputs"] if output["output_type"] == "stream")


def checks(notebook):
    return {cell["id"].removeprefix("check-"): said(cell) for cell in notebook.cells if cell["id"].startswith("check-")}


def test_the_notebook_is_valid_and_its_ids_are_stable():
    notebook = nbformat.read(STUDENT / "assignment.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all("-" in name or name == "start" for name in ids), "expected ids made from what a cell is about"


def test_one_cell_holds_each_file():
    cells = json.loads((STUDENT / "assignment.ipynb").read_text("utf-8"))["cells"]
    held = {
        cell["metadata"]["assignment"]["file"]: (cell["metadata"]["assignment"]["exercise"], "".join(cell["source"]))
        for cell in cells
        if "assignment" in cell["metadata"]
    }
    for exercise, files in FILES.items():
        for file in files:
            assert held[file][0] == exercise
    for file, (_, source) in held.items():
        first, _, rest = source.partition("\n")
        assert first == f"%%writefile {file}"
        assert rest.strip() == (STUDENT / file).read_text("utf-8").strip()
    package = {path.relative_to(STUDENT).as_posix() for path in (STUDENT / "framework").rglob("*.py")}
    assert held.keys() == package | {"test.py"}


def test_with_stubs_nothing_crashes(tmp_path):
    answers = checks(executed(copy(tmp_path / "handout")))
    assert len(answers) >= 7
    for exercise, answer in answers.items():
        assert "not yet written" in answer, exercise
        assert "Every public test passes." not in answer


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = copy(tmp_path_factory.mktemp("solved") / "handout")
    solve_notebook(folder / "assignment.ipynb")
    return folder, executed(folder)


def test_with_the_solution_every_check_is_green_once_all_is_written(solved):
    for exercise, answer in checks(solved[1]).items():
        assert "Every public test passes." in answer, (exercise, answer)


def test_each_gradient_check_is_right_and_each_look_shows_something(solved):
    shown = {cell["id"]: cell for cell in solved[1].cells if cell["id"].startswith(("gradient-", "look-"))}
    assert len(shown) > 8
    for name, cell in shown.items():
        assert cell["outputs"], name
        assert "does not fit" not in said(cell), name
        assert "Not yet" not in said(cell), name


def test_answers_unfold_below_each_question():
    notebook = nbformat.read(STUDENT / "assignment.ipynb", as_version=4)
    lessons = [cell["source"] for cell in notebook.cells if "**Check yourself.**" in cell["source"]]
    assert len(lessons) == len(FILES)
    for lesson in lessons:
        below = lesson.partition("**Check yourself.**")[2]
        assert "<details><summary>Answer</summary>\n\n" in below
        assert "\n\n</details>" in below


def test_the_disk_is_learnt_with_a_curve_and_a_figure(solved):
    folder, notebook = solved
    (cell,) = (cell for cell in notebook.cells if cell["id"] == "train-code")
    error = float(said(cell).partition("test error: ")[2].split()[0])
    assert error < 10
    pictures = [output for output in cell["outputs"] if "image/png" in output.get("data", {})]
    assert len(pictures) == 2
    assert (folder / "submission.zip").is_file()
