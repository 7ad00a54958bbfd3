"""Archives in what was handed in: the one that holds the work is graded, whatever lies beside it, within bounds."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.intake import nested, tars
from grader.records import HandedOut, Layout
from tests.grader.intake.packing import FILES, PACKINGS, Packing, folder, tarred, zipped
from tests.grader.intake.test_notebook import book, code, magic
from tests.grader.layout import LAYOUT

STARTED = Layout("framework", "test.py", HandedOut({}, {name: data for name, data in FILES.items() if "/" in name}))
MINE = {**FILES, "framework/linear.py": b"y = 3\n"}


def packed(files: dict[str, bytes], level: int = 1) -> bytes:
    """A zip, in a zip, and so on."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed({"work.zip": stream.getvalue()}, level - 1) if level > 1 else stream.getvalue()


@pytest.mark.parametrize("pack", PACKINGS)
def test_an_archive_alone_is_what_it_holds(tmp_path: Path, pack: Packing) -> None:
    whole = intake.read(folder(tmp_path / "ada", FILES), LAYOUT)
    inner = {"hw/work.tar.gz": tarred(tmp_path / "work.tar.gz", FILES).read_bytes(), "__MACOSX/hw/._work": b""}
    assert intake.read(pack(tmp_path / "ada-2", inner), LAYOUT) == replace(whole, id="ada-2")


@pytest.mark.parametrize("pack", PACKINGS)
def test_a_report_a_figure_and_an_archive_of_data_cost_nothing(tmp_path: Path, pack: Packing) -> None:
    beside = {"report.pdf": b"", "fig.png": b"", ".DS_Store": b"", "data.zip": packed({"points.csv": b"1"})}
    found = intake.read(pack(tmp_path / "ada", {"hw/work.zip": packed(FILES), **beside}), LAYOUT)
    assert found.files == FILES
    assert found.notes == ("graded is hw/work.zip; left aside: data.zip, fig.png, report.pdf",)


@pytest.mark.parametrize("pack", PACKINGS)
def test_an_archive_in_an_archive_up_to_a_bound(tmp_path: Path, pack: Packing) -> None:
    for levels in range(1, nested.LEVELS + 1):
        found = intake.read(pack(tmp_path / f"a{levels}", {"a.zip": packed(FILES, levels), "r.pdf": b""}), LAYOUT)
        assert found.files == FILES
    with pytest.raises(NotGradable, match="one archive too many"):
        intake.read(pack(tmp_path / "b", {"a.zip": packed(FILES, nested.LEVELS + 1)}), LAYOUT)


def test_of_several_the_later_copy_is_meant_else_the_student_decides(tmp_path: Path) -> None:
    one, other = packed(FILES), packed(MINE)
    for first, second in (("hw.zip", "hw-2.zip"), ("hw (1).zip", "hw (2).zip"), ("HW_v9.zip", "hw_v10.zip")):
        found = intake.read(folder(tmp_path / second, {first: one, second: other}), LAYOUT)
        assert found.files == MINE
        assert found.notes[0].endswith(f"left aside: {first}")
    with pytest.raises(NotGradable, match=r"several archives hold a package framework/, .*: a\.zip, b\.zip"):
        intake.read(folder(tmp_path / "x", {"a.zip": one, "b.zip": other}), LAYOUT)
    assert intake.read(folder(tmp_path / "y", {"a.zip": one, "b.zip": one}), LAYOUT).files == FILES


@pytest.mark.parametrize("files", [
    {"handout.zip": packed(FILES), "z.zip": packed(MINE)},
    {**FILES, "z.zip": packed(MINE)},
    {"assignment.ipynb": book(magic(body="y = 2")), "z.zip": packed(MINE)},
    {"a.ipynb": book(code("1")), "b.ipynb": book(code("2")), "z.zip": packed(MINE)},
])  # fmt: skip
def test_what_is_as_it_was_handed_out_or_carries_nothing_hides_no_work(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert intake.read(folder(tmp_path / "a", files), STARTED).files == MINE


def test_a_package_that_was_written_in_is_graded_whatever_is_packed_beside_it(tmp_path: Path) -> None:
    found = intake.read(folder(tmp_path / "a", {**MINE, "old.zip": packed(FILES), "bomb.zip": b"PK"}), STARTED)
    assert (found.files, found.notes) == (MINE, ())


@pytest.mark.parametrize(("files", "words"), [
    ({"a.zip": b"PK"}, r"^the archive a\.zip is damaged"),
    ({"a.zip": b"PK", "r.pdf": b""}, r"^in 'a\.zip': the archive a\.zip is damaged"),
    ({"a.zip": packed({"x.csv": b""}), "b.zip": b""}, r"^none of a\.zip, b\.zip holds .*: there is no package"),
    ({"a.zip": packed({"Framework/a.py": b""})}, "Framework/ is there, framework/ is expected"),
    ({"a.zip": packed({"x.csv": b""}), "linear.py": b""}, "found at the top: linear.py"),
    ({"a.zip": packed({"../x.py": b""})}, "does not lie inside"),
])  # fmt: skip
def test_where_no_archive_holds_the_work_the_sentence_says_why(
    tmp_path: Path, files: dict[str, bytes], words: str
) -> None:
    with pytest.raises(NotGradable, match=words):
        intake.read(folder(tmp_path / "a", files), LAYOUT)


def test_what_is_held_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "INNER_BYTES", 100)
    with pytest.raises(NotGradable, match=r"'a\.zip' has more than 0 MiB; hand it in by itself"):
        intake.read(zipped(tmp_path / "b.zip", {"a.zip": bytes(101)}), LAYOUT)
    with pytest.raises(NotGradable, match=r"the archive a\.zip is damaged"):
        intake.read(zipped(tmp_path / "b.zip", {"a.zip": bytes(99)}), LAYOUT)
    assert intake.read(folder(tmp_path / "c", {"a.zip": packed(FILES)}), LAYOUT).files == FILES  # on a disk: read there


def test_few_archives_are_opened_and_all_of_them_share_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"{number:02}.zip": packed({"a.csv": b""}) for number in range(nested.OPENED)}
    with pytest.raises(NotGradable, match="none of"):
        intake.read(folder(tmp_path / "a", {**many, "z.zip": packed(FILES)}), LAYOUT)
    monkeypatch.setattr(tars, "UNPACKED_BYTES", 3 << 20)
    data = tarred(tmp_path / "x.tar.gz", {"data.bin": bytes(2 << 20)}).read_bytes()
    work = tarred(tmp_path / "y.tar.gz", FILES).read_bytes()
    assert intake.read(folder(tmp_path / "b", {"a.tar.gz": data, "z.tar.gz": work}), LAYOUT).files == FILES
    with pytest.raises(NotGradable, match="none of"):
        intake.read(folder(tmp_path / "c", {"a.tar.gz": data, "b.tar.gz": data, "z.tar.gz": work}), LAYOUT)
