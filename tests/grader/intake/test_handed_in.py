"""Intake as a whole: the same submission from every kind of packing, and a sentence for everything that is none."""

from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable, Unreadable
from grader.records import Layout
from tests.grader.intake.packing import FILES, PACKINGS, Packing, folder, tarred, zipped
from tests.grader.layout import LAYOUT


@pytest.mark.parametrize("prefix", ["", "homework/"])
def test_every_packing_is_one_submission(tmp_path: Path, prefix: str) -> None:
    noise = {"conftest.py": b"1", "notes.txt": b"2", "torch/__init__.py": b"3", "framework/a.pyc": b"4"}
    waste = {"__MACOSX/framework/x.py": b"5", "framework/__pycache__/linear.py": b"6", ".git/framework/z.py": b""}
    files = {prefix + name: data for name, data in {**FILES, **noise}.items()} | waste
    found = [
        intake.read(folder(tmp_path / "handed-in", files), LAYOUT),
        intake.read(zipped(tmp_path / "handed-in.zip", files), LAYOUT),
        intake.read(tarred(tmp_path / "handed-in.tar.gz", files), LAYOUT),
    ]
    for name in ("handed-in.zip", "handed-in.tar.gz"):
        (tmp_path / name).rename(tmp_path / name.upper().replace("HANDED-IN", "handed-in"))
    found += [intake.read(tmp_path / f"handed-in{suffix}", LAYOUT) for suffix in (".ZIP", ".TAR.GZ")]
    assert [submission.files for submission in found] == [FILES] * 5
    assert len({submission.sha256 for submission in found}) == 1
    assert {submission.id for submission in found} == {"handed-in"}


BESIDE = {
    "helpers.py": b"import plots.draw\nfrom more import z\n", "plots/draw.py": b"a = 1\n", "more.py": b"z = 1\n",
    "unused.py": b"1", "data/points.csv": b"2", "report.pdf": b"3", "random.py": b"4", "old/framework/linear.py": b"5",
    "a.ipynb": b'{"assignment": 1}',
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "hw/", "a/b/", "a/b/c/"])
@pytest.mark.parametrize("script", [b"import helpers, random\n", b"print(1)\n", b"def f(:\n", None])
def test_folder_zip_and_tar_are_alike_in_files_hash_and_notes(
    tmp_path: Path, prefix: str, script: bytes | None
) -> None:
    files = {**FILES, **BESIDE, "test.py": script}
    packed = {prefix + name: data for name, data in files.items() if data is not None}
    found = [intake.read(pack(tmp_path / "ada", packed), LAYOUT) for pack in PACKINGS]
    assert found == [found[0]] * 3
    taken = {"helpers.py", "more.py", "plots/draw.py"} if script and b"helpers" in script else set()
    assert found[0].files.keys() == {*FILES, *taken} - (set() if script else {"test.py"})


def test_identity_is_the_contents(tmp_path: Path) -> None:
    one = intake.read(folder(tmp_path / "one", FILES), LAYOUT)
    other = intake.read(folder(tmp_path / "other", {**FILES, "test.py": b"print(2)\n"}), LAYOUT)
    assert one.sha256 != other.sha256


def test_notes_name_what_is_missing_or_no_text(tmp_path: Path) -> None:
    files = {"framework/__init__.py": b"", "framework/loss.py": b"\xff\xfe\x00"}
    submission = intake.read(folder(tmp_path / "a", files), LAYOUT)
    assert submission.files == files
    assert "test.py is missing" in submission.notes
    assert any("framework/loss.py" in note for note in submission.notes)


def test_a_layout_decides_what_is_looked_for(tmp_path: Path) -> None:
    root = folder(tmp_path / "a", {"net/a.py": b"import more", "run.py": b"1", "more.py": b"2", **FILES})
    assert intake.read(root, Layout("net", "run.py")).files.keys() == {"net/a.py", "run.py", "more.py"}
    with pytest.raises(NotGradable, match=r"no package nets/ .*; net/ is there, nets/ is expected"):
        intake.read(folder(tmp_path / "b", {"net/a.py": b""}), Layout("nets", "run.py"))


def test_a_copy_that_was_left_aside_is_told(tmp_path: Path) -> None:
    copy = {f"handout/{name}": b"" for name in FILES}
    submission = intake.read(folder(tmp_path / "a", {**FILES, **copy}), LAYOUT)
    assert submission.files == FILES
    assert submission.notes == ("another framework/ and test.py were left aside, in handout",)


def test_a_path_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        intake.read(tmp_path / "nothing", LAYOUT)
    with pytest.raises(Unreadable, match="expected a folder"):
        intake.read("/dev/null", LAYOUT)


def test_a_link_to_itself_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Unreadable, match="cannot be read"):
        intake.read(tmp_path / "loop", LAYOUT)


@pytest.mark.parametrize("pack", PACKINGS)
def test_a_submission_with_nothing_in_it_gets_a_sentence(tmp_path: Path, pack: Packing) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(NotGradable, match=r"no package framework/ .*; nothing was handed in"):
        intake.read(pack(tmp_path / "a", {}), LAYOUT)
