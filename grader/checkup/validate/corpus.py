"""The corpus: submissions of which it is known what is wrong with them, or that nothing is.

A mutant is the assignment's solution, read as text, with one mistake put in; so it stays in step with the solution,
and a place that is no longer there is refused instead of skipped. The right solutions are written by hand, each in a
style of its own.

    mutants/<exercise>.toml  →  Mutant  →  Submission
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random

import msgspec

from grader import intake, settings
from grader.records import Submission

MUTANTS = "mutants"
LISTS = "corpus/corpus.toml"


class BadCorpusError(ValueError):
    """The corpus and the solution disagree: whoever changed the solution has to look at the mutant."""


class Mutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mistake.

    `hint` is a regular expression: what some hint of a failed test must say for the mistake to count as named.
    `also` lists other exercises that the mistake is truly in.
    """

    about: str
    hint: str
    edits: tuple[tuple[str, str, str], ...]  # file, the text that stands there, the text in its place
    also: tuple[str, ...] = ()
    name: str = ""
    exercise: str = ""


def solution() -> Submission:
    """The assignment's own, as a student would hand it in."""
    assignment = settings.read()
    return intake.read(assignment.solution, assignment.layout)


def mutants(folder: Path | None = None) -> dict[str, Mutant]:
    """Every mutant by name, in the order of the files."""
    found: dict[str, Mutant] = {}
    for path in sorted((folder or settings.chosen() / MUTANTS).glob("*.toml")):
        try:
            read = msgspec.toml.decode(path.read_bytes(), type=dict[str, Mutant])
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise BadCorpusError(f"{MUTANTS}/{path.name}: {error}") from error
        for name, mutant in read.items():
            if name in found:
                raise BadCorpusError(f"{path.name}: there are two mutants named {name}")
            found[name] = msgspec.structs.replace(mutant, name=name, exercise=path.stem)
    return found


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the corpus is made of, beside the mistakes."""

    shorter: tuple[str, str, str] | None = None  # file, its text, the text in its place: a script that ends sooner
    typical: tuple[str, ...] = ()  # mistakes that the page of hints shows
    pairs: tuple[tuple[str, str], ...] = ()  # two mistakes in one submission


def lists() -> Lists:
    """Those of the assignment that was chosen; they may be missing."""
    return _lists(settings.chosen() / MUTANTS / LISTS)


@cache
def _lists(path: Path) -> Lists:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Lists) if path.is_file() else Lists()
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadCorpusError(f"{MUTANTS}/{LISTS}: {error}") from error


def pairs(known: Mapping[str, Mutant]) -> list[tuple[Mutant, Mutant]]:
    """Two mistakes in one submission."""
    try:
        return [(known[one], known[other]) for one, other in lists().pairs]
    except KeyError as error:
        raise BadCorpusError(f"{MUTANTS}/{LISTS}: there is no mutant named {error}") from None


def drawn(solution: Submission, known: Mapping[str, Mutant], count: int, seed: int) -> list[tuple[Mutant, Mutant]]:
    """So many more pairs of mistakes in two exercises, at two places; as many as there are, if there are fewer."""
    every = [pair for pair in combinations(known.values(), 2) if pair[0].exercise != pair[1].exercise]
    listed = {frozenset(names) for names in lists().pairs}
    found: list[tuple[Mutant, Mutant]] = []
    for pair in Random(seed).sample(every, len(every)):
        if len(found) == count:
            break
        if frozenset(mutant.name for mutant in pair) not in listed and _apart(solution, pair):
            found.append(pair)
    return found


def _apart(solution: Submission, pair: tuple[Mutant, Mutant]) -> bool:
    """Whether neither of two mistakes stands where the other one does."""
    try:
        mutate(solution, *pair)
    except BadCorpusError:
        return False
    return True


def mutate(solution: Submission, *wrong: Mutant) -> Submission:
    """The solution with the mistakes put in."""
    edits = [(mutant.name, *edit) for mutant in wrong for edit in mutant.edits]
    shorter = lists().shorter
    if shorter and not any(file == shorter[0] for _, file, _, _ in edits):
        edits.append(("all", *shorter))
    files = dict(solution.files)
    for name, file, old, new in edits:
        text = files.get(file, b"").decode()
        if text.count(old) != 1:
            raise BadCorpusError(f"mutant {name}: expected {file} to hold this text once:\n{old}")
        files[file] = text.replace(old, new).encode()
    return Submission(" + ".join(mutant.name for mutant in wrong), "", files)


def right() -> Iterable[Submission]:
    """The right solutions in other styles, and the assignment's own.

    A folder that says what is expected of it is one only if that is full marks.
    """
    assignment = settings.read()
    yield replace(solution(), id="the solution")
    for folder in sorted(path for path in assignment.right.glob("*") if path.is_dir()):
        path = folder / "expected.json"
        wanted = json.loads(path.read_text("utf-8")) if path.is_file() else {"score": assignment.rubric.max_score}
        if wanted.get("score") == assignment.rubric.max_score and "base" not in wanted:
            yield intake.read(folder, assignment.layout)
