"""What is kept of the entries: Python files, notebooks, archives, and links in the place of folders."""

from pathlib import PurePosixPath

from grader.intake.entry import Entry
from grader.intake.listing import NAMED, Listing, listed
from tests.grader.intake.packing import LAYOUT


def kept(*paths: str, links: tuple[str, ...] = ()) -> Listing:
    entries = [Entry(PurePosixPath(path), regular=True, open=lambda: None) for path in paths]
    return listed(entries + [Entry(PurePosixPath(path), regular=False, open=lambda: None) for path in links], LAYOUT)


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.path.as_posix() for entry in entries]


def test_few_of_many_are_kept() -> None:
    found = kept(
        "a.py",
        "b.ipynb",
        "c.zip",
        "d.csv",
        "e.PY",
        "f.IPYNB",
        ".g.py",
        "h/__pycache__/i.py",
        links=("j", "k.csv", "l.py"),
    )
    assert names(found.sources) == ["a.py", "j", "l.py"]
    assert names(found.books) == ["b.ipynb", "f.IPYNB"]
    assert (names(found.archives), found.others) == (["c.zip"], 3)


def test_a_virtual_environment_is_left_out_wherever_its_mark_comes() -> None:
    found = kept("venv/a.py", "venv/lib/framework/b.py", "venv/pyvenv.cfg", "c.py")
    assert names(found.sources) == ["c.py"]


def test_one_that_holds_the_package_is_not() -> None:
    assert names(kept("hw/pyvenv.cfg", "hw/framework/a.py").sources) == ["hw/framework/a.py"]
    assert names(kept("pyvenv.cfg", "a/b.py").sources) == ["a/b.py"]


def test_what_lies_beside_is_named() -> None:
    assert kept("b.pdf", "a/fig.png", "x.py", ".DS_Store").names == ("a/fig.png", "b.pdf")
    assert len(kept(*(f"{number}.png" for number in range(1000))).names) == NAMED
