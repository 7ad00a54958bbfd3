"""What is said where the package or the script is not there: what was looked for, and what was found."""

import re
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.records import HandedOut, Layout
from tests.grader.intake.packing import FILES, PACKINGS, Packing, folder
from tests.grader.layout import LAYOUT


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize(("paths", "sentence"), [
    (["Framework/a.py", "test.py"], "Framework/ is there, framework/ is expected"),
    (["hw/frameworks/a.py"], "hw/frameworks/ is there, framework/ is expected"),
    (["framwork/a.py", "FRAMEWORK/a.py"], "FRAMEWORK/, framwork/ is there, framework/ is expected"),
    (["a/b/c/d/framework/a.py"], "a/b/c/d/framework/ is there, but it lies too deep"),
    (["linear.py", "losses.py", "src/x.py"], "found at the top: linear.py, losses.py"),
    (["hw/src/a.py"], "found in hw/src/: a.py"),
    ([f"{c}.py" for c in "abcdefg"], "found at the top: a.py, b.py, c.py, d.py, e.py, and 2 more"),
    (["a/b/c/d/e.zip"], "found a/b/c/d/e.zip: an archive is opened up to three folders down"),
    (["framework/README.md", "a.pdf"], "found no Python file at all among 2 files"),
])  # fmt: skip
def test_a_missing_package(tmp_path: Path, pack: Packing, paths: list[str], sentence: str) -> None:
    looked = "there is no package framework/ with Python files in it, at the top or up to three folders down; "
    with pytest.raises(NotGradable, match=f"^{re.escape(looked + sentence)}$"):
        intake.read(pack(tmp_path / "a", dict.fromkeys(paths, b"")), LAYOUT)


@pytest.mark.parametrize(("path", "sentence"), [
    ("README.md", "test.py is missing"),
    ("Test.py", "test.py is missing: Test.py is there, test.py beside framework/ is expected"),
    ("tests.py", "test.py is missing: tests.py is there, test.py beside framework/ is expected"),
    ("framework/test.py", "test.py is missing: framework/test.py is there, test.py beside framework/ is expected"),
])  # fmt: skip
def test_a_missing_script_is_a_note(tmp_path: Path, path: str, sentence: str) -> None:
    assert intake.read(folder(tmp_path / "a", {"framework/a.py": b"", path: b""}), LAYOUT).notes == (sentence,)
    assert intake.read(folder(tmp_path / "b", {**FILES, path: b""}), LAYOUT).notes == ()


@pytest.mark.parametrize("name", ["linear (1).py", "linear(2).py", "linear - Copy.py"])
def test_a_copy_beside_an_untouched_file_is_a_note(tmp_path: Path, name: str) -> None:
    started = Layout("framework", "test.py", HandedOut({}, {"framework/linear.py": b"y = 2\n"}))
    files = FILES | {f"framework/{name}": b"y = 3"}
    [note] = intake.read(folder(tmp_path / "a", files), started).notes
    assert note.startswith(f"framework/{name} was not taken for framework/linear.py, which is as it was handed out")
    assert intake.read(folder(tmp_path / "b", files | {"framework/linear.py": b"y = 4"}), started).notes == ()
