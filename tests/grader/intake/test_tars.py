"""Tars and their bounds: everything in them is unpacked once to know what they hold."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.intake import tars
from tests.grader.intake.packing import FILES, folder, tarred
from tests.grader.layout import LAYOUT


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_tars_are_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("framework/losses.py")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(NotGradable, match="link or a device"):
        intake.read(tmp_path / "a.tar.gz", LAYOUT)


def test_a_tar_whose_file_name_is_a_bomb_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    with gzip.open(tmp_path / "a.tar.gz", "wb", 1) as stream:
        stream.write(member.tobuf(tarfile.GNU_FORMAT))
        for _ in range(160):
            stream.write(bytes(1 << 20))
    with pytest.raises(NotGradable, match="tells of a file in more than 1 MiB"):
        intake.read(tmp_path / "a.tar.gz", LAYOUT)


def test_a_tar_that_unpacks_to_more_than_anybody_hands_in_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tarred(tmp_path / "a.tar.gz", {"data.bin": bytes(8 << 20), **FILES})
    assert intake.read(path, LAYOUT).files == FILES
    monkeypatch.setattr(tars, "UNPACKED_BYTES", 8 << 20)
    with pytest.raises(NotGradable, match="unpacks to more than 8 MiB"):
        intake.read(path, LAYOUT)


def test_what_was_not_kept_on_the_way_is_read_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tarred(tmp_path / "a.tar.gz", FILES)
    monkeypatch.setattr(tars, "KEPT_BYTES", 0)
    assert intake.read(path, LAYOUT).files == FILES
    monkeypatch.setattr(
        tars, "UNPACKED_BYTES", 4 * tars.MEMBER_BYTES + 5_000
    )  # and every way back to the beginning counts
    with pytest.raises(NotGradable, match="unpacks to more"):
        intake.read(path, LAYOUT)


def test_holes_without_end_are_refused(tmp_path: Path) -> None:
    """The old format for files with holes tells of them in any number of blocks, each of which says that more come."""
    member = tarfile.TarInfo("data.bin")
    member.type = tarfile.GNUTYPE_SPARSE
    block = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    block[482] = 1  # more of them follow
    block[148:156] = b"%06o\0 " % (256 + sum(block[:148]) + sum(block[156:]))
    with gzip.open(tmp_path / "a.tar.gz", "wb", 1) as stream:
        stream.write(bytes(block))
        stream.write((bytes(504) + b"\1" + bytes(7)) * 4000)
    with pytest.raises(NotGradable, match="tells of a file in more than 1 MiB"):
        intake.read(tmp_path / "a.tar.gz", LAYOUT)


@pytest.mark.parametrize("size", [-512, -1024, -(1 << 40)])
def test_a_file_that_ends_before_it_begins_is_damage(tmp_path: Path, size: int) -> None:
    member = tarfile.TarInfo("data.bin")
    member.size = size
    with gzip.open(tmp_path / "a.tar.gz", "wb") as stream:
        first = tarfile.TarInfo("a.txt").tobuf(tarfile.GNU_FORMAT)
        stream.write(first * 5 + member.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    with pytest.raises(NotGradable, match="damaged"):
        intake.read(tmp_path / "a.tar.gz", LAYOUT)


def test_a_notebook_behind_much_data_is_found(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar.gz", {"data.bin": bytes(4 << 20), "a.ipynb": b"{}", "b.txt": b""})
    with pytest.raises(NotGradable, match="no notebook"):
        intake.read(path, LAYOUT)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_every_form_of_tar_is_read(tmp_path: Path, form: int) -> None:
    deep = f"hw/framework/{'x' * 90}/{'y' * 90}.py"
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz", format=form) as archive:
        member = tarfile.TarInfo(deep)
        member.size = 3
        archive.addfile(member, io.BytesIO(b"x=1"))
    assert intake.read(tmp_path / "a.tar.gz", LAYOUT).files == {deep.removeprefix("hw/"): b"x=1"}


def test_a_folder_added_whole_is_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(folder(tmp_path / "hw", FILES), ".")
    assert intake.read(tmp_path / "a.tar.gz", LAYOUT).files == FILES
