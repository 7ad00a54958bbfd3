"""`python -m handout`: build what students receive, or say what differs from what is committed.

Exit status: 0 done · 1 `check` found differences · 2 wrong usage, or a list that does not fit the solution.
"""

import difflib
import sys
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from handout.build import Files, build, handed_out
from handout.exercises import BadList, Home

DIFFERENT, WRONG = 1, 2
Chosen = Annotated[
    Path | None, typer.Option(metavar="DIR", help="the folder of the assignment; the one that comes with the grader")
]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Generate what students receive from the solution, the suites and the lessons."""


@app.command("build")
def write(
    out: Annotated[
        Path | None, typer.Option(help="what stands there is replaced; the handout's folder of the assignment")
    ] = None,
    assignment: Chosen = None,
) -> None:
    """Write the student's folder."""
    home = home_of(assignment)
    made, out = made_or_leave(home), out or home.student
    if out.exists() and not out.is_dir():
        leave(f"expected a folder to write to, got {out}")
    if out.is_dir() and any(out.iterdir()) and not (out / "checks" / "hidden.json").is_file():
        leave(f"expected an empty folder or an earlier handout, got {out}, which holds something else")
    try:
        replace(out, made)
        if out == home.student:
            home.handed_out.write_bytes(handed_out(home, made))
    except OSError as error:
        leave(f"{out}: cannot be written: {error.strerror}")
    sys.stdout.write(f"{len(made)} files in {out}\n")


@app.command()
def check(assignment: Chosen = None) -> None:
    """Say what differs between the handout that stands there, and what is noted of it, and what the solution gives."""
    home = home_of(assignment)
    made, noted = made_or_leave(home), noted_as(home)
    after = {noted: handed_out(home, made)}
    before = {noted: home.handed_out.read_bytes()} if home.handed_out.is_file() else {}
    # A folder whose handout is built on demand, and not kept, has only its note to be in step with.
    stands = home.student.is_dir()
    lines = list(differences(before | read(home.student), after | made) if stands else differences(before, after))
    sys.stdout.writelines(lines)
    build_it = "python -m handout build" + (f" --assignment {assignment}" if assignment else "")
    if lines:
        sys.stdout.write(f"The handout is out of step: `{build_it}` writes it anew.\n")
        raise typer.Exit(DIFFERENT)
    if stands:
        sys.stdout.write("The handout is in step with the solution.\n")
    else:
        sys.stdout.write(f"{noted} is in step with the solution; no handout stands there, `{build_it}` writes it.\n")


def noted_as(home: Home) -> str:
    """The name of the note of what was handed out, as differences show it."""
    note = home.handed_out
    return (note.relative_to(home.root) if note.is_relative_to(home.root) else note).as_posix()


def home_of(folder: Path | None) -> Home:
    """The assignment that was named, or the one that comes with the grader."""
    return Home(folder=folder.resolve()) if folder else Home()


def made_or_leave(home: Home) -> Files:
    """The files, or a sentence and status 2."""
    try:
        return build(home)
    except (BadList, OSError) as error:
        leave(str(error))
    except KeyError as error:
        leave(f"assignment.toml, rubric.toml or exercises.toml: expected an entry {error}")


def leave(sentence: str) -> NoReturn:
    """Say it, and end with status 2."""
    sys.stderr.write(f"handout: {sentence}\n")
    raise typer.Exit(WRONG)


def replace(out: Path, made: Files) -> None:
    """Put the new files where the old ones were; the old ones go only when the new ones stand."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        fresh, old = Path(scratch, "fresh"), Path(scratch, "old")
        for name, content in made.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if out.exists():
            out.rename(old)
        fresh.rename(out)


def read(folder: Path) -> Files:
    """What stands in a handout, but for what running it leaves behind."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(old: Files, new: Files) -> list[str]:
    """A unified diff of every file that differs."""
    lines: list[str] = []
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            before, after = (
                side.get(name, b"").decode("utf-8", "replace").splitlines(keepends=True) for side in (old, new)
            )
            lines += [*difflib.unified_diff(before, after, f"committed/{name}", f"built/{name}")] or [f"{name}\n"]
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


if __name__ == "__main__":
    app()
