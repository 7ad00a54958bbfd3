"""The tree itself: which way imports point, what is exported, what is tested."""

import ast
import sys
from pathlib import Path

import pytest

import framework

ROOT = Path(__file__).parents[1]
PACKAGES = ("framework", "reference")
PUTS_THE_TWO_SIDE_BY_SIDE = {"compare.py", "bench.py", "report.py", "diagram.py", "__main__.py"}


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def roots(path):
    return {name.split(".")[0] for name in imports(path)}


def sources(package):
    return sorted((ROOT / package).rglob("*.py"))


def test_framework_imports_torch_the_standard_library_and_itself():
    for path in sources("framework"):
        foreign = roots(path) - {"torch", "framework", *sys.stdlib_module_names}
        assert foreign <= ({"matplotlib"} if path.name == "figure.py" else set()), path


def test_framework_uses_no_module_of_torch_that_is_ready_made():
    for path in sources("framework"):
        assert {name for name in imports(path) if name.startswith("torch.")} == set(), path


def test_reference_imports_framework_only_where_it_compares():
    for path in sources("reference"):
        assert "framework" not in roots(path) or path.name in PUTS_THE_TWO_SIDE_BY_SIDE, path
        assert not roots(path) & {"grader", "handout", "tests"}, path


def test_the_grader_never_imports_what_it_judges():
    for path in sources("grader"):
        assert not roots(path) & {"framework", "handout", "tests"}, path


def test_the_handout_reads_the_solution_as_text():
    for path in (ROOT / "handout").glob("*.py"):
        assert roots(path) <= {"handout", "libcst", "nbformat", "tomli_w", "typer", *sys.stdlib_module_names}, path


def test_a_worker_brings_torch_and_the_standard_library_alone():
    for path in sources("grader/worker"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        absolute = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
        }
        assert absolute <= {"torch", "msgspec", *sys.stdlib_module_names}, path


def test_nothing_imports_test_py():
    for path in ROOT.rglob("*.py"):
        if ".venv" not in path.parts and "submissions" not in path.parts and "autograd" not in path.parts:
            assert "test" not in roots(path), path


def test_all_is_complete():
    defined = {
        name
        for name, value in vars(framework).items()
        if isinstance(value, type) and value.__module__.startswith("framework.")
    }
    assert defined == set(framework.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_has_its_tests(package):
    for path in sources(package):
        if not path.name.startswith("__"):
            assert (ROOT / "tests" / package / f"test_{path.stem}.py").exists(), path


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_opens_with_a_chapter(package):
    for path in sources(package):
        assert len(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "") > 60, path
