"""`python -m grader`: the commands for instructors.

Exit status: 0 done, whatever the score · 1 something fell short · 2 wrong usage or unreadable input ·
3 the grader itself failed: no score is written, an earlier one is left as it was.
"""

import os
import signal

# Before torch is imported: student and oracle round alike, and one grading takes one core.
os.environ.setdefault("OMP_NUM_THREADS", "1")
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to tidy up, Ctrl-C needs no words

import errno
import functools
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from rich.console import Console
from typer.core import TyperGroup

from grader import files, settings
from grader.batch import adjustments, seeds, settle
from grader.batch.entries import safe
from grader.errors import GraderError
from grader.grade import grade as grade_one
from grader.report import feedback, scores_json, terminal

WRONG_USAGE, GRADER_FAILED = 2, 3
WRONG_PATH = (errno.EACCES, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EROFS, errno.ELOOP)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
JOURNAL = ".scores.partial.jsonl"  # outcomes so far; gone once scores.json stands

ELSEWHERE = {
    "batch": "batch.command", "report": "batch.command", "feedback": "platforms.command", "similar": "similar.command",
    "doctor": "checkup.doctor_command", "validate": "checkup.validate.command",
    "steadiness": "checkup.validate.command", "bench": "checkup.bench_command", "new": "checkup.new",
    "pack": "pack.command",
}  # fmt: skip
"""Commands → the modules that hold them, each loaded when it is asked for: `grade` need not wait for the others."""
OF_NO_ASSIGNMENT = ("new", "feedback")  # whose --assignment is one of Canvas


class Commands(TyperGroup):
    """`grade`, and the commands of other modules."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, as help lists them."""
        return [*super().list_commands(ctx), *ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command, its module loaded now."""
        if cmd_name in ELSEWHERE:
            command = typer.main.get_command(loaded(cmd_name))
            command.name = cmd_name
            return command
        return super().get_command(ctx, cmd_name)


@functools.cache
def loaded(name: str) -> typer.Typer:
    """A command, or a group of them, with what all of them share: an option more, failures as sentences."""
    module = import_module(f"grader.{ELSEWHERE[name]}")
    group: typer.Typer | None = getattr(module, "app", None)
    if group is None:
        group = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        group.command(name)(failures()(getattr(module, name)))
    for command in group.registered_commands if name not in OF_NO_ASSIGNMENT else ():
        command.callback = of_assignment(command.callback) if command.callback else None
    return group


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Grade submissions of the assignment.",
)


def chosen(folder: Path | None) -> None:
    """Take the folder for the assignment, before anything of one is read."""
    if folder is not None:
        if not (folder / settings.FILE).is_file():
            raise typer.BadParameter(f"expected the folder of an assignment, with {settings.FILE} in it, got {folder}")
        settings.choose(folder)


Chosen = Annotated[
    Path | None,
    typer.Option(
        "--assignment", metavar="DIR", is_eager=True, callback=chosen,
        help="the folder of the assignment; the one that comes with the grader unless given",
    ),
]  # fmt: skip


def of_assignment(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option more, which every one has that grades or speaks of points: `--assignment DIR`."""

    @functools.wraps(command)
    def with_option(*arguments: Any, assignment: Path | None = None, **named: Any) -> None:  # noqa: ARG001 (chosen)
        command(*arguments, **named)

    signature = inspect.signature(command)
    option = inspect.Parameter("assignment", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Chosen)
    with_option.__signature__ = signature.replace(parameters=[*signature.parameters.values(), option])  # type: ignore[attr-defined]
    with_option.__annotations__ = {**command.__annotations__, "assignment": Chosen}
    return with_option


SubmissionPath = Annotated[Path, typer.Argument(help="what was handed in: a folder, .zip, .tar.gz or .ipynb")]
Out = Annotated[Path, typer.Option(help="where scores.json and feedback.html go")]
Unsafe = Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")]


@app.callback()
def main() -> None:
    """Grade submissions of the assignment."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@app.command()
@of_assignment
def grade(
    submission: SubmissionPath,
    out: Out = Path(),
    adjusted_csv: adjustments.Option = None,
    seed: seeds.Option = None,
    unsafe: Unsafe = False,
) -> None:
    """Grade one submission: a table here, scores.json and feedback.html in OUT."""
    with failures():
        assignment = settings.read()
        adjusted = adjustments.read(adjusted_csv, assignment.rubric) if adjusted_csv else {}
        journal = files.writable(out) / JOURNAL
        rule, broken = seeds.keeping(seeds.parsed(seed), out / "scores.json")
        if broken:
            say(broken)
        result = grade_one(submission, assignment, seed=rule, unsafe=unsafe, journal=journal)
        result, idle = settle.settled(result, adjusted.get(safe(result.submission.id), []))
        terminal.show(result, Console())
        for words in idle:
            say(words)
        if result.status == "grader_error":
            say("The grader failed in the tests marked `error`; no score is written.")
            raise typer.Exit(GRADER_FAILED)
        feedback.write(result, out)
        scores_json.write(result, out)
        journal.unlink(missing_ok=True)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what goes wrong into a sentence and an exit status."""
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except GraderError as error:
        if error.status is None:
            failed(error)
        say(str(error))
        raise typer.Exit(error.status) from error
    except OSError as error:
        if error.errno not in (*WRONG_PATH, *NO_ROOM):
            failed(error)
        say(f"{error.filename2 or error.filename or 'the results'}: {error.strerror}")
        raise typer.Exit(GRADER_FAILED if error.errno in NO_ROOM else WRONG_USAGE) from error
    except Exception as error:  # noqa: BLE001 - whatever it is, the exit status says whose fault
        failed(error)


def failed(error: Exception) -> NoReturn:
    """The grader's own fault, with all that helps to find it."""
    traceback.print_exc()
    say(f"The grader itself failed, and wrote no score: {error}")
    raise typer.Exit(GRADER_FAILED) from error


def say(sentence: str, to: TextIO | None = None) -> None:
    """One sentence, as it is; on stderr unless said."""
    (to or sys.stderr).write(sentence + "\n")


if __name__ == "__main__":
    app()
