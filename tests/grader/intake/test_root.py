"""Where the work lies: at the top or up to three folders down, once."""

from pathlib import PurePosixPath

import pytest

from grader.errors import NotGradable
from grader.intake.entry import Entry
from grader.intake.listing import listed
from grader.intake.root import choose, roots
from tests.grader.intake.packing import LAYOUT


def root(*paths: str) -> str:
    found = listed((Entry(PurePosixPath(path), regular=True, open=lambda: None) for path in paths), LAYOUT)
    homes = roots(found, LAYOUT)
    return choose(homes, found, LAYOUT).as_posix() if homes else ""


@pytest.mark.parametrize(("home", "found"), [
    ("", "."), ("a/", "a"), ("a/b/", "a/b"), ("a/b/c/", "a/b/c"), ("a/b/c/d/", ""),
])  # fmt: skip
def test_up_to_three_folders_down(home: str, found: str) -> None:
    assert root(f"{home}framework/linear.py", f"{home}test.py", "setup.py") == found


@pytest.mark.parametrize(("paths", "found"), [
    (["framework/a.py", "test.py", "old/framework/a.py", "old/test.py"], "."),
    (["framework/a.py", "old/framework/a.py"], "."),
    (["hw/framework/a.py", "hw/test.py", "hw/b/framework/a.py", "hw/b/test.py"], "hw"),
    (["framework/framework/a.py", "framework/test.py", "framework/README.md"], "framework"),
    (["framework/framework/a.py", "framework/test.py", "test.py"], "."),
    (["framework/core/framework/a.py", "framework/a.py", "test.py"], "."),
])  # fmt: skip
def test_copies_further_down_are_no_candidates(paths: list[str], found: str) -> None:
    assert root(*paths) == found


@pytest.mark.parametrize(("paths", "names"), [
    (["v1/framework/a.py", "v2/framework/a.py"], "v1/, v2/"),
    (["v1/framework/a.py", "v1/test.py", "b/c/framework/a.py", "d/e/f/framework/a.py"], "b/c/, d/e/f/, v1/"),
    (["framework/a.py", "handout/framework/a.py", "handout/test.py"], "the top, handout/"),
])  # fmt: skip
def test_several_candidates_are_all_named(paths: list[str], names: str) -> None:
    with pytest.raises(NotGradable) as refusal:
        root(*paths)
    assert str(refusal.value) == f"several folders hold a package framework/, hand in one of them: {names}"
