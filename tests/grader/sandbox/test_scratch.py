"""The folder that a script may write to: what is too much in it is seen, and all of it goes."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader.records import Limits
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.scratch import clear, overfull, scratch
from grader.sandbox.zygote import Zygote
from tests.grader.sandbox.traps import LIMITS

FULL = {
    "folders in folders": ("import os\nwhile True:\n    os.mkdir('d'); os.chdir('d')", "files and folders"),
    "folders with long names": ("import os\nwhile True:\n    os.mkdir('d' * 255); os.chdir('d' * 255)", "too deep"),
    "many files": ("i = 0\nwhile True:\n    i += 1\n    open(str(i), 'w').close()", "files and folders"),
    "much": ("i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(2**24))", "MiB"),
}


@pytest.mark.parametrize("how", FULL)
def test_a_script_fills_no_disk(zygote: Zygote, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tmp_path.chmod(0o755)
    source, words = FULL[how]
    with Sandbox(
        {"framework/__init__.py": b"", "test.py": source.encode()}, "framework", limits=LIMITS, zygote=zygote
    ) as sandbox:
        done = sandbox.script("test.py")
    assert words in done.cause
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_cleared_however_deep_and_closed(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    os.mkdir("root", dir_fd=here)
    there = os.open("root", os.O_RDONLY, dir_fd=here)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=there)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=there))
        former, there = there, os.open("deep", os.O_RDONLY, dir_fd=there)
        os.close(former)
    os.mkdir("closed", 0, dir_fd=there)
    os.close(there)
    clear(str(tmp_path / "root"))
    os.close(here)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_there_while_it_is_used_whatever_happens_in_it() -> None:
    folders: list[Path] = []

    def fall() -> None:
        with scratch() as folder:
            folders.append(Path(folder))
            (folders[0] / "inner").mkdir()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fall()
    assert not folders[0].exists()


@pytest.mark.parametrize(
    ("most", "words"),
    [
        ({}, ""),
        ({"scratch_entries": 3}, "it made more than 3 files and folders"),
        ({"scratch_bytes": 100}, "it wrote more than 0 MiB"),
    ],
)
def test_what_is_too_much_is_told(most: dict[str, int], words: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(bytes(100))
    assert overfull(str(tmp_path), replace(Limits(), **most)) == words


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    assert overfull(str(tmp_path), Limits()) == ""
    assert overfull(str(tmp_path / "gone"), Limits()) == ""  # just removed over there
