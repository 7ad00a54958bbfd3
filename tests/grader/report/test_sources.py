"""Which files a grading consists of: found along imports and names of data, and nothing beside them."""

import pytest

from grader.report.sources import ROOT, closure, grading, imported


def names(paths, root=ROOT):
    return {path.relative_to(root).as_posix() for path in paths}


def test_a_grading_runs_the_walk_the_worker_and_the_assignment():
    found = names(grading())
    assert {
        "grader/grade.py", "grader/worker/seccomp.py", "grader/screen/run.py", "grader/testing/expect.py",
        "grader/assignment/suites/test_linear.py", "grader/assignment/rubric.toml", "reference/oracle.py",
    } <= found  # fmt: skip
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
    assert names(closure("grader.start", root=house), house) == {
        "grader/__init__.py", "grader/start.py", "grader/room/__init__.py", "grader/room/door.py",
        "grader/room/shelf.py", "grader/plan.toml", "grader/pages/one.html", "grader/worker/main.py",
        "reference/__init__.py", "reference/truth.py",
    }  # fmt: skip
