"""Zips and their bounds: what lies beside costs nothing, what would explode is refused."""

import gzip
import struct
import zipfile
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.intake import archives
from tests.grader.intake.packing import FILES, Packing, folder, tarred, zipped
from tests.grader.layout import LAYOUT


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../framework/x.py", "/framework/x.py", "C:\\framework\\x.py", "a/../../x"])
def test_paths_that_leave_are_refused(tmp_path: Path, pack: Packing, name: str) -> None:
    suffix = ".zip" if pack is zipped else ".tar.gz"
    with pytest.raises(NotGradable, match="does not lie inside"):
        intake.read(pack(tmp_path / f"a{suffix}", {**FILES, name: b""}), LAYOUT)


def test_links_in_zips_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("framework/losses.py")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(tmp_path / "a.zip", LAYOUT)


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"framework/__init__.py": b"#" * 100_000})
    path.write_bytes(path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(NotGradable, match="damaged"):
        intake.read(path, LAYOUT)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.zip", b"no zip"), ("a.tar.gz", b"no tar"), ("a.tgz", gzip.compress(b"x" * 2000)), ("a.rar", b"")],
    ids=("zip", "tar.gz", "tgz", "rar"),
)
def test_damaged_and_unknown_archives_get_a_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotGradable, match=r"damaged|expected a folder|no package framework"):
        intake.read(tmp_path / name, LAYOUT)


def test_a_twin_in_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("framework/x.py", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("framework/x.py", "2")
    with pytest.raises(NotGradable, match="twice"):
        intake.read(tmp_path / "a.zip", LAYOUT)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_explodes_at_one_reading_is_not_read(tmp_path: Path, method: int) -> None:
    path = zipped(tmp_path / "x.zip", FILES)
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("data.bin", b"ignored, however it is packed")
    assert intake.read(path, LAYOUT).files == FILES
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("framework/bomb.py", bytes(1000))
    with pytest.raises(NotGradable, match="rare way"):
        intake.read(path, LAYOUT)


def test_a_packed_virtual_environment_and_a_data_set_are_ignored(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {**FILES, "venv/pyvenv.cfg": b""})
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(40_000):
            archive.writestr(f"venv/lib/python3.11/a{i}.py", b"")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("data.bin", "w") as stream:
        for _ in range(300):
            stream.write(bytes(1 << 20))
    assert intake.read(path, LAYOUT) == intake.read(folder(tmp_path / "a", FILES), LAYOUT)


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 10)
    for pack, suffix in ((zipped, ".zip"), (tarred, ".tar.gz")):
        path = pack(tmp_path / f"a{suffix}", {**FILES, **{f"f{i}": b"" for i in range(8)}})
        with pytest.raises(NotGradable, match="lists more than 10 files"):
            intake.read(path, LAYOUT)


def test_what_tools_leave_behind_is_passed_over_before_counting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 10)
    waste = {f"{place}/f{i}": b"" for i in range(20) for place in (".git", "a/node_modules", "framework/__pycache__")}
    for pack, suffix in ((zipped, ".zip"), (tarred, ".tar.gz")):
        path = pack(tmp_path / f"a{suffix}", {**waste, **FILES})
        assert intake.read(path, LAYOUT).files == FILES
    monkeypatch.setattr(archives, "WASTE", 50)
    with pytest.raises(NotGradable, match="lists more than 50 files"):
        intake.read(path, LAYOUT)


def test_a_list_of_members_that_is_a_bomb_is_not_read(tmp_path: Path) -> None:
    size, count = archives.LIST_BYTES + 1, 0xFFFF
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, 0, 0)
    with (tmp_path / "a.zip").open("wb") as stream:
        stream.seek(size)
        stream.write(end)
    with pytest.raises(NotGradable, match="list of files has more than 24 MiB"):
        intake.read(tmp_path / "a.zip", LAYOUT)


def test_windows_separators_are_separators(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"hw\\" + name.replace("/", "\\"): data for name, data in FILES.items()})
    assert intake.read(path, LAYOUT).files == FILES
