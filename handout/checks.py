"""The package `checks` of the handout: the public tests, and as much of the grader as running them takes.

What is taken along is found by following imports from the template and the public suites, and renamed on the way:
`grader.expect` → `checks.expect`, `reference.oracle` → `checks.reference.oracle`.
"""

import ast
import json
import re
from pathlib import Path

import tomli_w

from handout.exercises import BadList, rubric
from handout.public import visible_part, visible_rubric, visible_tests

HOMES = {"grader": "checks", "reference": "checks.reference"}
COMMANDS = ["checks.screen.__main__"]  # what students start by name
STAYS = {"checks.intake"}  # the screen asks for it only where the whole grader is
DATA = (".toml",)  # what lies beside the modules of a package and is read by them


def checks(root: Path) -> dict[str, bytes]:
    """Files of `checks/`."""
    graded = rubric(root)
    shown, hidden = visible_rubric(graded)
    made = {
        "checks/rubric.toml": tomli_w.dumps(shown).encode(),
        "checks/hidden.json": (json.dumps(hidden, indent=2) + "\n").encode(),
        "checks/suites/pytest.ini": (root / "grader/suites/pytest.ini").read_bytes(),
        "checks/suites/conftest.py": renamed((root / "grader/suites/conftest.py").read_text("utf-8")).encode(),
    }
    for key in shown["exercises"]:
        source = (root / f"grader/suites/test_{key}.py").read_text("utf-8")
        names = visible_tests(graded["exercises"][key])
        if missing := [name for name in names if f"def {name}(" not in source]:
            raise BadList(f"rubric.toml: {key}: expected tests of test_{key}.py, got {missing}")
        public = visible_part(source, names)
        made[f"checks/suites/test_{key}.py"] = renamed(public).encode()
    wanted = [text.decode() for name, text in made.items() if name.endswith(".py")]
    wanted += [path.read_text("utf-8") for path in sorted((root / "handout/template").rglob("*.py"))]
    return made | modules(root, wanted)


def modules(root: Path, texts: list[str]) -> dict[str, bytes]:
    """The modules of grader and reference that `texts` import, and those that these import, and so on."""
    made: dict[str, bytes] = {}
    todo = [name for text in texts for name in imported(text, "checks")] + COMMANDS
    while todo:
        name = todo.pop()
        path = source_of(root, name)
        if path is None or name in STAYS:
            continue
        for file in (path, *(path.parents[up] / "__init__.py" for up in range(len(path.relative_to(root).parts) - 1))):
            here = file.relative_to(root)
            target = target_of(here)
            if target in made or not file.is_file():
                continue
            text = renamed(file.read_text("utf-8"))
            made[target] = text.encode()
            todo += imported(text, ".".join(Path(target).with_suffix("").parts[:-1]))
            if file.name == "__init__.py" and len(here.parts) > 2:
                made |= {
                    target_of(d.relative_to(root)): d.read_bytes() for d in file.parent.iterdir() if d.suffix in DATA
                }
    return made


def target_of(path: Path) -> str:
    """Where a file of grader or reference lies in the handout."""
    return "/".join([*HOMES[path.parts[0]].split("."), *path.parts[1:]])


def source_of(root: Path, name: str) -> Path | None:
    """The file of the repository behind a module of the handout's `checks`; none where it is no such module."""
    parts = name.split(".")
    if parts[0] != "checks":
        return None
    home = root.joinpath(*(["reference", *parts[2:]] if parts[1:2] == ["reference"] else ["grader", *parts[1:]]))
    for path in (home.with_suffix(".py"), home / "__init__.py"):
        if path.is_file():
            return path
    return None


def imported(text: str, package: str) -> list[str]:
    """The modules that a text imports, absolute; `package` is where it stands."""
    names: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            names += [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return names


def renamed(text: str) -> str:
    """The text with the names that modules have in the handout."""
    for old, new in HOMES.items():
        text = re.sub(rf"\b(from|import) {old}\b", rf"\1 {new}", text)
        text = re.sub(rf"(?<![\w.]){old}\.(?=[a-z_]+\b)", f"{new}.", text)
    return text
