"""`python -m grader pack`: the grader for Gradescope and for GitHub Classroom."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from grader.errors import Unreadable
from grader.pack import build

WRONG_USAGE = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The grader as the platforms want it.",
)


@app.command()
def gradescope(
    out: Annotated[Path, typer.Option(help="the archive to upload")] = Path("autograder.zip"),
    torch_index: Annotated[str, typer.Option(help="where pip also looks for torch: an index of CPU builds")] = "",
) -> None:
    """Write the autograder archive for Gradescope."""
    with sentences(out):
        if set(torch_index) & set("\"'\\$`\n"):
            raise Unreadable(f"--torch-index: expected an address, got {torch_index!r}")
        if out.is_dir():
            raise Unreadable(f"{out}: expected a file to write, such as autograder.zip, got a folder")
        said(build.gradescope(out, torch_index))


@app.command()
def github(out: Annotated[Path, typer.Option(help="the folder to write")] = Path("github-classroom")) -> None:
    """Write the workflow and the grader for GitHub Classroom."""
    with sentences(out):
        said(build.github(out))


@contextmanager
def sentences(out: Path) -> Iterator[None]:
    """What cannot be written is said in a sentence."""
    try:
        yield
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(WRONG_USAGE) from error
    except OSError as error:
        sys.stderr.write(f"{out} cannot be written: {error.strerror}\n")
        raise typer.Exit(WRONG_USAGE) from error


def said(path: Path) -> None:
    """Print where the packed grader lies."""
    sys.stdout.write(f"{path}\n")
