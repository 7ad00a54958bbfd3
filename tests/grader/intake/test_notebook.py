"""Notebooks as submissions: the files that cells carry, and a sentence for every notebook that cannot be read."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader import intake
from grader.errors import NotGradable
from tests.commands import ROOT, python
from tests.grader.layout import LAYOUT

LINEAR = "framework/linear.py"
NO_FILE = "a cell may carry test.py or a .py file in framework/"
AGAIN = "expected a notebook in format 4; open it in Jupyter and save it again"
NO_JSON = "the notebook is no JSON in plain UTF-8 ("


def code(source: str | list[str], file: Any = None, **more: Any) -> dict[str, Any]:
    metadata = {} if file is None else {"assignment": {"exercise": "linear", "file": file}}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None} | more


def markdown(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def book(*cells: dict[str, Any], minor: Any = 4, **more: Any) -> bytes:
    notebook = {"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": list(cells)}
    return json.dumps(notebook | more).encode()


def magic(path: str = LINEAR, body: str = "x = 1\n") -> dict[str, Any]:
    return code(f"%%writefile {path}\n{body}")


def read(tmp_path: Path, data: bytes) -> Any:
    path = tmp_path / "assignment.ipynb"
    path.write_bytes(data)
    return intake.read(path, LAYOUT)


def zipped(at: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return at


@pytest.mark.parametrize("cell", [
    magic(), magic(body="x = 1"), magic(body="%matplotlib inline\nx = 1\n!pip install torch"),
    code("x = 1", LINEAR), code(f"%%writefile {LINEAR}\nx = 1", LINEAR), code(f"%%file {LINEAR}\nx = 1"),
    code([f"\n%%writefile '{LINEAR}'\n", "x = ", "1\n"]),
])  # fmt: skip
def test_each_way_to_carry_a_file_gives_the_same_bytes(tmp_path: Path, cell: dict[str, Any]) -> None:
    assert read(tmp_path, book(cell)).files == {LINEAR: b"x = 1\n"}


def test_a_notebook_and_an_archive_of_the_same_files_have_one_identity(tmp_path: Path) -> None:
    files = {"framework/__init__.py": "", "framework/deep/a.py": "d = '∂'\n", "test.py": "print(1)\n"}
    archive = zipped(tmp_path / "assignment.zip", {name: text.encode() for name, text in files.items()})
    assert read(tmp_path, book(*(magic(name, text) for name, text in files.items()))) == intake.read(archive, LAYOUT)


def test_other_cells_are_ignored(tmp_path: Path) -> None:
    raw = markdown(f"%%writefile {LINEAR}\n7") | {"cell_type": "raw"}
    shown = markdown(f"%%writefile {LINEAR}", assignment={"file": LINEAR})
    tests = code("import framework", metadata={"assignment": {"exercise": "linear"}})
    others = [raw, shown, tests, code("!rm -rf /\n"), code(f"# first\n%%writefile {LINEAR}")]
    assert read(tmp_path, book(*others, magic())).files == {LINEAR: b"x = 1\n"}


@pytest.mark.parametrize("ids", [[None, None], ["a", "a"], [3, []]])
def test_ids_that_are_missing_twins_or_odd_neither_warn_nor_fail(tmp_path: Path, ids: list[Any]) -> None:
    cells = [magic(), magic("test.py")]
    cells = [cell if name is None else cell | {"id": name} for cell, name in zip(cells, ids, strict=True)]
    assert len(read(tmp_path, book(*cells, minor=5)).files) == 2


def test_lines_for_jupyter_are_taken_out_and_named_only_where_python_needs_it(tmp_path: Path) -> None:
    valid = 'x = """\n%d\n"""\ny = "\\d"\n'
    broken = "%time\ndef f(:\n"
    submission = read(tmp_path, book(magic("framework/a.py", valid), magic("framework/b.py", broken), magic()))
    assert submission.files["framework/a.py"].decode() == valid
    assert submission.files["framework/b.py"].decode() == broken
    assert submission.notes == ("test.py is missing",)
    submission = read(tmp_path, book(markdown("a lesson"), magic("test.py", "%time\n!ls\nx = 1\n"), magic()))
    assert submission.notes == (
        "cell 2 of the notebook: lines of test.py that start with % or ! were taken out, and not run (2)",
    )


@pytest.mark.parametrize("path", [
    "../framework/x.py", "/framework/x.py", "framework\\x.py", "framework/../x.py", "data.csv", "other/x.py",
    "framework/x.pth", "framework", "framework/.x.py", "framework//x.py", "framework/$x.py", "framework/é.py",
    "test.py/x.py", f"framework/{'a' * 300}.py", "",
])  # fmt: skip
def test_files_outside_of_the_package_are_refused_by_cell_and_name(tmp_path: Path, path: str) -> None:
    for cell in [code("x = 1", path), *([magic(path)] if path else [])]:
        with pytest.raises(NotGradable) as refusal:
            read(tmp_path, book(markdown("a lesson"), cell, magic()))
        assert str(refusal.value).startswith(f"cell 2 of the notebook carries {ascii(path)[:120]}; {NO_FILE}")


@pytest.mark.parametrize(("cells", "sentence"), [
    ([magic(), markdown(""), magic()], f"cells 1 and 3 of the notebook both carry {LINEAR}; keep one of them"),
    ([code(f"%%writefile {LINEAR}\n", "test.py")],
     f"cell 1 of the notebook names 'test.py' in its metadata, but '{LINEAR}' in its first line; let both name one"),
    ([code(f"%%writefile -a {LINEAR}\nx = 1")],
     f"cell 1 of the notebook starts with '%%writefile -a {LINEAR}', which writes no single whole file; {NO_FILE}"),
    ([code("%%writefile")], "cell 1 of the notebook starts with '%%writefile', which writes no single whole file"),
    ([magic("framework/a.py framework/b.py")], "writes no single whole file"),
    ([code("x", 7)], "cell 1 of the notebook has the metadata {'exercise': 'linear', 'file': 7}; expected {\"file\":"),
    ([code("x", metadata={"assignment": [LINEAR]})], "cell 1 of the notebook has the metadata ['framework/linear.py']"),
    ([magic(body="x = '\ud800'")], f"cell 1 of the notebook carries {LINEAR} with half a character"),
    ([magic("test.py"), code("x = 1")], f"the notebook carries no file of framework/ in its code cells; {NO_FILE}"),
    ([], "the notebook carries no file of framework/ in its code cells"),
    ([magic(), code("x") | {"source": 3}], f"cell 2 of the notebook is not as the format asks; {AGAIN}"),
    ([magic(), markdown("x") | {"cell_type": "x"}], "cell 2 of the notebook is not as the format asks"),
    ([code("x", metadata=[])], "cell 1 of the notebook is not as the format asks"),
    ([markdown("")] * 5001, "the notebook has 5001 cells; at most 5000 are read"),
    ([magic(body="#" * (1 << 20))], f"'{LINEAR}' has more than 256 KiB; a source file may not"),
])  # fmt: skip
def test_cells_that_cannot_be_taken_are_refused(tmp_path: Path, cells: list[Any], sentence: str) -> None:
    with pytest.raises(NotGradable) as refusal:
        read(tmp_path, book(*cells))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", NO_JSON), (b"{", NO_JSON), (b"\xff{}", NO_JSON), (b"\xef\xbb\xbf" + book(magic()), NO_JSON),
    (book(magic()).decode().encode("utf-16"), NO_JSON), (b'{"nbformat":' + b"9" * 5000 + b"}", NO_JSON),
    (b"[" * 100_000 + b"]" * 100_000, NO_JSON),
    (b"[]", "the file is JSON, but no notebook; "), (b"{}", "the file is JSON, but no notebook; "),
    (book(magic(), nbformat=3), "the notebook has nbformat 3, nbformat_minor 4; "),
    (book(magic(), nbformat=5, minor=0), "the notebook has nbformat 5, nbformat_minor 0; "),
    (book(magic(), nbformat="4"), "the notebook has nbformat '4', nbformat_minor 4; "),
    (book(magic(), nbformat=True), "the notebook has nbformat True, nbformat_minor 4; "),
    (book(magic(), minor=None), "the notebook has nbformat 4, nbformat_minor None; "),
    (book(magic(), minor=-1), "the notebook has nbformat 4, nbformat_minor -1; "),
    (book(cells={}), "the notebook has no list of cells; "), (book(cells=[1]), "the notebook has no list of cells; "),
    (book(magic(), metadata=[]), "the notebook (data.metadata must be object) is not as the format asks; "),
    (b" " * ((16 << 20) + 1), "the notebook has more than 16 MiB; clear its outputs and save it again"),
])  # fmt: skip
def test_what_is_no_notebook_is_refused(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(NotGradable) as refusal:
        read(tmp_path, data)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith("save it again")


@pytest.mark.parametrize("depth", range(100, 1100, 100))
def test_deep_metadata_never_ends_in_a_recursion_error(tmp_path: Path, depth: int) -> None:
    data = book(code("x", "DEEP")).replace(b'"DEEP"', b"[" * depth + b"]" * depth)
    with pytest.raises(NotGradable, match=r"has the metadata|no JSON"):
        read(tmp_path, data)


def test_a_million_wrong_outputs_are_refused_at_the_first(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="cell 1 of the notebook is not as the format asks"):
        read(tmp_path, book(magic() | {"outputs": [{}] * 300_000}))


@pytest.mark.parametrize("others", [
    {"test.py": b"2", "notes.txt": b""}, {"b/x.ipynb": b"{}"}, {"framework/readme.md": b""},
    {".ipynb_checkpoints/a.ipynb": b""}, {"far/too/deep/down/framework/x.py": b""},
])  # fmt: skip
def test_an_archive_with_one_notebook_is_that_notebook(tmp_path: Path, others: dict[str, bytes]) -> None:
    submission = intake.read(zipped(tmp_path / "ada.zip", {"a.ipynb": book(magic()), **others}), LAYOUT)
    assert (submission.id, submission.files) == ("ada", {LINEAR: b"x = 1\n"})


def test_a_folder_with_a_notebook_one_down_is_that_notebook(tmp_path: Path) -> None:
    home = tmp_path / "ada/homework"
    home.mkdir(parents=True)
    (home / "a.ipynb").write_bytes(book(magic()))
    assert intake.read(home.parent, LAYOUT).files == {LINEAR: b"x = 1\n"}
    (home / "b.ipynb").write_bytes(book(magic()))
    with pytest.raises(NotGradable, match=r"2 notebooks; hand in one of them: 'homework/a.ipynb', 'homework/b.ipynb'"):
        intake.read(home.parent, LAYOUT)


@pytest.mark.parametrize("prefix", ["", "homework/"])
def test_beside_a_package_a_notebook_is_ignored(tmp_path: Path, prefix: str) -> None:
    files = {f"{prefix}a.ipynb": bytes(17 << 20), f"{prefix}b.ipynb": b"broken", f"{prefix}framework/x.py": b"1"}
    assert intake.read(zipped(tmp_path / "a.zip", files), LAYOUT).files == {"framework/x.py": b"1"}


def test_the_solution_as_a_notebook_in_a_zip_gets_full_marks_by_the_command(tmp_path: Path) -> None:
    paths = [*sorted((ROOT / "framework").rglob("*.py")), ROOT / "test.py"]
    cells = [magic(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    archive = zipped(tmp_path / "ada.zip", {"assignment.ipynb": book(markdown("# Lesson"), *cells, minor=5)})
    done = python("-m", "grader", "grade", str(archive), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert (scores["status"], scores["score"]) == ("graded", 100.0)
    assert scores["submission"] == {"id": "ada", "sha256": intake.read(ROOT, LAYOUT).sha256}
