"""Wavering: tests whose outcome on a known mistake depends on the seed.

A student who is graded again meets other numbers. Where a mistake is caught under one seed and not under another, or
costs one test more, the points are a matter of luck: the suite's inputs have to be such that it is decided.
The suites run as in grading, but for the exercises that run the script: they take most of the time, and
`steadiness` measures their thresholds by stacks.

    mistakes × seeds  →  Outcomes  →  Wavering
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from grader import settings
from grader.batch.processes import Processes, answers
from grader.checkup.validate.margins import Task, run_suites
from grader.scoring.outcomes import Kind
from grader.settings import Assignment


class Outcomes(msgspec.Struct, frozen=True):
    """What the tests came to for one submission under one seed."""

    name: str
    seed: int
    kinds: dict[str, Kind]  # by `exercise.test_name`


class Wavering(msgspec.Struct, frozen=True):
    """A test that is not decided: how often it came to what, and seeds for the rarest."""

    name: str
    test: str
    counts: dict[str, int]
    rarest: tuple[int, ...]

    def __str__(self) -> str:
        counts = ", ".join(f"{kind} {count} times" for kind, count in self.counts.items())
        return f"{self.name}: {self.test} {counts}; seed {self.rarest[0]}"


def outcomes(tasks: Sequence[Task], processes: int) -> Iterator[Outcomes]:
    """Run the suites for each task, in `processes` at once; they come in whichever order tasks end."""
    for answer in answers(Processes(processes, answer_one), map(msgspec.msgpack.encode, tasks)):
        yield msgspec.msgpack.decode(answer, type=Outcomes)


def answer_one(message: bytes) -> bytes:
    """One of them, in a process that stays warm."""
    task, assignment = msgspec.msgpack.decode(message, type=Task), settings.read()
    journal, _ = run_suites(task, assignment, left_out(assignment))
    slow = scripted(assignment)
    kinds = {f"{each.exercise}.{each.name}": each.kind for each in journal if each.exercise not in slow}
    return msgspec.msgpack.encode(Outcomes(task.submission.id, task.seed, kinds))


def scripted(assignment: Assignment) -> set[str]:
    """The exercises that run the script."""
    return {name.partition(".")[0] for name in assignment.settings.script_tests}


def left_out(assignment: Assignment) -> tuple[str, ...]:
    """The names of their tests, but for those that other exercises have as well."""
    rows, slow = list(assignment.rubric.rows()), scripted(assignment)
    elsewhere = {name for key, name, _ in rows if key not in slow}
    return tuple(name for key, name, _ in rows if key in slow and name not in elsewhere)


def wavering(found: Iterable[Outcomes]) -> list[Wavering]:
    """The tests that came to more than one outcome for one submission, in the order of names."""
    seeds: defaultdict[tuple[str, str], defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        for test, kind in one.kinds.items():
            seeds[one.name, test][kind].append(one.seed)
    undecided = {key: by_kind for key, by_kind in sorted(seeds.items()) if len(by_kind) > 1}
    return [Wavering(name, test, *_counted(by_kind)) for (name, test), by_kind in undecided.items()]


def _counted(by_kind: Mapping[str, list[int]]) -> tuple[dict[str, int], tuple[int, ...]]:
    """How often each outcome came, the most frequent first, and the seeds of the rarest."""
    counts = Counter({kind: len(seeds) for kind, seeds in by_kind.items()})
    rarest = counts.most_common()[-1][0]
    return dict(counts.most_common()), tuple(sorted(by_kind[rarest]))
