"""Whether an assignment's folder is whole: a sentence for what is missing, unknown, or contradicts something else.

What the engine cannot do without, `settings.read` refuses before anything runs. Here is what shows later: at the next
build of the handout, in front of a student, or in a kill matrix that says nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader import intake
from grader.checkup.validate import corpus
from grader.errors import NotGradable
from grader.settings import Assignment

LESSONS = ("intro", "given", "hand-in")  # beside those of the exercises
PICTURE = re.compile(r"\]\((pictures/[^)]+)\)")
BUILD = "`python -m handout build` makes it"


def faults(assignment: Assignment) -> Iterator[str]:
    """A sentence for each thing; paths are from the assignment's folder."""
    yield from _suites(assignment)
    yield from _solution(assignment)
    yield from _rule(assignment)
    yield from _exercises(assignment)
    yield from _handed_out(assignment)
    yield from _mutants(assignment)
    yield from _right(assignment)


def _suites(assignment: Assignment) -> Iterator[str]:
    for name in ("conftest.py", "pytest.ini"):
        if not (assignment.suites / name).is_file():
            yield f"suites/{name} is missing: the suites run by it"
    for name in assignment.settings.public:
        if not (assignment.folder / name).is_file():
            yield f"assignment.toml: public names {name}, which is not there"


def _solution(assignment: Assignment) -> Iterator[str]:
    layout, place = assignment.layout, assignment.settings.places.solution
    for part in layout.parts:
        if not (assignment.solution / part).exists():
            yield f"{place}/{part} is missing: a solution of full marks is expected there"


def _rule(assignment: Assignment) -> Iterator[str]:
    if assignment.rule is None:
        return
    said, layout = _table(assignment.rule).get("submission", {}), assignment.layout
    for key, name in (("package", layout.package), ("script", layout.script)):
        if said.get(key, "") != name:
            yield f"rule.toml: [submission] calls the {key} {said.get(key)!r}, assignment.toml {name!r}"


def _exercises(assignment: Assignment) -> Iterator[str]:
    place, graded = assignment.settings.places.handout, assignment.rubric.exercises.keys()
    path = assignment.handout / "exercises.toml"
    if not path.is_file():
        yield f"{place}/exercises.toml is missing: it lists what students write, exercise by exercise"
        return
    listed = _table(path)
    for key in sorted(graded - listed.keys()):
        yield f"{place}/exercises.toml lists no {key}, which rubric.toml grades"
    for key in sorted(listed.keys() - graded):
        yield f"{place}/exercises.toml lists {key}, which rubric.toml does not grade"
    for key, entry in listed.items():
        for file in entry.get("files", ()):
            if not (assignment.solution / file).is_file():
                yield f"{place}/exercises.toml: {key} fills in {file}, which the solution has not"
    yield from _lessons(assignment, [key for key in listed if key in graded])


def _lessons(assignment: Assignment, listed: Sequence[str]) -> Iterator[str]:
    lessons, place = assignment.handout / "lessons", assignment.settings.places.handout
    for name in (*LESSONS, *listed):
        if not (lessons / f"{name}.md").is_file():
            yield f"{place}/lessons/{name}.md is missing: the notebook holds it"
    for lesson in sorted(lessons.glob("*.md")):
        for picture in PICTURE.findall(lesson.read_text("utf-8")):
            if not (lessons / picture).is_file():
                yield f"{place}/lessons/{lesson.name} shows {picture}, which is not there"


def _handed_out(assignment: Assignment) -> Iterator[str]:
    student, place = assignment.handout / "student", assignment.settings.places.handout
    if not assignment.handed_out.texts():
        yield f"handed_out.json is missing, so that nothing stands in for what a submission lacks: {BUILD}"
    elif student.is_dir():
        for path, code in {**assignment.handed_out.given, **assignment.handed_out.stubs}.items():
            if not (student / path).is_file() or (student / path).read_bytes() != code:
                yield f"{place}/student/{path} differs from what handed_out.json says: {BUILD}"


def _mutants(assignment: Assignment) -> Iterator[str]:
    exercises = assignment.rubric.exercises
    try:
        known = corpus.mutants(assignment.folder / corpus.MUTANTS)
        solution = intake.read(assignment.solution, assignment.layout)
    except (corpus.BadCorpusError, NotGradable, OSError) as error:
        yield str(error)
        return
    for key in exercises:
        if not any(mutant.exercise == key for mutant in known.values()):
            yield f"mutants/{key}.toml holds no mistake: nobody knows what the tests of {key} are worth"
    for name, mutant in known.items():
        where = f"mutants/{mutant.exercise}.toml: {name}"
        if unknown := [key for key in (mutant.exercise, *mutant.also) if key not in exercises]:
            yield f"{where} speaks of {', '.join(unknown)}, which rubric.toml does not grade"
        try:
            re.compile(mutant.hint)
            corpus.mutate(solution, mutant)
        except re.error as error:
            yield f"{where}: its hint is no regular expression: {error}"
        except corpus.BadCorpusError as error:
            yield f"{where}: {error}"


def _right(assignment: Assignment) -> Iterator[str]:
    for folder in sorted(assignment.right.glob("*")):
        if folder.is_dir() and not (folder / "expected.json").is_file():
            try:
                intake.read(folder, assignment.layout)
            except NotGradable as error:
                yield f"{assignment.settings.places.right}/{folder.name}: {error}"


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except ValueError:
        return {}  # whoever needs it says what is wrong with it
