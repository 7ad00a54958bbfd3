"""The stand-ins for built-in functions: a file is opened by its path alone, and nothing of ours is in their reach."""

import io
import os

import pytest

from grader.worker import standins


class Sly(str):
    """A path to whoever asks what it is, and a number to `io.open`."""

    __slots__ = ("number",)

    def __index__(self):
        return self.number


class SlyPath(os.PathLike):
    def __init__(self, path, number):
        self.path, self.number = path, number

    def __fspath__(self):
        return self.path

    def __index__(self):
        return self.number


class Liar:
    __class__ = str

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "there.txt"
    path.write_text("é\nb", encoding="utf-8")
    return path


@pytest.fixture
def line():
    """A descriptor from which a secret could be read."""
    reading, writing = os.pipe()
    os.write(writing, b"secret")
    os.close(writing)
    yield reading
    os.close(reading)  # an OSError if somebody else has closed it


def test_a_path_opens_as_ever(path):
    for way in (str(path), os.fsencode(path), path):
        with standins.by_path(way, encoding="utf-8") as file:
            assert file.read() == "é\nb"
    with standins.by_path(path, "r", -1, "utf-8", "strict", "\n", closefd=True) as file:
        assert file.readlines() == ["é\n", "b"]
    with standins.by_path(path, mode="wb") as file:
        assert isinstance(file, io.BufferedWriter)
        file.write(b"new")
    assert path.read_bytes() == b"new"


def test_what_is_not_there_is_missing_as_ever(tmp_path):
    with pytest.raises(FileNotFoundError):
        standins.by_path(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="invalid mode"):
        standins.by_path(tmp_path / "nowhere", "q")


def sly(number):
    text = Sly("nowhere")
    text.number = number
    return text


@pytest.mark.parametrize(
    "disguise",
    [int, sly, Liar, lambda number: SlyPath(sly(number), number)],
    ids=["plain", "a text", "what says that it is a text", "a path that gives such a text"],
)
def test_the_number_of_a_descriptor_opens_nothing(disguise, line):
    with pytest.raises((PermissionError, TypeError)):
        standins.by_path(disguise(line), "rb", closefd=False)
    assert os.read(line, 6) == b"secret"


def test_a_path_that_is_a_number_as_well_is_the_path(path, line):
    with standins.by_path(SlyPath(str(path), line), encoding="utf-8") as file:
        assert file.read() == "é\nb"
    assert os.read(line, 6) == b"secret"


def test_nobody_else_opens_it(path, line):
    def opener(*_):
        return line

    with pytest.raises(PermissionError, match="by its path"):
        standins.by_path(path, "rb", opener=opener)
    with pytest.raises(PermissionError, match="by its path"):
        standins.by_path(path, "r", -1, None, None, None, False, opener)
    assert os.read(line, 6) == b"secret"


def test_a_breakpoint_is_passed():
    assert standins.unstopped() is None
    assert standins.unstopped("x", header="y") is None


def test_nothing_else_of_ours_is_in_their_reach():
    space = vars(standins)
    for function in (standins.by_path, standins.unstopped):
        assert function.__globals__ is space
        assert function.__closure__ is None
    names = {name for name in space if not name.startswith("__")}
    assert names == {"Any", "PLACES", "by_path", "io", "os", "unstopped"}
