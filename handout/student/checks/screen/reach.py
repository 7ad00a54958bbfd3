"""Reach: which stretches of code run.

The package's first file runs, and the script; with a file's own lines run the files that these import; a function at
the top of a file runs where something that runs names it. Where the package has no first file that can be read, the
grader's own takes its place, and imports the files that the assignment gives. Files without either are asked about
by themselves.
"""

from collections.abc import Iterator

from .meaning import Project
from .rule import is_dunder
from .source import File, Stretch


def reached(project: Project) -> set[Stretch]:
    """Every stretch that runs, as far as names tell."""
    live: set[Stretch] = set()
    waiting: dict[str, list[Stretch]] = {}  # functions that nobody named yet
    named: set[str] = set()
    todo = [Stretch(file, imports=entries(project)) for file in list(project.files.values())[:1]]
    while todo:
        stretch = todo.pop()
        live.add(stretch)
        for name in stretch.names - named:
            todo += waiting.pop(name, ())
        named |= stretch.names
        for file in imported(project, stretch.imports):
            if file.body not in live:
                live.add(file.body)
                todo.append(file.body)
                for name, functions in file.functions.items():  # a module's own `__getattr__` is called by Python
                    (todo if name in named or is_dunder(name) else waiting.setdefault(name, [])).extend(functions)
    return live


def imported(project: Project, paths: list[str]) -> Iterator[File]:
    """What the imports load: each package on the way, and the module."""
    for path in paths:
        parts = path.split(".")
        for length in range(1, len(parts) + 1):
            if file := project.files.get(".".join(parts[:length])):
                yield file


def entries(project: Project) -> list[str]:
    """The modules with which everything begins."""
    rule = project.rule
    script = rule.script.removesuffix(".py")
    if rule.package in project.files:
        return [rule.package, script]
    if script in project.files:
        return [script, *(f"{rule.package}.{name}" for name in sorted(rule.words["submission", "given"]))]
    return list(project.files)
