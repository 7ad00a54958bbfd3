"""A hundred and more mistakes of beginners, each edited into the solution: the first sentence names it, or its place.

`mistakes/` holds them, a small file each: an edit, and the words that have to stand in the first sentence.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.handout.student import FILES, ROOT, copy, run_student, solve

MISTAKES = Path(__file__).with_name("mistakes")
NAMES = sorted(path.stem for path in MISTAKES.glob("*.toml"))
GROUPS = sorted({name.partition("_")[0] for name in NAMES})
SAMPLE = (
    "linear_no_transpose",
    "mse_caret",
    "module_backwards",
    "training_syntax_error",
    "linear_unclosed_parenthesis",
)


def mistake(name):
    return tomllib.loads((MISTAKES / f"{name}.toml").read_text("utf-8"))


def make(folder, name):
    """Put a mistake into the folder."""
    spec = mistake(name)
    solve(folder)
    file = folder / spec["file"]
    file.write_text(file.read_text("utf-8").replace(spec["old"], spec["new"]), "utf-8")
    return spec


def test_there_are_a_hundred_over_all_exercises_and_each_changes_the_solution():
    assert len(NAMES) >= 100
    assert {mistake(name)["exercise"] for name in NAMES} == set(FILES)
    for name in NAMES:
        spec = mistake(name)
        assert (ROOT / spec["file"]).read_text("utf-8").count(spec["old"]) == 1, name
        assert spec["says"], name


@pytest.mark.corpus
@pytest.mark.parametrize("group", GROUPS)
def test_each_is_named_in_the_first_sentence(group, tmp_path):
    folder = copy(tmp_path / "handout")
    solve(folder)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("forked.py")), str(folder), str(MISTAKES), f"{group}_*.toml"],
        capture_output=True, encoding="utf-8", timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == sum(name.startswith(f"{group}_") for name in NAMES)
    unnamed = {
        name: (each["first"], missing)
        for name, each in found.items()
        if (missing := [words for words in each["says"] if words not in each["first"]])
    }
    assert unnamed == {}
    for name, each in found.items():
        assert "Traceback" not in each["shown"], name
        assert "/checks/" not in each["shown"], name


@pytest.mark.parametrize("name", SAMPLE)
def test_check_py_names_it(name, tmp_path):
    folder = copy(tmp_path / "handout")
    spec = make(folder, name)
    said = run_student(folder, "check.py", spec["exercise"])
    assert (said.returncode, said.stderr) == (0, "")
    for words in spec["says"]:
        assert words in " ".join(said.stdout.split()), said.stdout


def test_a_kernel_names_them(tmp_path):
    """One kernel, the mistakes one after the other: each check sees the files as they are now."""
    folder = copy(tmp_path / "handout")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("from checks.lab import check")])
    client = NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    with client.setup_kernel():
        client.execute_cell(book.cells[0], 0)
        for number, name in enumerate(SAMPLE, 1):
            spec = make(folder, name)
            cell = nbformat.v4.new_code_cell(f"check({spec['exercise']!r})")
            book.cells.append(cell)
            client.execute_cell(cell, number)
            (page,) = [each["data"]["text/html"] for each in cell["outputs"] if "text/html" in each.get("data", {})]
            text = nbformat.reads(nbformat.writes(book), 4).cells[number].outputs
            assert text, name
            for words in spec["says"]:
                assert plain(words) in page, (name, page)


def plain(words):
    """As HTML writes it."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;")
