"""A student, played: copies of the committed handout outside of the repo, with the solution put back bit by bit."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
STUDENT = ROOT / "handout" / "student"
FILES = {
    exercise: tuple(entry.get("files", ()))
    for exercise, entry in tomllib.loads((ROOT / "handout" / "exercises.toml").read_text("utf-8")).items()
}
"""Exercise → the files that it fills in, in the order of the lessons."""


def copy(place: Path) -> Path:
    """The handout as it is downloaded."""
    return shutil.copytree(STUDENT, place, ignore=shutil.ignore_patterns("__pycache__"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in it, but for what running it leaves behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def solve(folder: Path, *exercises: str) -> None:
    """Put the solution's files back, of all exercises or of some."""
    for exercise in exercises or FILES:
        for file in FILES[exercise]:
            shutil.copyfile(ROOT / file, folder / file)


def solve_notebook(notebook: Path) -> None:
    """Fill the solution into the cells that carry its files."""
    content = json.loads(notebook.read_text("utf-8"))
    for cell in content["cells"]:
        if file := cell["metadata"].get("assignment", {}).get("file"):
            cell["source"] = f"%%writefile {file}\n" + (ROOT / file).read_text("utf-8")
    notebook.write_text(json.dumps(content), "utf-8")


def environment(**more: str) -> dict[str, str]:
    """As a student has it: without this repository, and with warnings as errors, so that none is missed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "160", "PYTHONWARNINGS": "error", **more}


def run_student(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python …` in the student's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment(**more), capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def zipped(folder: Path, target: Path) -> Path:
    """The folder as a .zip."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return target


def tarred(folder: Path, target: Path) -> Path:
    """The folder as a .tar.gz."""
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder, folder.name)
    return target
