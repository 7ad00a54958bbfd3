"""`python -m grader batch FOLDER --out RESULTS` and `python -m grader report RESULTS`."""

import difflib
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from grader import files, settings
from grader.batch import adjustments, late, publish, roster, seeds, settle, teams
from grader.batch.adjustments import Adjustments
from grader.batch.entries import Entry, Listing, find
from grader.batch.processes import Executor, Processes, cores
from grader.batch.progress import ProgressBar
from grader.batch.publish import News
from grader.batch.results import Results
from grader.batch.roster import Person
from grader.batch.run import Run
from grader.batch.teams import HandIn
from grader.errors import Unreadable, WallMissing
from grader.platforms import kept
from grader.report import anonymous, changes, site
from grader.scoring.rubric import Rubric

WRONG_USAGE, GRADER_FAILED, INTERRUPTED = 2, 3, 130
MOST = 10  # named at once

Roster = Annotated[Path | None, typer.Option("--roster", help="CSV: id, name, email, submitted at, extra time, team")]
Anonymous = Annotated[bool, typer.Option("--anonymous", help="also make pages that name nobody, RESULTS/anonymous/")]
Due = Annotated[str | None, typer.Option(help="when it was due, such as 2026-03-01 23:59; else the rubric's")]


def batch(  # noqa: PLR0917 - a parameter for each option
    folder: Annotated[Path, typer.Argument(help="one folder, .zip, .tar.gz or .ipynb a student")],
    out: Annotated[Path, typer.Option(help="where RESULTS go; run again, it goes on from there")],
    jobs: Annotated[int | None, typer.Option(min=1, help="processes at once; the cores unless given")] = None,
    only: Annotated[list[str] | None, typer.Option(help="grade this id again, and no other; may be repeated")] = None,
    cluster: Annotated[str | None, typer.Option(help="a Dask scheduler, such as tcp://host:8786")] = None,
    roster_csv: Roster = None,
    due: Due = None,
    adjusted_csv: adjustments.Option = None,
    seed: seeds.Option = None,
    nameless: Anonymous = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")] = False,
) -> None:
    """Grade a whole class; run again, only what is new or changed."""
    asked = seeds.parsed(seed)
    if nameless:
        anonymous.vacant(out)
    assignment = settings.read()
    listing = find(folder, assignment.settings.package, out)
    roster_csv = roster_csv or _came_along(out, listing)
    given = _given(out, assignment.rubric, roster_csv, due, adjusted_csv, listing.keys)
    sharing = teams.share(listing.entries, given.people, teams.named(given.shared, folder))
    entries = _chosen(sharing.entries, sharing.hand_ins, only)
    console = Console(stderr=True)
    for notice in (*listing.notices, *sharing.notices):
        console.print(notice, markup=False, highlight=False)
    signal.signal(signal.SIGTERM, _interrupt)
    broken: list[str] = []
    with closing(Results(out, given.shared)) as results:
        if gone := sorted(results.marks.keys() - {entry.id for entry in sharing.entries}):
            _say(f"no longer in {folder}: {_some(gone)}; who shall not be in the gradebooks, remove from {out}")
        if results.broken and asked is None:
            _say(f"no earlier seed can be read of {_some(results.broken)}; they are graded under a new one")
        kept.keep(out, listing.export, roster.exported(roster_csv, listing.keys) if roster_csv else None)
        if roster_csv:  # before the adjustments, which may speak of its teams
            publish.register(out, assignment.rubric, given.news(sharing.hand_ins))
        if adjusted_csv:
            adjustments.keep(out, given.lines)
        _add_up(results, assignment.rubric)
        results.adjust()  # before anything is graded, so that a kill leaves none of it out
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
            broken = _publish(results, assignment.rubric, given, sharing.hand_ins)
            _anonymous(out, asked=nameless)
    _end(broken, run.failed, out)


def report(
    results: Annotated[Path, typer.Argument(help="a folder that batch has written")],
    roster_csv: Roster = None,
    due: Due = None,
    adjusted_csv: adjustments.Option = None,
    nameless: Anonymous = False,
) -> None:
    """Make the CSV files and the pages again from the JSON files; nothing is graded."""
    if not results.is_dir():
        raise Unreadable(f"{results}: expected a folder that `batch` has written")
    files.writable(results)
    if nameless:
        anonymous.vacant(results)
    keys = kept.read(results).keys or {path.parent.name: path.parent.name for path in results.glob("*/scores.json")}
    rubric = settings.read().rubric
    given = _given(results, rubric, roster_csv, due, adjusted_csv, keys)
    if roster_csv:
        kept.keep(results, None, roster.exported(roster_csv, keys))
    try:
        found = Results(results, given.shared)
    except (Unreadable, WallMissing) as error:  # a batch works there, and adds up and adjusts itself
        if adjusted_csv:
            raise
        _say(f"points stay as they were written: {error}")
        broken = publish.publish(results, rubric, given.news(None), compared=False)
        _anonymous(results, asked=nameless)
        _end(broken)
        return
    with closing(found):
        (results / site.MADE).unlink(missing_ok=True)  # pages are made again even where nothing speaks for it
        if adjusted_csv:
            adjustments.keep(results, given.lines)
        _add_up(found, rubric)
        broken = _publish(found, rubric, given, None)
        _anonymous(results, asked=nameless)
        _say(f"{len(found.marks)} results reported in {results}.")
    _end(broken)


@dataclass(frozen=True, slots=True)
class Given:
    """What a command knows of the class: from its options, or else from the last time."""

    roster: dict[str, Person] | None  # a new one
    people: dict[str, Person]
    due: datetime | None
    lines: Adjustments
    shared: Adjustments  # those of a team by the ids of its members

    def news(self, hand_ins: Mapping[str, HandIn] | None) -> News:
        """What of it goes into the roster that stands in RESULTS."""
        return News(self.roster, self.due, hand_ins, settle.extensions(self.shared), settle.decided(self.shared))


def _given(
    results: Path, rubric: Rubric, people: Path | None, due: str | None, adjusted: Path | None, keys: Mapping[str, str]
) -> Given:
    """All of it read, before anything is written."""
    fresh, date = _class(results, people, due, keys)
    everybody: dict[str, Person] = dict(publish.known(results)) if fresh is None else fresh
    lines = adjustments.kept(results) if adjusted is None else adjustments.read(adjusted, rubric)
    return Given(fresh, everybody, date, lines, adjustments.shared(lines, roster.teams(everybody)))


def _publish(results: Results, rubric: Rubric, given: Given, hand_ins: Mapping[str, HandIn] | None) -> list[str]:
    """Bring everything in line with what was decided by hand, make what people read, and say what stands out."""
    told = results.adjust()
    told += settle.unheard(given.lines, results.marks.keys(), given.people)
    broken = publish.publish(results.results, rubric, given.news(hand_ins))
    for words in dict.fromkeys([*told, *results.told]):
        _say(words)
    if given.people and (strangers := sorted(results.marks.keys() - given.people.keys())):
        _say(f"in no line of the roster: {_some(strangers)}; no mark of theirs goes into Canvas or Moodle")
    if by_hand := changes.reported(results.results).by_hand:
        _say(
            f"changed by hand in scores.json: {_some(by_hand)}; it counts until they are graded or adjusted again."
            " A mark that shall stay is a line of the adjustments."
        )
    return broken


def _anonymous(results: Path, *, asked: bool) -> None:
    """The pages that name nobody, where they were asked for."""
    if asked:
        _say(f"pages without names are in {anonymous.write(results)}; {anonymous.NAMES} beside it says who is who")


def _add_up(results: Results, rubric: Rubric) -> None:
    """Bring the results in line with a rubric that changed points, cap, titles or visibility, and nothing that runs."""
    if changed := results.add_up(rubric):
        _say(f"the rubric has changed, and nothing that runs: {_some(changed)} added up again")


def _executor(cluster: str | None, jobs: int | None) -> Executor:
    """Processes here, or those of a cluster."""
    if cluster is None:
        return Processes(jobs or cores())
    from grader.batch.cluster import Cluster  # noqa: PLC0415 - an optional extra

    executor = Cluster(cluster)
    if executor.empty():
        _say(f"{cluster} has no workers yet; waiting for the first.")
    return executor


def _chosen(entries: Sequence[Entry], hand_ins: Mapping[str, HandIn], only: list[str] | None) -> Sequence[Entry]:
    """The entries of the ids given with `--only` and of their teams, or all; `Unreadable` names an id that is none."""
    if not only:
        return entries
    known = {entry.id: entry for entry in entries}
    for id in only:
        if id not in known:
            near = difflib.get_close_matches(id, known, n=3)
            hint = f"; near to it: {', '.join(near)}" if near else ""
            raise Unreadable(f"--only {id}: expected the id of one of {len(known)} entries{hint}")
    teamed = {hand_ins[id].by for id in only if id in hand_ins}
    return [each for each in entries if each.id in only or hand_ins.get(each.id, HandIn()).by in teamed]


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
