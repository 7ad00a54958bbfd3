"""The handout as a list of passes, each from the texts of repository and assignment to files of the student's folder.

    solution         →  stubs and given files          suites + rubric    →  what is public of them
    lessons + stubs  →  the notebook                   grader, reference  →  checks/, as far as these need them

Nothing is imported or run, and nothing but the texts decides: the same texts give the same bytes.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from handout.exercises import BadList, Home, exercises
from handout.notebook import assignment
from handout.shared import checks
from handout.stubs import stubbed, unbound

OWN = ("README.md", "requirements.txt")  # of an assignment's template
Files = dict[str, bytes]  # path in the student's folder, with slashes → content


def given(home: Home) -> Files:
    """The files of the package that no exercise fills in, whole; and what else the assignment lists as given."""
    filled = {file for exercise in exercises(home) for file in exercise.files}
    package = sorted((home.solution / home.package).rglob("*.py"))
    script = home.solution / home.settings.get("script", "")
    names = [path.relative_to(home.solution).as_posix() for path in [*package, *([script] if script.is_file() else [])]]
    return {name: (home.solution / name).read_bytes() for name in names if name not in filled}


def stubs(home: Home) -> Files:
    """The files that exercises fill in, with stubs."""
    made: Files = {}
    for exercise in exercises(home):
        found: set[str] = set()
        texts: dict[str, str] = {}
        for file in exercise.files:
            text = (home.solution / file).read_text("utf-8")
            texts[file], names = stubbed(text, exercise.write, exercise.keep)
            found |= names
        for old, new in exercise.says:
            if sum(text.count(old) for text in texts.values()) != 1:
                raise BadList(f"exercises.toml: {exercise.id}: expected its stubs to say once: {old}")
            texts = {file: text.replace(old, new) for file, text in texts.items()}
        for file, text in texts.items():
            if strangers := unbound(text):
                raise BadList(f"exercises.toml: {exercise.id}: {file} as handed out needs {sorted(strangers)}: keep it")
        made |= {file: text.encode() for file, text in texts.items()}
        if missing := (exercise.write | exercise.keep) - found:
            raise BadList(f"exercises.toml: {exercise.id}: expected names of its files, got {sorted(missing)}")
    return made


def asked(home: Home) -> Files:
    """What is to be written, for the checks: each name with whether it gives something back; what a breach costs."""
    graded, files = home.rubric, dict[str, object]()
    for exercise in exercises(home):
        for file in exercise.files:
            text, _ = stubbed((home.solution / file).read_text("utf-8"), exercise.write)
            files[file] = {"exercise": exercise.id, "names": dict(_promised(ast.parse(text)))}
    points = sum(exercise["points"] for exercise in graded["exercises"].values())
    own = {"package": home.package, "script": home.settings.get("script", "")}
    told = own | {"cap": graded.get("cap", points), "points": points, "files": files}
    return {"checks/asked.json": (json.dumps(told, indent=1) + "\n").encode()}


def _promised(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Functions and methods by their qualified names, and whether something else than None comes back."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inside:
            if isinstance(each, ast.FunctionDef):
                name = f"{node.name}.{each.name}" if isinstance(node, ast.ClassDef) else each.name
                yield name, each.returns is not None and ast.unparse(each.returns) != "None"


def template(home: Home) -> Files:
    """What is written for students alone: check.py, and of each assignment's own README and requirements, pinned."""
    files: Files = {}
    for place in dict.fromkeys((home.root / "handout" / "template", home.handout / "template")):
        files |= {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in sorted(place.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }
        if missing := [name for name in OWN if not (place / name).is_file()]:
            raise BadList(f"handout/template: expected {missing[0]}, which each assignment has of its own")
    text = (home.root / "requirements.txt").read_text()
    pins = {line.partition("==")[0]: line.split()[0] for line in text.splitlines() if line.strip()}
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


def parsed(home: Home) -> Files:
    """No file, but a sentence where a source cannot be read as Python."""
    places = [home.root / place for place in ("grader", "reference", "handout/template")]
    for place in (*places, home.folder / "suites", home.solution / home.package):
        for path in sorted(place.rglob("*.py")):
            _parse(path, home.root if path.is_relative_to(home.root) else home.folder)
    if script := home.settings.get("script"):
        _parse(home.solution / script, home.solution)
    return {}


def _parse(path: Path, root: Path) -> None:
    """Read one source, or say what is wrong with it."""
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise BadList(f"{path.relative_to(root).as_posix()}: expected Python, got {error}") from error


PASSES: tuple[Callable[[Home], Files], ...] = (parsed, given, stubs, checks, asked, template)


def handed_out(home: Home, made: Files) -> bytes:
    """The files that submissions hold, as they are in the handout: those to write, and those that are given."""
    written = {file for exercise in exercises(home) for file in exercise.files}
    own = (f"{home.package}/", home.settings.get("script") or f"{home.package}/")
    known = {name: made[name].decode() for name in made if name in written or name.startswith(own)}
    tables = {
        "given": {name: text for name, text in known.items() if name not in written},
        "stubs": {name: text for name, text in known.items() if name in written},
    }
    return (json.dumps(tables, indent=1, ensure_ascii=False) + "\n").encode()


def build(home: Home | None = None) -> Files:
    """Every file of the student's folder."""
    home, made = home or Home(), {}
    for step in PASSES:
        for name, content in step(home).items():
            if name in made:
                raise BadList(f"{step.__name__}: expected a file of its own, got {name} a second time")
            made[name] = content
    made["assignment.ipynb"] = assignment(home, made)
    return dict(sorted(made.items()))
