"""Folders: links are named and never followed, what cannot matter is not looked into."""

import os
import tarfile
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.intake.folders import walk
from tests.grader.intake.packing import FILES, LAYOUT, folder


def test_what_lies_beside_the_sources_has_no_effect(tmp_path: Path) -> None:
    """A virtual environment with its links, a screenshot whose name has a narrow space, a link to the data."""
    beside = {"venv/pyvenv.cfg": b"", "venv/bin/activate": b"", "Screenshot at 1.23\u202fPM.png": b""}
    plain, root = folder(tmp_path / "plain", FILES), folder(tmp_path / "a", FILES | beside)
    (root / "venv/bin/python").symlink_to("/usr/bin/python3")
    (root / "venv/framework").symlink_to(".")
    (root / "data").symlink_to("..")
    assert intake.read(root, LAYOUT).files == intake.read(plain, LAYOUT).files
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(root, "handed-in")
    assert intake.read(tmp_path / "a.tar.gz", LAYOUT).files == intake.read(plain, LAYOUT).files


@pytest.mark.parametrize("target", ["/etc/passwd", "linear.py", ".."])
def test_links_in_folders_are_refused(tmp_path: Path, target: str) -> None:
    root = folder(tmp_path / "a", FILES)
    (root / "framework/losses.py").symlink_to(target)
    with pytest.raises(NotGradable, match=r"losses\.py.*link"):
        intake.read(root, LAYOUT)


def test_pipes_in_folders_are_refused(tmp_path: Path) -> None:
    root = folder(tmp_path / "a", FILES)
    os.mkfifo(root / "framework/pipe.py")
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(root, LAYOUT)


def test_what_tools_leave_behind_is_not_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = ("venv/lib/a.py", ".git/b.py", "a/node_modules/c.py", "__pycache__/d.py", "lib/site-packages/e.py")
    root = folder(tmp_path, {**FILES, **dict.fromkeys(beside, b""), "venv/pyvenv.cfg": b""})
    seen: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: [seen.append(Path(path).name), scan(path)][1])
    assert {entry.path.as_posix() for entry in walk(root, LAYOUT)} == set(FILES)
    assert sorted(seen) == sorted([root.name, "a", "framework", "lib", "venv"])


def test_a_virtual_environment_made_around_the_work_hides_nothing(tmp_path: Path) -> None:
    around = {"pyvenv.cfg": b"", "lib/site-packages/framework/a.py": b"", "bin/activate": b""}
    root = folder(tmp_path / "a", {f"hw/{name}": data for name, data in {**FILES, **around}.items()})
    assert intake.read(root, LAYOUT).files == FILES
