"""The map in `grader/__init__.py`, held against the tree: who imports whom, and nothing runs in circles."""

import ast
import re
from graphlib import TopologicalSorter

import pytest

import grader
from tests.commands import ROOT

HOUSE = ROOT / "grader"
EVERYBODY = {"errors", "records", "settings", ""}  # and the version
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))
ORACLE = {"testing", "assignment", "pack", "checkup"}
RULES = re.compile(r"^    ([a-z_]+(?:, [a-z_]+)*) {2,}(\S.*)$", re.MULTILINE)
TOP = sorted(path.stem for path in HOUSE.glob("*.py") if not path.stem.startswith("__"))
MOST = 8  # modules at the top, `__init__` and `__main__` among them
FROM_THE_WORKER = {"worker.protocol", "worker.wire", "worker.tensors", "worker.ndarrays"}
# … and objects for a package imported here


def table():
    """Room → what it may import, as the map says."""
    rules = grader.__doc__.partition("beside these:\n")[2].partition("`tests/")[0]
    made = {}
    for rooms, allowed in RULES.findall(rules):
        words = set(re.findall(r"[a-z_.]+", allowed.partition(";")[0].partition("(")[0]))
        made |= dict.fromkeys(rooms.split(", "), words)
    return made


def arrows(room):
    """(file, module of ours that it imports, without "grader."), for what leads out of the room."""
    for path in sorted((HOUSE / room).rglob("*.py")) if room in ROOMS else [HOUSE / f"{room}.py"]:
        for name in imports(path):
            if name.startswith("grader.") and name.split(".")[1] != room:
                yield path, name.removeprefix("grader.")


def imports(path):
    """Modules of ours that a file imports, absolute."""
    package = path.parent.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            home = ".".join([*parents, *([node.module] if node.module else [])])
            inside = [f"{home}.{alias.name}" for alias in node.names]
            yield from [name for name in inside if ours(name)] or [home]


def ours(name):
    """Whether there is a module of that name."""
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


@pytest.mark.parametrize("room", [*ROOMS, "grade"])
def test_a_room_imports_what_the_map_allows(room):
    allowed = table()[room]
    for path, name in arrows(room):
        room_of = name.partition(".")[0]
        if "everything" in allowed:
            assert room_of not in {"__main__", "pack"}, path
        elif (room, path.name, room_of) != ("screen", "__main__.py", "intake"):
            assert {name, room_of} & (allowed | EVERYBODY), f"{path}: {name}"


def test_the_map_names_every_room():
    assert set(ROOMS) <= table().keys()
    for room in ROOMS:
        assert re.search(rf"\b{room}\b", grader.__doc__), room


def test_nothing_runs_in_circles():
    graph = {room: {name.partition(".")[0] for _, name in arrows(room)} for room in [*ROOMS, *TOP]}
    graph["screen"] -= {"intake"}
    assert list(TopologicalSorter(graph).static_order())


def test_the_oracle_is_asked_where_the_map_says():
    for path in HOUSE.rglob("*.py"):
        if any(name.partition(".")[0] == "reference" for name in imports(path)):
            assert path.relative_to(HOUSE).parts[0] in ORACLE, path


def test_few_modules_lie_at_the_top():
    assert len([*HOUSE.glob("*.py")]) <= MOST


def test_trusted_code_takes_the_protocol_and_the_wire_from_the_worker():
    for room in {*ROOMS, *TOP} - {"worker"}:
        for path, name in arrows(room):
            if name.partition(".")[0] == "worker":
                objects = {"worker.objects"} if path == HOUSE / "student" / "local.py" else set()
                assert name in FROM_THE_WORKER | objects, path


def test_a_worker_knows_nobody():
    assert [*arrows("worker")] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_with_a_chapter(room):
    said = ast.get_docstring(ast.parse((HOUSE / room / "__init__.py").read_text("utf-8")))
    assert len(said or "") > 60
