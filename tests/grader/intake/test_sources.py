"""The bounds of what is read, and what is said of it."""

import os
from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.intake import sources
from grader.intake.sources import identity, parsed, unreadable
from tests.grader.intake.packing import FILES, PACKINGS, Packing, folder, tarred
from tests.grader.layout import LAYOUT


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="not text"):
        intake.read(tarred(tmp_path / "a.tar.gz", {**FILES, "framework/\udcff.py": b""}), LAYOUT)
    root = folder(tmp_path / "a", FILES)
    Path(os.fsdecode(os.fsencode(root / "framework") + b"/\xff.py")).write_bytes(b"")
    with pytest.raises(NotGradable, match="not text"):
        intake.read(root, LAYOUT)


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize(("more", "sentence"), [
    ({"framework/big.py": b"#" * (2 << 20)}, "'framework/big.py' has more than 256 KiB; a source file may not"),
    ({f"framework/f{i}.py": b"#" * 250_000 for i in range(6)}, "the Python files have more than 1 MiB in all"),
    ({"framework/slow.py": b"# coding: punycode\n"}, "framework/slow.py says that it is written in punycode"),
    ({f"framework/{'/'.join(['d' * 100] * 11)}.py": b""}, "has more than 1000 characters"),
])  # fmt: skip
def test_sources_are_bounded(tmp_path: Path, pack: Packing, more: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(NotGradable, match=sentence):
        intake.read(pack(tmp_path / "a", {**FILES, **more}), LAYOUT)


def test_sources_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "SOURCES", 2)
    with pytest.raises(NotGradable, match="more than 2 files to grade"):
        intake.read(folder(tmp_path / "a", FILES), LAYOUT)


def test_a_file_that_python_cannot_read_is_kept_and_told() -> None:
    files = {"a.py": b"\xff\xfe\x00", "b.py": b"# coding: nothing\n", "c.py": b"def f(:\n"}
    assert [note.partition(" is not readable as text: ")[0] for note in unreadable(files)] == ["a.py", "b.py"]


@pytest.mark.parametrize("code", [b"def f(:", b"x = 1\0", b"\xff", b"(" * 10_000])
def test_what_is_no_python_has_no_tree(code: bytes) -> None:
    assert parsed(code) is None
    assert parsed(b'"\\d"') is not None


def test_an_identity_tells_names_from_contents() -> None:
    assert len({identity(files) for files in ({"a": b"bc"}, {"ab": b"c"}, {"a": b"b", "c": b""}, {})}) == 4
    assert identity({"a": b"1", "b": b"2"}) == identity({"b": b"2", "a": b"1"})
