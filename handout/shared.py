"""The package `checks` of the handout: the public tests, and as much of the grader as running them takes.

`public.toml` lists what leaves the house. The copies are the grader's own files; only where they lie differs:
`grader.testing.expect` → `checks.testing.expect`, `reference.oracle` → `checks.reference.oracle`.

    public.toml + grader/ + reference/  →  checks/        refused by name: whatever is not on the list
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import tomli_w

from handout.exercises import BadList, Home, table
from handout.public import visible_part, visible_rubric, visible_settings, visible_tests

STARTS = "checks.screen.__main__"  # what students start by name, and nothing imports
HIDDEN = "checks/hidden.json"
HOMES = {"grader": "checks", "reference": "checks.reference"}
Files = dict[str, bytes]


def checks(home: Home) -> Files:
    """Files of `checks/`; raises `BadList` for what `public.toml` does not list."""
    listed = table(home.root / "handout/public.toml")
    copied, cut = copies(home, listed), suites(home)
    places = tuple(f"checks/{place}" for place in listed["filtered"])
    if unlisted := [name for name in cut if not name.startswith(places) and name != HIDDEN]:
        raise BadList(f"public.toml: expected to list under `filtered` what is cut down, got {unlisted[0]}")
    return needed(home, cut | copied, listed)


def suites(home: Home) -> Files:
    """The visible tests, with the rubric and the settings that speak of them alone."""
    graded, place = home.rubric, home.folder
    shown, hidden = visible_rubric(graded)
    settings = visible_settings(home.settings, shown)
    made = {
        "checks/assignment/rubric.toml": tomli_w.dumps(shown).encode(),
        "checks/assignment/assignment.toml": tomli_w.dumps(settings).encode(),
        HIDDEN: (json.dumps(hidden, indent=2) + "\n").encode(),
    }
    for name in ("pytest.ini", "conftest.py"):
        made[f"checks/assignment/suites/{name}"] = renamed((place / "suites" / name).read_text("utf-8"))
    for key in shown["exercises"]:
        source, names = (place / f"suites/test_{key}.py").read_text("utf-8"), visible_tests(graded["exercises"][key])
        if missing := [name for name in names if f"def {name}(" not in source]:
            raise BadList(f"rubric.toml: {key}: expected tests of test_{key}.py, got {missing}")
        made[f"checks/assignment/suites/test_{key}.py"] = renamed(visible_part(source, names))
    return made


def copies(home: Home, listed: dict[str, Any]) -> Files:
    """Whole rooms, single modules, data, and the reference as far as it is an oracle."""
    root, made = home.root, Files()
    for room in listed["rooms"]:
        for path in sorted((root / "grader" / room).rglob("*")):
            name = path.relative_to(root / "grader").as_posix()
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            if path.suffix != ".py" and name not in listed["rule"]:
                raise BadList(f"grader/{name}: lies in a room that students receive, and public.toml does not list it")
            if path.suffix == ".py":
                made[f"checks/{name}"] = renamed(path.read_text("utf-8"))
    modules = [*listed["modules"], *listed["arrays"][home.arrays]]
    made |= {f"checks/{name}": renamed(read(root / "grader" / name)) for name in modules}
    own = home.settings.get("public", [])
    made |= {f"checks/assignment/{name}": renamed(read(home.folder / name)) for name in own}
    if "words" in home.settings:
        made |= {f"checks/{name}": read(lies(home, name)).encode() for name in listed["rule"]}
    return made | {f"checks/reference/{name}": renamed(read(root / "reference" / name)) for name in listed["reference"]}


def lies(home: Home, name: str) -> Path:
    """Where a file of the grader lies, or one of the assignment's own."""
    room, _, own = name.partition("/")
    return home.folder / own if room == "assignment" else home.root / "grader" / name


def read(path: Path) -> str:
    """The text of a file that `public.toml` lists; `BadList` if there is none."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BadList(f"public.toml or assignment.toml lists {path.name}, and it cannot be read") from error


def renamed(text: str) -> bytes:
    """The text with the names that the packages have in the handout."""
    return re.sub(
        rf"^(\s*(?:from|import) )({'|'.join(HOMES)})\b",
        lambda found: found[1] + HOMES[found[2]],
        text,
        flags=re.MULTILINE,
    ).encode()


def needed(home: Home, made: Files, listed: dict[str, Any]) -> Files:
    """What the handout uses of it; raises `BadList` where an import leads out of the list or nowhere."""
    root, template = home.root, home.root / "handout/template"
    texts = {path.relative_to(template).as_posix(): path.read_text("utf-8") for path in sorted(template.rglob("*.py"))}
    texts |= {name: data.decode() for name, data in made.items() if name.endswith(".py")}
    modules = {module_of(name): name for name in texts}
    stays = listed["stays"]
    starts = [module_of(f"checks/{name}") for name in listed["arrays"][home.arrays]]
    starts += [STARTS] if "words" in home.settings else []
    todo = [module_of(name) for name in texts if name not in made or "/suites/" in name] + starts
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name in reached or name not in modules:
            continue
        reached.add(name)
        for one, taken in imported(texts[modules[name]], name, package="/__init__.py" in modules[name]):
            house = one.partition(".")[0]
            names = [one, *(f"{one}.{each}" for each in taken)]  # what is taken from a package may be a module
            strange = [each for each in names if each not in [*modules, *stays] and is_ours(root, each)]
            if house in HOMES or strange or (house == "checks" and one not in [*modules, *stays]):
                raise BadList(f"{modules[name]}: imports {(strange or [one])[-1]}, which public.toml does not list")
            todo += [*names, *(".".join(one.split(".")[:end]) for end in range(1, one.count(".") + 1))]
    return {name: data for name, data in made.items() if not name.endswith(".py") or module_of(name) in reached}


def module_of(name: str) -> str:
    """`checks/testing/__init__.py` → `checks.testing`."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_ours(root: Path, name: str) -> bool:
    """Whether a module of the handout's `checks` is one of the repository's, listed or not."""
    parts = name.split(".")
    if parts[0] != "checks":
        return False
    home = root.joinpath(*(["reference", *parts[2:]] if parts[1:2] == ["reference"] else ["grader", *parts[1:]]))
    return home.with_suffix(".py").is_file() or (home / "__init__.py").is_file()


def imported(text: str, module: str, *, package: bool) -> list[tuple[str, list[str]]]:
    """The modules that the text of a module imports, absolute, and the names taken from each."""
    found: list[tuple[str, list[str]]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            parents = parts[: len(parts) - node.level + package] if node.level else []
            source = ".".join([*parents, *([node.module] if node.module else [])])
            found.append((source, [alias.name for alias in node.names]))
    return found
