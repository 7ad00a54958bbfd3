"""The handout as a list of passes, each from the repository's texts to files of the student's folder.

    framework/ + test.py  →  stubs and given files          suites + rubric  →  what is public of them
    lessons + stubs       →  the notebook                   grader, reference  →  checks/, as far as these need them

Nothing is imported or run, and nothing but the texts decides: the same repository gives the same bytes.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from handout.exercises import ROOT, BadList, exercises, rubric
from handout.notebook import assignment
from handout.shared import checks
from handout.stubs import stubbed

Files = dict[str, bytes]  # path in the student's folder, with slashes → content
HANDED_OUT = "grader/assignment/handed_out.json"  # what the grader knows of the handout, from the repository's root


def given(root: Path) -> Files:
    """The files of the framework that no exercise fills in, whole."""
    filled = {file for exercise in exercises(root) for file in exercise.files}
    names = sorted(path.relative_to(root).as_posix() for path in (root / "framework").rglob("*.py"))
    return {name: (root / name).read_bytes() for name in names if name not in filled}


def stubs(root: Path) -> Files:
    """The files that exercises fill in, with stubs."""
    made: Files = {}
    for exercise in exercises(root):
        found: set[str] = set()
        texts: dict[str, str] = {}
        for file in exercise.files:
            texts[file], names = stubbed((root / file).read_text("utf-8"), exercise.write, exercise.keep)
            found |= names
        for old, new in exercise.says:
            if sum(text.count(old) for text in texts.values()) != 1:
                raise BadList(f"exercises.toml: {exercise.id}: expected its stubs to say once: {old}")
            texts = {file: text.replace(old, new) for file, text in texts.items()}
        made |= {file: text.encode() for file, text in texts.items()}
        if missing := (exercise.write | exercise.keep) - found:
            raise BadList(f"exercises.toml: {exercise.id}: expected names of its files, got {sorted(missing)}")
    return made


def asked(root: Path) -> Files:
    """What is to be written, for the checks: each name with whether it gives something back; what a breach costs."""
    graded, files = rubric(root), dict[str, object]()
    for exercise in exercises(root):
        for file in exercise.files:
            text, _ = stubbed((root / file).read_text("utf-8"), exercise.write)
            files[file] = {"exercise": exercise.id, "names": dict(_promised(ast.parse(text)))}
    points = sum(exercise["points"] for exercise in graded["exercises"].values())
    told = {"cap": graded["cap"], "points": points, "files": files}
    return {"checks/asked.json": (json.dumps(told, indent=1) + "\n").encode()}


def _promised(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Functions and methods by their qualified names, and whether something else than None comes back."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inside:
            if isinstance(each, ast.FunctionDef):
                name = f"{node.name}.{each.name}" if isinstance(node, ast.ClassDef) else each.name
                yield name, each.returns is not None and ast.unparse(each.returns) != "None"


def template(root: Path) -> Files:
    """What is written for students alone: their README, check.py, the requirements with the project's pins."""
    place = root / "handout" / "template"
    files = {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    pins = {line.partition("==")[0]: line.split()[0] for line in (root / "requirements.txt").read_text().splitlines()}
    lines = files["requirements.txt"].decode().splitlines()
    files["requirements.txt"] = "".join(f"{_pinned(line, pins)}\n" for line in lines).encode()
    return files


def _pinned(line: str, pins: dict[str, str]) -> str:
    """A requirement with the version that the project itself uses, unless it names one."""
    name, space, reason = line.partition(" ")
    if line.startswith("#") or "==" in name:
        return line
    if name not in pins:
        raise BadList(f"template/requirements.txt: expected a package that requirements.txt pins, got {name}")
    return f"{pins[name]}{space}{reason}"


def parsed(root: Path) -> Files:
    """No file, but a sentence where a source cannot be read as Python."""
    for place in ("framework", "grader", "reference", "handout/template"):
        for path in sorted((root / place).rglob("*.py")):
            _parse(path, root)
    _parse(root / "test.py", root)
    return {}


def _parse(path: Path, root: Path) -> None:
    """Read one source, or say what is wrong with it."""
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise BadList(f"{path.relative_to(root).as_posix()}: expected Python, got {error}") from error


PASSES: tuple[Callable[[Path], Files], ...] = (parsed, given, stubs, checks, asked, template)


def handed_out(root: Path, made: Files) -> bytes:
    """The files that submissions hold, as they are in the handout: those to write, and those that are given."""
    written = {file for exercise in exercises(root) for file in exercise.files}
    known = {name: made[name].decode() for name in made if name in written or name.startswith("framework/")}
    tables = {
        "given": {name: text for name, text in known.items() if name not in written},
        "stubs": {name: text for name, text in known.items() if name in written},
    }
    return (json.dumps(tables, indent=1, ensure_ascii=False) + "\n").encode()


def build(root: Path = ROOT) -> Files:
    """Every file of the student's folder."""
    made: Files = {}
    for step in PASSES:
        for name, content in step(root).items():
            if name in made:
                raise BadList(f"{step.__name__}: expected a file of its own, got {name} a second time")
            made[name] = content
    made["assignment.ipynb"] = assignment(root, made)
    return dict(sorted(made.items()))
