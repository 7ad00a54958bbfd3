"""`python -m grader batch FOLDER --out RESULTS` and `python -m grader report RESULTS`."""

import difflib
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from grader import files, settings
from grader.batch import adjustments, late, publish, roster, seeds
from grader.batch.adjustments import Adjustments
from grader.batch.entries import Entry, Listing, find
from grader.batch.processes import Executor, Processes, cores
from grader.batch.progress import ProgressBar
from grader.batch.results import Results
from grader.batch.roster import Person
from grader.batch.run import Run
from grader.errors import Unreadable, WallMissing
from grader.platforms import kept
from grader.scoring.rubric import Rubric

WRONG_USAGE, GRADER_FAILED, INTERRUPTED = 2, 3, 130
MOST = 10  # named at once

Roster = Annotated[Path | None, typer.Option("--roster", help="CSV: id, name, email, submitted at, extra time")]
Adjusted = Annotated[
    Path | None,
    typer.Option("--adjustments", help="CSV: id, what (waive, hold), where, by, comment; kept until another"),
]
Due = Annotated[str | None, typer.Option(help="when it was due, such as 2026-03-01 23:59; else the rubric's")]


def batch(  # noqa: PLR0917 - a parameter for each option
    folder: Annotated[Path, typer.Argument(help="one folder, .zip, .tar.gz or .ipynb a student")],
    out: Annotated[Path, typer.Option(help="where RESULTS go; run again, it goes on from there")],
    jobs: Annotated[int | None, typer.Option(min=1, help="processes at once; the cores unless given")] = None,
    only: Annotated[list[str] | None, typer.Option(help="grade this id again, and no other; may be repeated")] = None,
    cluster: Annotated[str | None, typer.Option(help="a Dask scheduler, such as tcp://host:8786")] = None,
    roster_csv: Roster = None,
    due: Due = None,
    adjusted_csv: Adjusted = None,
    seed: seeds.Option = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")] = False,
) -> None:
    """Grade a whole class; run again, only what is new or changed."""
    asked = seeds.parsed(seed)
    assignment = settings.read()
    listing = find(folder, assignment.settings.package, out)
    roster_csv = roster_csv or _came_along(out, listing)
    people, date = _class(out, roster_csv, due, listing.keys)
    adjusted = adjustments.read(adjusted_csv) if adjusted_csv else None
    entries = _chosen(listing.entries, only)
    console = Console(stderr=True)
    for notice in listing.notices:
        console.print(notice, markup=False, highlight=False)
    signal.signal(signal.SIGTERM, _interrupt)
    broken: list[str] = []
    with closing(Results(out)) as results:
        if gone := sorted(results.marks.keys() - {entry.id for entry in listing.entries}):
            _say(f"no longer in {folder}: {_some(gone)}; who shall not be in the gradebooks, remove from {out}")
        if results.broken and asked is None:
            _say(f"no earlier seed can be read of {_some(results.broken)}; they are graded under a new one")
        kept.keep(out, listing.export, roster.exported(roster_csv, listing.keys) if roster_csv else None)
        _add_up(results, assignment.rubric)
        executor = _executor(cluster, jobs)
        progress, now = ProgressBar(len(entries), console), True
        try:
            with progress:
                run = Run(results, executor, assignment, progress, seed=asked, unsafe=unsafe)
                run.all(entries, forced=bool(only))
            now = False
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # tidying up takes seconds, and once is enough
            _say("Interrupted: what is graded is kept; the same command goes on from there.")
            raise typer.Exit(INTERRUPTED) from None
        finally:
            executor.close(now=now)
            _say(progress.summary())
            _adjust(out, adjusted)
            broken = publish.publish(out, assignment.rubric, people, date)
    _end(broken, run.failed, out)


def report(
    results: Annotated[Path, typer.Argument(help="a folder that batch has written")],
    roster_csv: Roster = None,
    due: Due = None,
    adjusted_csv: Adjusted = None,
) -> None:
    """Make the CSV files and the pages again from the JSON files; nothing is graded."""
    if not results.is_dir():
        raise Unreadable(f"{results}: expected a folder that `batch` has written")
    files.writable(results)
    keys = kept.read(results).keys or {path.parent.name: path.parent.name for path in results.glob("*/scores.json")}
    people, date = _class(results, roster_csv, due, keys)
    if roster_csv:
        kept.keep(results, None, roster.exported(roster_csv, keys))
    adjusted = adjustments.read(adjusted_csv) if adjusted_csv else None
    rubric = settings.read().rubric
    try:
        with closing(Results(results)) as found:
            _add_up(found, rubric)
    except (Unreadable, WallMissing) as error:  # a batch works there, and has added up itself
        _say(f"points stay as they were written: {error}")
    _adjust(results, adjusted)
    count = publish.refresh_feedback(results)
    broken = publish.publish(results, rubric, people, date)
    _say(f"{count} results reported in {results}.")
    _end(broken)


def _add_up(results: Results, rubric: Rubric) -> None:
    """Bring the results in line with a rubric that changed points, cap, titles or visibility, and nothing that runs."""
    if changed := results.add_up(rubric):
        _say(f"the rubric has changed, and nothing that runs: {_some(changed)} added up again")


def _adjust(results: Path, adjusted: Adjustments | None) -> None:
    """Bring the results in line with what was decided by hand, and name the lines that speak of nothing."""
    for words in adjustments.apply(results, adjusted):
        _say(words)


def _executor(cluster: str | None, jobs: int | None) -> Executor:
    """Processes here, or those of a cluster."""
    if cluster is None:
        return Processes(jobs or cores())
    from grader.batch.cluster import Cluster  # noqa: PLC0415 - an optional extra

    executor = Cluster(cluster)
    if executor.empty():
        _say(f"{cluster} has no workers yet; waiting for the first.")
    return executor


def _chosen(entries: Sequence[Entry], only: list[str] | None) -> Sequence[Entry]:
    """The entries of the ids given with `--only`, or all; `Unreadable` names an id that is none."""
    if not only:
        return entries
    known = {entry.id: entry for entry in entries}
    for id in only:
        if id not in known:
            near = difflib.get_close_matches(id, known, n=3)
            hint = f"; near to it: {', '.join(near)}" if near else ""
            raise Unreadable(f"--only {id}: expected the id of one of {len(known)} entries{hint}")
    return [known[id] for id in dict.fromkeys(only)]


def _came_along(results: Path, listing: Listing) -> Path | None:
    """The roster in a platform's export, where none was ever given by hand."""
    if listing.export is None or listing.export.roster is None:
        return None
    table = kept.read(results).table
    by_hand = bool(publish.known(results)) and not (table and table.platform == listing.export.platform)
    return None if by_hand else listing.export.roster


def _class(
    results: Path, path: Path | None, due: str | None, keys: Mapping[str, str]
) -> tuple[dict[str, Person] | None, datetime | None]:
    """The roster, if a new one is given, and the date; `keys` of the platform → ids."""
    people = roster.read(path, keys) if path else None
    try:
        date = late.read_time(due) if due else None
    except ValueError as error:
        raise Unreadable(f"--due: {error}") from error
    if date and people is None and not publish.known(results):
        raise Unreadable("--due: expected a --roster beside it, which says when each was submitted")
    return people, date


def _end(broken: list[str], failed: Sequence[str] = (), out: Path | None = None) -> None:
    """Exit status 3 if the grader failed on somebody, 2 if a result cannot be read; everybody else has a score."""
    for words in broken[:MOST]:
        _say(words)
    if broken[MOST:]:
        _say(f"and {len(broken) - MOST} more")
    if failed:
        _say(f"The grader failed on {_some(failed)}; see {out}/ID/problem.txt. Earlier scores stay.")
        raise typer.Exit(GRADER_FAILED)
    if broken:
        raise typer.Exit(WRONG_USAGE)


def _some(ids: Sequence[str]) -> str:
    """How many, and the first of them."""
    return f"{len(ids)} ({', '.join(ids[:MOST])}{', …' if ids[MOST:] else ''})"


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
