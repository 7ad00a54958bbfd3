"""The tree itself: which way imports point, which room knows which, what is exported, what is tested."""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import framework

ROOT = Path(__file__).parents[1]
PACKAGES = ("framework", "reference")
CHAPTER, TITLE = 60, 20  # characters of a docstring, at least
PUTS_THE_TWO_SIDE_BY_SIDE = {"compare.py", "bench.py", "report.py", "diagram.py", "__main__.py"}


GRADER = ROOT / "grader"
TOP = {"__init__", "__main__", "grade", "errors", "records", "result", "files", "settings"}
NO_ROOM_YET = {"intake", "notebook"}  # until intake is a folder
EVERYBODY = {"errors", "records"}
SHARED = {"settings", "result", "files"}  # for all who stand above scoring, which settings and result are made of
WALK = {"intake", "screen", "sandbox", "student", "testing", "policy", "scoring", "settings", "result"}
MAY_IMPORT = {  # beside EVERYBODY; a room, or one module of it
    "errors": set(),
    "records": set(),
    "files": set(),
    "worker": set(),
    "scoring": set(),
    "intake": set(),
    "screen": set(),  # runs alone, with the standard library; its __main__ is told of below
    "student": {"worker.protocol", "worker.objects"},
    "sandbox": {"student", "worker.protocol", "worker.wire"},
    "settings": {"scoring"},  # the assignment's record holds its rubric
    "result": {"scoring"},  # … and that of a grading its scorecard
    "testing": {"scoring", "settings", "reference.closeness"},
    "policy": {"testing", "worker.protocol", "scoring", "screen"},  # a Finding of the screen becomes a Notice there
    # policy.approximation: what the check asks for a derivative has a type of its own
    "assignment": {"testing", "scoring", "reference", "policy.approximation"},
    "report": {"scoring", *SHARED},
    "grade": WALK,
    # policy: what instructors decide about violations is kept in the results of a class
    "batch": {"grade", "report", "scoring", "intake", "sandbox", "policy", *SHARED},
    # reference: the leaderboard holds the time to train against torch.nn's
    "pack": {"grade", "report", "scoring", "intake", "sandbox", "reference", *SHARED},
    "checkup": {"grade", "report", "batch", "assignment", "reference", *WALK, *SHARED},
}
ON_ITS_OWN = {("screen/__main__.py", "intake")}  # asked for where there is one: `checks.screen` has none
FROM_THE_WORKER = {"protocol", "wire"}


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


@cache
def arrows():
    """(file, room, what it imports) for whatever leads out of a room of the grader to something of ours."""
    found = []
    for path in sources("grader"):
        inside = path.relative_to(GRADER)
        room = inside.parts[0].removesuffix(".py")
        room = "intake" if room in NO_ROOM_YET else room
        for name in imports(path):
            house, _, module = name.partition(".")
            target = name if house == "reference" else "intake" if module in NO_ROOM_YET else module
            if house in ("grader", "reference") and target.partition(".")[0] not in (room, ""):
                found.append((inside.as_posix(), room, target))
    return found


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


def test_a_room_imports_what_the_table_allows():
    foreign = []
    for file, room, target in arrows():
        allowed = MAY_IMPORT.get(room, set()) | EVERYBODY
        known = {target, target.partition(".")[0]} & allowed
        if room not in ("__main__", "__init__") and not known and (file, target) not in ON_ITS_OWN:
            foreign.append(f"{file} imports {target}")
    assert foreign == []


def test_the_table_speaks_of_every_room():
    rooms = {path.parent.name for path in GRADER.glob("*/__init__.py")} | TOP - {"__init__", "__main__"}
    assert MAY_IMPORT.keys() - {"intake"} == rooms - {"intake"}


def test_nothing_runs_in_a_circle_or_back():
    graph = {room: set() for room in MAY_IMPORT}
    for file, room, target in arrows():
        if (file, target) not in ON_ITS_OWN:
            graph.setdefault(room, set()).add(target.partition(".")[0])
    walk = [room for room in TopologicalSorter(graph).static_order() if room in MAY_IMPORT]
    assert walk.index("scoring") < walk.index("grade") < walk.index("checkup")


def test_trusted_code_takes_the_protocol_and_the_wire_from_the_worker():
    for file, _, target in arrows():
        room, _, module = target.partition(".")
        if room == "worker":
            assert module in FROM_THE_WORKER | ({"objects"} if file == "student/local.py" else set()), file


def test_a_worker_imports_nothing_of_ours_but_itself():
    assert [file for file, room, _ in arrows() if room == "worker"] == []


def test_few_modules_lie_at_the_top():
    assert {path.stem for path in GRADER.glob("*.py")} - NO_ROOM_YET <= TOP


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
    expected = {ROOT / "tests" / path.relative_to(ROOT).with_name(f"test_{path.name}") for path in modules(package)}
    assert sorted(str(path.relative_to(ROOT)) for path in expected if not path.exists()) == []


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
