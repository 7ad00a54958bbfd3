"""The assignment, as the engine is told of it: one record, read from one folder and checked before anything runs.

    assignment/assignment.toml + rubric.toml + suites/  →  Assignment  →  every stage of the walk

The engine itself names no class, no file and no exercise of an assignment; whatever it has to know stands here.
Any folder may be the assignment: `choose` takes it for this process and those that it starts, and the package
`assignment`, by which suites import what is their own, is that folder.
"""

import os
import sys
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import msgspec

from .errors import BadAssignment
from .records import HandedOut, Kit, Layout
from .scoring import rubric as rubrics
from .scoring.rubric import Rubric, whole

HERE = Path(__file__).parent
DEFAULT = HERE / "assignment"
FILE = "assignment.toml"
CHOSEN = "GRADER_ASSIGNMENT"  # in the environment, so that processes that are started from here grade the same
PACKAGE = f"{__package__}.assignment"
Name = Annotated[str, msgspec.Meta(min_length=1)]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages and platforms say of the assignment's rule."""

    rule: Name  # a clause: "derivatives are written by hand"
    broken: Name  # who broke it, as the subject of "… reaches 20 of 100 points at most"
    allowed: str = ""  # what may be used and what not, in sentences with examples, for who broke it at home


class Needless(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Operations that no formula of a derivative needs: whoever uses one is looked at, and loses nothing."""

    of: tuple[Name, ...]  # what the derivatives belong to, the first part of their names
    operations: tuple[Name, ...]


class Derivatives(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `watched` in the rubric may name: quantities that earn nothing if they were approximated.

    `each` and `unjudged` name tests as `exercise.test_name`, whichever part one judges.
    """

    names: tuple[Name, ...] = ()
    each: tuple[Name, ...] = ()  # their answers are judged element by element, those of the others as a whole
    unjudged: tuple[Name, ...] = ()  # a formula magnifies errors there, too: what they ask is asked, and not judged
    steepest: dict[str, float] = {}  # slopes where a function is steepest, by the first part of their names
    times_argument: tuple[Name, ...] = ()  # that slope times what the method is called with, element by element
    needless: tuple[Needless, ...] = ()

    def judges(self, test: str) -> bool:
        """Whether errors are told in this test's answers."""
        return whole(test) not in self.unjudged

    def by_element(self, test: str) -> bool:
        """Whether they are told element by element."""
        return whole(test) in self.each

    def steepest_of(self, name: str) -> float:
        """What an error counts against, at least; 0 where that is the derivative itself."""
        return self.steepest.get(name.partition(".")[0], 0.0)

    def needless_for(self, name: str) -> frozenset[str]:
        """The operations that no formula of this derivative needs."""
        found = (each.operations for each in self.needless if name.partition(".")[0] in each.of)
        return frozenset(operation for operations in found for operation in operations)


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the rest of an assignment lies, from its own folder."""

    solution: Name = "solution"  # what holds the package and the script, as a student would hand them in
    handout: Name = "handout"  # exercises.toml, lessons, template; `student`, which is made of them
    right: Name = "right"  # right solutions in other styles, a folder each


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assignment.toml`: what is handed in, which tests run the script, and the words that pages say of the rule."""

    package: Name  # what is handed in: a package …
    script: str = ""  # … and the script beside it, if there is one
    script_tests: tuple[Name, ...] = ()  # tests that run the script, as `exercise.test_name`
    script_runs: tuple[tuple[str, ...], ...] = ((),)  # what these start it with; students' checks begin such runs early
    words: Words | None = None  # where there is a rule
    imports: tuple[Name, ...] = ()  # what a submission may import, where no rule says it
    arrays: Literal["torch", "numpy"] = "torch"  # whose arrays travel between suites and submissions
    public: tuple[Name, ...] = ()  # modules of this folder that students receive, since visible tests import them
    places: Places = Places()
    derivatives: Derivatives = Derivatives()
    exceptions: dict[str, str] = {}  # exceptions of the given files → what they mostly mean


class Assignment(msgspec.Struct, frozen=True):
    """Everything that the engine knows of one assignment."""

    folder: Path
    settings: Settings
    rubric: Rubric
    handed_out: HandedOut = HandedOut()

    @property
    def suites(self) -> Path:
        """The folder of the hidden and public tests."""
        return self.folder / "suites"

    @property
    def rule(self) -> Path | None:
        """The lists of the rule, for the screen; none where anything goes that the worker has."""
        path = self.folder / "rule.toml"
        return path if path.is_file() else None

    @property
    def kit(self) -> Kit:
        """What a worker has loaded for a submission."""
        if self.rule is None:
            return Kit(self.settings.imports, arrays=self.settings.arrays)
        from .screen.rule import tables_of  # noqa: PLC0415 - an assignment without a rule starts without the screen

        try:
            library = tables_of(self.rule)["library"]
        except ValueError as error:
            raise BadAssignment(f"{self.rule.name}: {error}") from error
        return Kit(tuple(" ".join(library.values()).split()), ruled=True)

    @property
    def solution(self) -> Path:
        """The folder that holds the solution, as a student would hand it in."""
        return self._place(self.settings.places.solution)

    @property
    def handout(self) -> Path:
        """The folder of the exercises' list, the lessons, and what students receive."""
        return self._place(self.settings.places.handout)

    @property
    def right(self) -> Path:
        """The folder of right solutions in other styles."""
        return self._place(self.settings.places.right)

    def _place(self, name: str) -> Path:
        return Path(os.path.normpath(self.folder / name))

    @property
    def layout(self) -> Layout:
        """What a submission looks like."""
        return Layout(self.settings.package, self.settings.script, self.handed_out)

    @property
    def script_tests(self) -> tuple[str, ...]:
        """The names of the tests that run the script."""
        return tuple(test.partition(".")[2] for test in self.settings.script_tests)

    def module(self, name: str) -> ModuleType:
        """A Python file of the assignment's own, such as `leaderboard`."""
        self.seat()
        return import_module(f"{PACKAGE}.{name}")

    def seat(self) -> None:
        """Let the package `assignment`, as suites import from it, be this folder; a former one's modules are gone."""
        known = sys.modules.get(PACKAGE)
        former = known.__path__[0] if known else None
        if former == str(self.folder) or (former is None and self.folder == DEFAULT):
            return
        for name, module in list(sys.modules.items()):
            if former and str(getattr(module, "__file__", None) or "").startswith(f"{former}{os.sep}"):
                del sys.modules[name]
                if former == str(DEFAULT):
                    _ASIDE[name] = module
        if self.folder == DEFAULT:
            sys.modules.update(_ASIDE)
            _ASIDE.clear()
            return
        spec = spec_from_file_location(
            PACKAGE, self.folder / "__init__.py", submodule_search_locations=[str(self.folder)]
        )
        if spec is None or spec.loader is None:
            raise BadAssignment(f"{self.folder}: cannot be read as a package")
        module = sys.modules[PACKAGE] = module_from_spec(spec)
        if (self.folder / "__init__.py").is_file():
            spec.loader.exec_module(module)

    def measured(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a leaderboard, from pytest-json-report's object; none where the assignment has no `leaderboard`."""
        if not (self.folder / "leaderboard.py").is_file():
            return []
        return list(self.module("leaderboard").rows(report))


_ASIDE: dict[str, ModuleType] = {}  # modules of the one that comes with the grader: it may come back, the very same


def choose(folder: Path) -> None:
    """From here on, this folder is the assignment, in this process and in those that it starts."""
    folder = folder.resolve()
    os.environ.pop(CHOSEN, None)
    if folder != DEFAULT.resolve():
        os.environ[CHOSEN] = str(folder)


def chosen() -> Path:
    """The folder of the assignment: the one that was chosen, or the one that comes with the grader."""
    return Path(os.environ[CHOSEN]) if os.environ.get(CHOSEN) else DEFAULT


def read(folder: Path | None = None) -> Assignment:
    """Read an assignment's folder; `BadAssignment` says what is missing, unknown or contradicts itself."""
    folder = chosen() if folder is None else folder
    path = folder / FILE
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise BadAssignment(f"{path}: expected the settings of an assignment ({error.strerror})") from error
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadAssignment(f"{path.name}: {error}") from error
    rubric = rubrics.read(folder / "rubric.toml", folder / "suites")
    _check(settings, rubric)
    assignment = Assignment(folder, settings, rubric, _handed_out(folder / "handed_out.json"))
    _check_rule(assignment)
    return assignment


def _check_rule(assignment: Assignment) -> None:
    """A rule has its words and its own list of imports; without one there are neither."""
    settings, rule = assignment.settings, assignment.rule
    if rule and not settings.words:
        raise BadAssignment("assignment.toml: expected [words] on the rule, since there is a rule.toml")
    if rule and settings.imports:
        raise BadAssignment("assignment.toml: expected no imports, since [library] of rule.toml lists them")
    if not rule and settings.words:
        raise BadAssignment("assignment.toml: expected no [words], since there is no rule.toml that they speak of")
    if settings.arrays != "torch" and (rule or settings.derivatives.names):
        raise BadAssignment("assignment.toml: a rule and watched derivatives expect arrays of torch")
    _ = assignment.kit  # raises where the rule cannot be read
    if settings.script_tests and not settings.script:
        raise BadAssignment("assignment.toml: script_tests expects a script, and none is named")


def _handed_out(path: Path) -> HandedOut:
    """What students start from, as `python -m handout build` notes it down; nothing where the file is not there."""
    try:
        tables = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
        given, stubs = ({name: text.encode() for name, text in tables[key].items()} for key in ("given", "stubs"))
    except FileNotFoundError:
        return HandedOut()
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError) as error:
        raise BadAssignment(f"{path.name}: expected the tables given and stubs, path → source: {error}") from error
    return HandedOut(given, stubs)


def _check(settings: Settings, rubric: Rubric) -> None:
    """Refuse what the rubric names and the settings do not know, and the other way round."""
    known, tests = settings.derivatives.names, {f"{key}.{name}": test for key, name, test in rubric.rows()}
    for name, test in tests.items():
        if unknown := [each for each in test.watched if each not in known]:
            raise BadAssignment(
                f"rubric.toml: {name} watches {', '.join(unknown)}, "
                f"assignment.toml knows {', '.join(known) or 'nothing'}"
            )
    if unwatched := set(known) - {each for test in tests.values() for each in test.watched}:
        raise BadAssignment(f"assignment.toml: no test of rubric.toml watches {', '.join(sorted(unwatched))}")
    derivatives, names_of_tests = settings.derivatives, set(map(whole, tests))
    for key, names in (
        ("script_tests", settings.script_tests),
        ("derivatives.each", derivatives.each),
        ("derivatives.unjudged", derivatives.unjudged),
    ):
        if missing := [name for name in names if name not in names_of_tests]:
            raise BadAssignment(f"assignment.toml: {key} names {', '.join(missing)}, which rubric.toml has not")
    parts = {name.partition(".")[0] for name in known}
    for key, names, all_of_them in (
        ("derivatives.times_argument", derivatives.times_argument, known),
        ("derivatives.steepest", tuple(derivatives.steepest), parts),
        ("derivatives.needless", tuple(name for each in derivatives.needless for name in each.of), parts),
    ):
        if missing := [name for name in names if name not in all_of_them]:
            raise BadAssignment(f"assignment.toml: {key} names {', '.join(missing)}, none of derivatives.names")


@cache
def attributes() -> frozenset[str]:
    """What the library of the assignment offers after a dot: its own names, and those of its arrays."""
    name = read().settings.arrays
    library = import_module(name)
    return frozenset({*dir(library), *dir(library.Tensor if name == "torch" else library.ndarray)})
