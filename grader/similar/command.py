"""`python -m grader similar FOLDER --out DIR`: for people to look at; it gives and takes no points."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from grader import files, intake, settings
from grader.batch.entries import find
from grader.errors import NotGradable, Unreadable
from grader.records import Layout
from grader.report import alike
from grader.report.words import count

MOST = 50  # pairs


def similar(
    folder: Annotated[Path, typer.Argument(help="the class: one folder, .zip, .tar.gz or .ipynb a student")],
    out: Annotated[Path, typer.Option(help="where the pages go: index.html, a page for each pair, similar.json")],
    earlier: Annotated[
        list[Path] | None, typer.Option(help="an earlier class to compare with as well; may be repeated")
    ] = None,
    known: Annotated[
        list[Path] | None, typer.Option(help="a file or folder of Python that everybody had; may be repeated")
    ] = None,
    pairs: Annotated[int, typer.Option(min=1, max=999, help="how many to show")] = MOST,
) -> None:
    """List the pairs of submissions that share more than the handout and the class explain, side by side."""
    from grader.similar import page, ranking  # noqa: PLC0415 - seconds of imports, for this command alone
    from grader.similar.fingerprints import Reader  # noqa: PLC0415

    assignment = settings.read()
    given = [text.decode("utf-8", "replace") for text in assignment.handed_out.texts()]
    reader = Reader([*given, *texts_of(known or ())])
    if (other := next(files.writable(out).glob("*.html"), None)) and not (out / alike.FILE).exists():
        raise Unreadable(
            f"{out}: expected a folder of its own, such as {out / 'similar'}, got one with {other.name} in it"
        )
    notices: list[str] = []
    works = [reader.work(*read) for read in sources(folder, assignment.layout, notices, out)]
    before = [
        reader.work(f"{other.name}/{id}", texts, sha256)
        for other in earlier or ()
        for id, texts, sha256 in sources(other, assignment.layout, notices, out)
    ]
    found = ranking.ranked(works, before, pairs)
    page.write(found, out, notices, len(works))
    for notice in notices:
        sys.stderr.write(f"{notice}\n")
    for each in found[:10]:
        sys.stdout.write(f"{each.likeness:6.1%}  {each.one.id}  {each.other.id}\n")
    sys.stderr.write(f"{count(len(works), 'submission')}, {count(len(found), 'pair')} in {out / 'index.html'}.\n")


def sources(folder: Path, layout: Layout, notices: list[str], out: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    """The id of each entry that can be read, its sources as text, and their hash."""
    listing = find(folder, layout.package, out)
    notices.extend(listing.notices)
    for entry in listing.entries:
        try:
            submission = intake.read_latest(entry.paths, layout)
        except (NotGradable, OSError) as error:
            notices.append(f"{entry.id} was not compared: {error}")
            continue
        own = {path: code for path, code in submission.files.items() if path.endswith(".py")}
        yield entry.id, {path: code.decode("utf-8", "replace") for path, code in own.items()}, submission.sha256


def texts_of(paths: Iterable[Path]) -> Iterator[str]:
    """The Python sources at these paths."""
    for path in paths:
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not found:
            raise Unreadable(f"{path}: expected Python files that everybody had, found none")
        for each in found:
            try:
                yield each.read_text("utf-8", "replace")
            except OSError as error:
                raise Unreadable(f"{each}: expected a Python file ({error.strerror})") from error
