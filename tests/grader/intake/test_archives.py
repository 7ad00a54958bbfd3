"""Intake: the same submission from every kind of packing, and a sentence for everything that is none."""

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable, Unreadable

FILES = {"framework/__init__.py": b"x = 1\n", "framework/linear.py": b"y = 2\n", "test.py": b"print(1)\n"}


def folder(at: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return at


def zipped(at: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return at


def tarred(at: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(at, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return at


@pytest.mark.parametrize("prefix", ["", "homework/"])
def test_every_packing_is_one_submission(tmp_path: Path, prefix: str) -> None:
    noise = {"conftest.py": b"1", "notes.txt": b"2", "torch/__init__.py": b"3", "framework/a.pyc": b"4"}
    waste = {"__MACOSX/framework/x.py": b"5", "framework/__pycache__/linear.py": b"6", ".git/framework/z.py": b""}
    files = {prefix + name: data for name, data in {**FILES, **noise}.items()} | waste
    found = [
        intake.read(folder(tmp_path / "handed-in", files)),
        intake.read(zipped(tmp_path / "handed-in.zip", files)),
        intake.read(tarred(tmp_path / "handed-in.tar.gz", files)),
    ]
    for name in ("handed-in.zip", "handed-in.tar.gz"):
        (tmp_path / name).rename(tmp_path / name.upper().replace("HANDED-IN", "handed-in"))
    found += [intake.read(tmp_path / f"handed-in{suffix}") for suffix in (".ZIP", ".TAR.GZ")]
    assert [submission.files for submission in found] == [FILES] * 5
    assert len({submission.sha256 for submission in found}) == 1
    assert {submission.id for submission in found} == {"handed-in"}


def test_identity_is_the_contents(tmp_path: Path) -> None:
    one = intake.read(folder(tmp_path / "one", FILES))
    other = intake.read(folder(tmp_path / "other", {**FILES, "test.py": b"print(2)\n"}))
    assert one.sha256 != other.sha256


def test_notes_name_what_is_missing_or_no_text(tmp_path: Path) -> None:
    files = {"framework/__init__.py": b"", "framework/loss.py": b"\xff\xfe\x00"}
    submission = intake.read(folder(tmp_path / "a", files))
    assert submission.files == files
    assert "test.py is missing" in submission.notes
    assert any("framework/loss.py" in note for note in submission.notes)


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../framework/x.py", "/framework/x.py", "C:\\framework\\x.py", "a/../../x"])
def test_paths_that_leave_are_refused(tmp_path: Path, pack: Callable[..., Path], name: str) -> None:
    suffix = ".zip" if pack is zipped else ".tar.gz"
    with pytest.raises(NotGradable, match="does not lie inside"):
        intake.read(pack(tmp_path / f"a{suffix}", {**FILES, name: b""}))


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="not text"):
        intake.read(tarred(tmp_path / "a.tar.gz", {**FILES, "framework/\udcff.py": b""}))
    root = folder(tmp_path / "a", FILES)
    Path(os.fsdecode(os.fsencode(root / "framework") + b"/\xff.py")).write_bytes(b"")
    with pytest.raises(NotGradable, match="not text"):
        intake.read(root)


def test_what_lies_beside_the_sources_has_no_effect(tmp_path: Path) -> None:
    """A virtual environment with its links, a screenshot whose name has a narrow space, a link to the data."""
    beside = {"venv/pyvenv.cfg": b"", "venv/bin/activate": b"", "Screenshot at 1.23\u202fPM.png": b""}
    plain, root = folder(tmp_path / "plain", FILES), folder(tmp_path / "a", FILES | beside)
    (root / "venv/bin/python").symlink_to("/usr/bin/python3")
    (root / "venv/framework").symlink_to(".")
    (root / "data").symlink_to("..")
    assert intake.read(root).files == intake.read(plain).files
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(root, "handed-in")
    assert intake.read(tmp_path / "a.tar.gz").files == intake.read(plain).files


@pytest.mark.parametrize("target", ["/etc/passwd", "linear.py", ".."])
def test_links_in_folders_are_refused(tmp_path: Path, target: str) -> None:
    root = folder(tmp_path / "a", FILES)
    (root / "framework/losses.py").symlink_to(target)
    with pytest.raises(NotGradable, match=r"losses\.py.*link"):
        intake.read(root)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_tars_are_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("framework/losses.py")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(tmp_path / "a.tar.gz")


def test_links_in_zips_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("framework/losses.py")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(tmp_path / "a.zip")


def test_pipes_in_folders_are_refused(tmp_path: Path) -> None:
    root = folder(tmp_path / "a", FILES)
    os.mkfifo(root / "framework/pipe.py")
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(root)


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="source file"):
        intake.read(zipped(tmp_path / "a.zip", {**FILES, "framework/big.py": b"#" * (2 << 20)}))
    data = {**FILES, **{f"data{i}": bytes(40 << 20) for i in range(4)}}
    with pytest.raises(NotGradable, match="MiB"):
        intake.read(zipped(tmp_path / "b.zip", data))
    with pytest.raises(NotGradable, match="MiB"):
        intake.read(tarred(tmp_path / "b.tar.gz", data))
    with pytest.raises(NotGradable, match="5000 files"):
        intake.read(zipped(tmp_path / "c.zip", {**FILES, **{f"f{i}": b"" for i in range(5001)}}))


def test_a_tar_whose_file_name_is_a_bomb_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    with gzip.open(tmp_path / "a.tar.gz", "wb", 1) as stream:
        stream.write(member.tobuf(tarfile.GNU_FORMAT))
        for _ in range(160):
            stream.write(bytes(1 << 20))
    with pytest.raises(NotGradable, match="unpacks to more"):
        intake.read(tmp_path / "a.tar.gz")


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"framework/__init__.py": b"#" * 100_000})
    path.write_bytes(path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(NotGradable, match="damaged"):
        intake.read(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.zip", b"no zip"), ("a.tar.gz", b"no tar"), ("a.tgz", gzip.compress(b"x" * 2000)), ("a.rar", b"")],
    ids=("zip", "tar.gz", "tgz", "rar"),
)
def test_damaged_and_unknown_archives_get_a_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotGradable, match=r"damaged|expected a folder|no package framework"):
        intake.read(tmp_path / name)


def test_a_package_is_needed_and_only_one(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="no package framework/"):
        intake.read(folder(tmp_path / "a", {"test.py": b"", "deep/er/framework/x.py": b""}))
    with pytest.raises(NotGradable, match="several folders"):
        intake.read(folder(tmp_path / "b", {"v1/framework/x.py": b"", "v2/framework/x.py": b""}))


def test_a_path_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        intake.read(tmp_path / "nothing")
    with pytest.raises(Unreadable, match="expected a folder"):
        intake.read("/dev/null")


def test_a_twin_in_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("framework/x.py", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("framework/x.py", "2")
    with pytest.raises(NotGradable, match="twice"):
        intake.read(tmp_path / "a.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_explodes_at_one_reading_is_not_read(tmp_path: Path, method: int) -> None:
    path = zipped(tmp_path / "x.zip", FILES)
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("data.bin", b"ignored, however it is packed")
    assert intake.read(path).files == FILES
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("framework/bomb.py", bytes(1000))
    with pytest.raises(NotGradable, match="rare way"):
        intake.read(path)


def test_a_link_to_itself_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Unreadable, match="cannot be read"):
        intake.read(tmp_path / "loop")
