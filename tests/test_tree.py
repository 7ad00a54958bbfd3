"""The tree itself: which way imports point, what is exported, what is tested."""

import ast
import sys
from pathlib import Path

import pytest

import framework

ROOT = Path(__file__).parents[1]
PACKAGES = ("framework", "reference")
CHAPTER, TITLE = 60, 20  # characters of a docstring, at least
PUTS_THE_TWO_SIDE_BY_SIDE = {"compare.py", "bench.py", "report.py", "diagram.py", "__main__.py"}


def imports(path):
    """Every module that a file imports, absolute; wherever the import stands, for types alone as well."""
    package = path.parent.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            home = ".".join([*parents, *filter(None, [node.module])])
            yield from {f"{home}.{a.name}" if is_module(f"{home}.{a.name}") else home for a in node.names}


def is_module(name):
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


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


def test_a_worker_brings_a_library_of_arrays_and_the_standard_library_alone():
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
        assert absolute <= {"torch", "numpy", "msgspec", *sys.stdlib_module_names}, path


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


def modules(package):
    """The files that somebody may change and break: no suites, which a corpus tests, and nothing that is copied out."""
    for path in sorted((ROOT / package).glob("*.py")) if package == "handout" else sources(package):
        if not path.name.startswith("__") and not {"suites", "templates"} & set(path.parts):
            yield path


@pytest.mark.parametrize("package", [*PACKAGES, "grader", "handout"])
def test_every_file_has_its_tests(package):
    """In a folder of the same name: whoever changes a module knows where to look."""
    files = [path.relative_to(ROOT) for path in modules(package)]
    untested = [str(path) for path in files if not (ROOT / "tests" / path.with_name(f"test_{path.name}")).exists()]
    assert untested == []


@pytest.mark.parametrize("package", [*PACKAGES, "grader", "handout"])
def test_every_file_opens_with_a_chapter(package):
    files = sources(package) if package in PACKAGES else modules(package)
    short = [str(path.relative_to(ROOT)) for path in files if len(docstring(path)) <= CHAPTER]
    assert short == []


@pytest.mark.parametrize("package", [*PACKAGES, "grader", "handout"])
def test_every_test_file_says_what_it_shows(package):
    files = (ROOT / "tests" / package).rglob("test_*.py")
    assert [str(path.relative_to(ROOT)) for path in files if len(docstring(path)) <= TITLE] == []


def docstring(path):
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
