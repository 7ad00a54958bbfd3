"""A class as it comes, and power that goes: the real command on many submissions, and killed while it works.

    python -m tests.grader.endurance mixed 300   15 % hostile and broken; honest ones get what they get alone
    python -m tests.grader.endurance killed 20   SIGKILL of the parent or of one of its processes at 20 random moments

Exit status 1 if a score is missing, wrong, or was given twice.
"""

import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

import msgspec
import psutil

from grader import intake
from grader.batch.processes import cores
from grader.checkup.class_pace import copies
from grader.checkup.validate.corpus import mutants, mutate, right
from grader.checkup.validate.grading import grade_all
from grader.records import Submission
from tests.commands import ROOT
from tests.grader import corpus
from tests.grader.classroom import rows, start, times
from tests.grader.layout import LAYOUT

SEED = 5
HOSTILE = 0.15  # of a class
WRONG = 40  # single mistakes that are handed in, beside the right solutions
LATEST = 8.0  # seconds after its start that a batch is killed at
COSTLY = ("loops",)  # a right solution that takes ten times as long as another


class Found(msgspec.Struct):
    """What a class came to."""

    entries: int
    seconds: float
    problems: list[str]


def mixed(size: int, folder: Path) -> Found:
    """A class of `size`, shuffled; each honest score beside the one that the same files get alone, under one seed."""
    honest = _honest()[:size]
    alone = {graded.name: graded.score for graded in grade_all([(each, SEED) for each in honest], cores())}
    expected = _hand_in(size, honest, folder)
    began = time.monotonic()
    batch = start("batch", folder / "in", "--out", folder / "out", "--seed", SEED)
    _, said = batch.communicate()
    seconds, found = time.monotonic() - began, {row["id"]: float(row["score"]) for row in rows(folder / "out")}
    problems = [said] if batch.returncode else []
    for name, kind in expected.items():
        if found.get(name) != alone.get(kind, 0.0):
            problems.append(f"{name} ({kind}): {found.get(name)} in the class, {alone.get(kind, 0.0)} alone")
    return Found(len(found), seconds, problems)


def _hand_in(size: int, honest: list[Submission], folder: Path) -> dict[str, str]:
    """The entries of a class in folder/in: name → what it is."""
    draw, entries = random.Random(SEED), folder / "in"
    entries.mkdir()
    wild = [name for name in corpus.NAMES if {"hostile", "status"} & corpus.expected(name).keys()]
    count = round(HOSTILE * size)
    kinds = list(islice(cycle(draw.sample(wild, len(wild))), count))
    kinds += islice(cycle(each.id for each in honest), size - count)
    draw.shuffle(kinds)
    files, made = {each.id: each.files for each in honest}, {}
    for number, kind in enumerate(kinds):
        name = f"s{number:05}"
        if kind in files:
            _write(entries / name, files[kind], number)
        else:
            built = corpus.build(kind, folder / f"building-{name}")
            built.rename(entries / f"{name}{''.join(built.suffixes) if built.is_file() else ''}")
        made[name] = kind
    return made


def _honest() -> list[Submission]:
    """Right solutions in all styles, and single mistakes from all over the corpus."""
    known, solution = list(mutants().values()), intake.read(ROOT, LAYOUT)
    return [
        *(each for each in right() if each.id not in COSTLY),
        *(mutate(solution, mutant) for mutant in known[:: max(1, len(known) // WRONG)]),
    ]


def _write(folder: Path, files: dict[str, bytes], number: int) -> None:
    """The files of a submission, distinct by a comment."""
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source + (b"\n# copy %d\n" % number if name == "framework/__init__.py" else b""))


def killed(count: int, folder: Path) -> Found:
    """A class of right solutions, with SIGKILL at `count` random moments; no score is lost, and none given twice."""
    draw, began = random.Random(SEED), time.monotonic()
    entries = copies(ROOT, LAYOUT, folder / "in", 6 * count)
    out, seen, problems = folder / "out", dict[str, int](), list[str]()
    batch = start("batch", entries, "--out", out)
    for _ in range(count):
        time.sleep(draw.uniform(0, LATEST))
        victim = draw.choice([batch.pid, *_graders(batch.pid)])
        with suppress(psutil.Error):
            psutil.Process(victim).send_signal(signal.SIGKILL)
        if victim == batch.pid:
            batch.communicate()
            batch = start("batch", entries, "--out", out)
        problems += _changed(seen, out)
    _, said = batch.communicate()
    problems += ([said] if batch.returncode else []) + _changed(seen, out)
    found = rows(out)
    problems += [f"{row['id']}: {row['status']}, {row['score']}" for row in found if row["score"] != "100"]
    if sorted(row["id"] for row in found) != sorted(path.name for path in entries.iterdir()):
        problems.append(f"expected {6 * count} rows, each entry once, got {len(found)}")
    return Found(len(found), time.monotonic() - began, problems)


def _graders(pid: int) -> list[int]:
    """The processes that grade, and what they have forked."""
    with suppress(psutil.Error):
        return [process.pid for process in psutil.Process(pid).children(recursive=True)]
    return []


def _changed(seen: dict[str, int], out: Path) -> list[str]:
    """Scores that were written before and are no more what they were; `seen` is brought up to date."""
    now = times(out)
    wrong = [f"{name}: its score was lost or written again" for name, when in seen.items() if now.get(name) != when]
    seen.update(now)
    return wrong


def main(arguments: list[str]) -> int:
    """One of the two, in a folder of its own."""
    what, count = {"mixed": mixed, "killed": killed}[arguments[0]], int(arguments[1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = what(count, Path(folder))
    summary = f"{found.entries} entries in {found.seconds:.0f} s, {len(found.problems)} problems"
    sys.stdout.write("\n".join([summary, *found.problems, ""]))
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
