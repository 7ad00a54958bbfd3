"""Which files a grading consists of: found along imports and names of data, and nothing beside them."""

import pytest

from grader.report.sources import closure, grading, imported


def test_a_grading_runs_the_walk_the_worker_and_the_assignment():
    found = grading()
    assert {
        "grader/grade.py", "grader/worker/seccomp.py", "grader/screen/run.py", "grader/testing/expect.py",
        "grader/assignment/suites/test_linear.py", "grader/assignment/rubric.toml", "reference/oracle.py",
    } <= found.keys()  # fmt: skip
    assert not [name for name in found if name.startswith(("framework", "handout", "tests", "grader/batch"))]
    assert not [name for name in found if "mutants" in name]
    assert "reference/bench.py" not in found


@pytest.mark.parametrize(
    ("text", "package", "modules"),
    [
        ("import a, b.c\n", (), {"a", "b.c"}),
        ("from a.b import c, d\n", (), {"a.b", "a.b.c", "a.b.d"}),
        ("from a import (\n    b,\n    c,\n)\n", (), {"a", "a.b", "a.c"}),
        ("from . import c\n", ("a", "b"), {"a.b", "a.b.c"}),
        ("from ..x import c\n", ("a", "b"), {"a.x", "a.x.c"}),
        ("def f():\n    from a import b\n", (), {"a", "a.b"}),
    ],
)
def test_imports_wherever_they_stand(text, package, modules):
    assert set(imported(text, package)) == modules


@pytest.fixture
def house(tmp_path):
    """A house of a few lines."""
    texts = {
        "grader/__init__.py": "",
        "grader/start.py": 'from .room import door\nDATA = "plan.toml"\nPAGES = "pages"\n',
        "grader/room/__init__.py": "from . import shelf\n",
        "grader/room/door.py": "import reference.truth\n",
        "grader/room/shelf.py": "",
        "grader/room/cellar.py": "",
        "grader/plan.toml": "",
        "grader/other.toml": "",
        "grader/pages/one.html": "",
        "grader/worker/main.py": "",
        "reference/__init__.py": "",
        "reference/truth.py": "",
        "reference/lie.py": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_along_the_imports_with_data_that_is_named(house):
    assert closure("grader.start", root=house).keys() == {
        "grader/__init__.py", "grader/start.py", "grader/room/__init__.py", "grader/room/door.py",
        "grader/room/shelf.py", "grader/plan.toml", "grader/pages/one.html", "grader/worker/main.py",
        "reference/__init__.py", "reference/truth.py",
    }  # fmt: skip


def test_another_assignment_takes_the_place_of_the_one_that_lies_there(house, tmp_path_factory):
    for name, text in {"grader/assignment/old.toml": "", "grader/room/loft.py": ""}.items():
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text(text)
    folder = tmp_path_factory.mktemp("another")
    for name in ("rubric.toml", "suites/test_a.py", "solution/parts/a.py", "notes.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("from grader.room import loft\n" if name.startswith("suites") else "")
    found = closure("grader.start", root=house, assignment=folder)
    theirs = {name for name in found if name.startswith("grader/assignment/")}
    assert theirs == {"grader/assignment/rubric.toml", "grader/assignment/suites/test_a.py"}
    assert found["grader/assignment/rubric.toml"] == folder / "rubric.toml"
    assert "grader/room/loft.py" in found
    assert "grader/assignment/old.toml" in closure("grader.start", root=house)
