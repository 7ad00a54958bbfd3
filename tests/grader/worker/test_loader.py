"""Modules from bytes in memory: the submission's own, and never in the place of anything that is there already."""

import sys
import traceback

import pytest

from grader.worker import loader
from grader.worker.loader import MemoryImporter

FILES = {
    "parts/__init__.py": b"from .inner import x\nfrom . import folder\n",
    "parts/inner.py": b"x = 7\ndef fall():\n    raise ValueError('no')\n",
    "parts/folder/deep.py": b"y = 8\n",
    "parts/broken.py": b"def (:\n",
    "random.py": b"raise SystemExit\n",
    "torch/__init__.py": b"raise SystemExit\n",
    "lone.py": b"z = 9\n",
}


@pytest.fixture
def importer():
    """Installed, and gone with all that it brought."""
    installed = loader.install(MemoryImporter(FILES))
    yield installed
    sys.meta_path.remove(installed)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("parts", "lone")]:
        del sys.modules[name]


def test_a_package_its_modules_and_a_folder_without_a_first_file(importer):
    package = loader.load(importer, "parts")
    assert (package.x, package.__file__) == (7, "parts/__init__.py")
    import parts.folder.deep  # noqa: PLC0415

    assert parts.folder.deep.y == 8
    assert loader.load(importer, "lone").z == 9


def test_what_is_there_already_stays(importer):
    import random  # noqa: PLC0415

    assert random.random() < 1
    for name in ("random", "torch", "torch.nn", "nothing"):
        assert importer.find_spec(name) is None


def test_what_is_there_is_settled_without_a_name_of_ours(monkeypatch):
    monkeypatch.setattr(loader, "_settled", frozenset())
    monkeypatch.setitem(sys.modules, "ours.loader", sys)
    loader.settle("ours")
    monkeypatch.setitem(sys.modules, "later", sys)
    settled = MemoryImporter({"ours/__init__.py": b"", "later.py": b"", "torch.py": b"", "json.py": b""})
    assert [settled.find_spec(name) is not None for name in ("ours", "later", "torch", "json")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_traceback_shows_the_submissions_own_lines(importer):
    loader.load(importer, "parts")
    with pytest.raises(ValueError, match="no") as caught:
        sys.modules["parts.inner"].fall()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.lineno) == ("parts/inner.py", 3)
    assert importer.get_source("parts.inner").startswith("x = 7")


def test_a_package_that_is_not_there(importer):
    with pytest.raises(ModuleNotFoundError, match="the submission holds no package 'other'"):
        loader.load(importer, "other")


def test_what_cannot_be_compiled_raises_when_it_is_imported():
    importer = MemoryImporter(FILES)
    read = loader.read_ahead(importer, 10_000, {})
    assert isinstance(read["parts/broken.py"], SyntaxError)
    ahead = MemoryImporter(FILES, read)
    assert ahead.get_code("parts.inner") is read["parts/inner.py"]
    with pytest.raises(SyntaxError):
        ahead.get_code("parts.broken")


def test_of_too_much_source_the_largest_is_left_out():
    large = {"parts/__init__.py": b"#" * 100, "parts/small.py": b"x = 1"}
    assert loader.read_ahead(MemoryImporter(large), 50, {}).keys() == {"parts/small.py"}


def test_what_one_has_read_the_next_need_not_read():
    """What cannot be compiled is not told: whoever imports it finds out."""
    read = loader.read_ahead(MemoryImporter(FILES), 10_000, {})
    known = loader.known(loader.written(read))
    assert known.keys() == read.keys() - {"parts/broken.py"}
    again = loader.read_ahead(MemoryImporter(dict.fromkeys(FILES, b"1 /")), 10_000, known)
    assert again["parts/inner.py"] is known["parts/inner.py"] == read["parts/inner.py"]
    assert isinstance(again["parts/broken.py"], SyntaxError)


def test_what_the_parser_tells_of_no_place_is_told_of_the_file():
    importer = MemoryImporter({"null.py": b"x = 1\0", "deep.py": b"x = " + b"-" * 200_000 + b"1"})
    for name in ("null", "deep"):
        with pytest.raises(SyntaxError) as caught:
            importer.get_code(name)
        assert (caught.value.filename, caught.value.lineno) == (f"{name}.py", 1)
