"""The assignment, as the engine is told of it: one record, read from one folder and checked before anything runs.

    assignment/assignment.toml + rubric.toml + suites/  →  Assignment  →  every stage of the walk

The engine itself names no class, no file and no exercise of an assignment; whatever it has to know stands here.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import msgspec

from .errors import BadAssignment
from .records import HandedOut, Layout
from .scoring import rubric as rubrics
from .scoring.rubric import Rubric, whole

HERE = Path(__file__).parent
DEFAULT = HERE / "assignment"
Name = Annotated[str, msgspec.Meta(min_length=1)]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages and platforms say of the assignment's rule."""

    rule: Name  # a clause: "derivatives are written by hand"
    broken: Name  # who broke it, as the subject of "… reaches 20 of 100 points at most"


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


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assignment.toml`: what is handed in, which tests run the script, and the words that pages say of the rule."""

    package: Name  # what is handed in: a package …
    script: Name  # … and the script beside it
    script_tests: tuple[Name, ...]  # tests that run the script, as `exercise.test_name`
    words: Words
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
    def layout(self) -> Layout:
        """What a submission looks like."""
        return Layout(self.settings.package, self.settings.script, self.handed_out)

    @property
    def script_tests(self) -> tuple[str, ...]:
        """The names of the tests that run the script."""
        return tuple(test.partition(".")[2] for test in self.settings.script_tests)

    def module(self, name: str) -> ModuleType:
        """A Python file of the assignment's own, such as `derivatives`."""
        return import_module(f".{self.folder.name}.{name}", __package__)

    def measured(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows of a leaderboard, from pytest-json-report's object; none where the assignment has no `leaderboard`."""
        if not (self.folder / "leaderboard.py").is_file():
            return []
        return list(self.module("leaderboard").rows(report))


def read(folder: Path = DEFAULT) -> Assignment:
    """Read an assignment's folder; `BadAssignment` says what is missing, unknown or contradicts itself."""
    path = folder / "assignment.toml"
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise BadAssignment(f"{path}: expected the settings of an assignment ({error.strerror})") from error
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadAssignment(f"{path.name}: {error}") from error
    rubric = rubrics.read(folder / "rubric.toml", folder / "suites")
    _check(settings, rubric)
    return Assignment(folder, settings, rubric, _handed_out(folder / "handed_out.json"))


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
