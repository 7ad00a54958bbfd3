"""Reach: which stretches of code run.

The package's first file runs, and the script; with a file's own lines run the files that these import; a function at
the top of a file runs where something that runs names it. Where the package has no first file that can be read, the
grader's own takes its place, and imports the files that the assignment gives. A file that comes alone is asked
about by itself.
"""

from collections.abc import Iterable

from .meaning import Project
from .rule import is_dunder
from .source import File, Stretch


def reached(project: Project) -> set[Stretch]:
    """Every stretch that runs, as far as names tell."""
    return _Reach(project).live


class _Reach:
    """The stretches that run, and the functions that wait to be named."""

    def __init__(self, project: Project) -> None:
        self._files = project.files
        self.live: set[Stretch] = set()
        self._waiting: dict[str, list[Stretch]] = {}
        self._named: set[str] = set()
        self._todo: list[Stretch] = []
        for module in entries(project):
            self._load(module)
        while self._todo:
            stretch = self._todo.pop()
            for path in stretch.imports:
                self._load(path)
            for name in stretch.names - self._named:
                self._named.add(name)
                self._start(self._waiting.pop(name, ()))

    def _start(self, stretches: Iterable[Stretch]) -> None:
        self.live.update(stretches)
        self._todo += stretches

    def _load(self, path: str) -> None:
        """What runs when the dotted name is imported: each package on the way, and the module."""
        module = ""
        for part in path.split("."):
            module = f"{module}.{part}" if module else part
            file = self._files.get(module)
            if file is not None and file.body not in self.live:
                self._start([file.body])
                self._wait(file)

    def _wait(self, file: File) -> None:
        for name, stretches in file.functions.items():
            if name in self._named or is_dunder(name):  # a module's own `__getattr__` is called by Python
                self._start(stretches)
            else:
                self._waiting.setdefault(name, []).extend(stretches)


def entries(project: Project) -> list[str]:
    """The modules with which everything begins."""
    package = project.rule.package
    script = project.rule.script.removesuffix(".py")
    if package in project.files:
        return [package, script]
    if script in project.files:
        given = project.rule.words["submission", "given"]
        return [script, *(f"{package}.{name}" for name in sorted(given))]
    return list(project.files)
