"""The notebook in a real kernel: with stubs nothing crashes, with the solution every check passes."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

from grader import intake
from tests.grader.layout import LAYOUT
from tests.handout.student import FILES, ROOT, STUDENT, copy, solve, solve_notebook


def executed(folder):
    """The notebook after a run from top to bottom."""
    notebook = nbformat.read(folder / "assignment.ipynb", as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


def said(cell):
    """What a cell printed, and what a check shows where there is no HTML."""
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"]]
    return "".join(texts)


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


def test_checks_are_tables_that_keep_to_the_width_with_the_lines_of_cells(solved, tmp_path):
    pages = [
        output["data"]["text/html"]
        for cell in solved[1].cells
        if cell["id"].startswith("check-")
        for output in cell["outputs"]
        if "text/html" in output.get("data", {})
    ]
    assert len(pages) >= 7
    for page in pages:
        assert "width:100%" in page
        assert "overflow-wrap:anywhere" in page
        assert "<pre" not in page
    folder = copy(tmp_path / "handout")
    solve(folder)
    source = folder / "framework" / "linear.py"
    source.write_text(source.read_text("utf-8").replace("y = x.mm(self.w.T)", "y = x.mm(w.T)"), "utf-8")
    line = next(n for n, text in enumerate(source.read_text("utf-8").splitlines(), 1) if "y = x.mm(w.T)" in text)
    page = cells_of(folder, START, 'check("linear")')[-1]
    assert f"framework/linear.py:{line} (line {line + 1} of its cell)" in page


START = "from checks.lab import check, fresh, hand_in, not_yet"


def cells_of(folder, *sources):
    """What cells of one kernel print and show, each as one text."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return [
        "".join(output.get("text") or output["data"].get("text/html", "") for output in cell["outputs"])
        for cell in book.cells
    ]


def test_a_cell_without_its_first_line_is_told(tmp_path):
    folder = copy(tmp_path / "handout")
    said = cells_of(folder, START, (ROOT / "framework" / "linear.py").read_text("utf-8"), 'check("linear")')[-1]
    assert "A cell that defines Linear ran without its first line" in said
    assert "%%writefile framework/linear.py" in said


def test_a_cell_that_was_changed_and_not_run_is_told(tmp_path):
    folder = copy(tmp_path / "handout")
    solve_notebook(folder / "assignment.ipynb")
    assert "The cell of framework/linear.py was changed and not run" in cells_of(folder, START, 'check("linear")')[-1]


def test_out_of_order_twice_and_whatever_the_kernel_has_set(tmp_path):
    """A check sees the files, and nothing of what else was run."""
    folder = copy(tmp_path / "handout")
    solve(folder)
    spoiled = "import torch\ntorch.set_default_dtype(torch.float64)\nimport framework\nframework.Linear = None"
    said = cells_of(folder, START, spoiled, 'check("losses")', 'check("linear")', 'check("linear")', "check('linar')")
    assert all("Every public test passes." in text for text in said[2:5])
    assert said[5].startswith("There is no exercise 'linar': did you mean check('linear')? There are module, linear")


def test_without_the_folder_beside_it_the_first_cell_says_what_to_do(tmp_path):
    book = nbformat.read(STUDENT / "assignment.ipynb", as_version=4)
    first = next(cell["source"] for cell in book.cells if cell["id"] == "start")
    (said,) = cells_of(tmp_path, first)
    assert "there is no folder `checks`" in said
    assert "unpack it" in said


@pytest.mark.parametrize("how", ["metadata", "first lines", "cells"])
def test_a_notebook_that_lost_something_is_read_all_the_same(how, tmp_path):
    """Colab and VS Code strip metadata; a cell's first line, or a cell that carries no file, may be deleted."""
    path = tmp_path / "assignment.ipynb"
    path.write_bytes((STUDENT / "assignment.ipynb").read_bytes())
    solve_notebook(path)
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        file = cell["metadata"].get("assignment", {}).get("file")
        if how == "metadata":
            cell["metadata"] = {}
            cell.pop("id")
        elif how == "first lines" and file:
            cell["source"] = cell["source"].partition("\n")[2]
    if how == "metadata":
        book["metadata"], book["nbformat_minor"] = {}, 4
    if how == "cells":
        book["cells"] = [cell for cell in book["cells"] if "assignment" in cell["metadata"]]
    path.write_text(json.dumps(book), "utf-8")
    files = intake.read(path, LAYOUT).files
    assert {name: files[name].decode().strip() for each in FILES.values() for name in each} == {
        name: (ROOT / name).read_text("utf-8").strip() for each in FILES.values() for name in each
    }


def test_the_disk_is_learnt_with_a_curve_and_a_figure(solved):
    folder, notebook = solved
    (cell,) = (cell for cell in notebook.cells if cell["id"] == "train-code")
    error = float(said(cell).partition("test error: ")[2].split()[0])
    assert error < 10
    pictures = [output for output in cell["outputs"] if "image/png" in output.get("data", {})]
    assert len(pictures) == 2
    assert (folder / "submission.zip").is_file()
