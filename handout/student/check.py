"""How far am I? Runs the public tests on what you wrote, and says what comes next.

python check.py              every exercise
python check.py NAME         one exercise
python check.py --list       the names of the exercises
python check.py --hand-in    all of them, then the archive to hand in
"""

import argparse
import difflib
import io
import sys
from pathlib import Path

from rich.console import Console

from checks import handed, progress, shown, work

HERE = Path(__file__).resolve().parent
WRONG, INTERRUPTED = 2, 130


def main() -> int:
    """Exit status 0, whatever the tests say; 2 for an exercise that does not exist."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a pipe on Windows would refuse a ✓
    exercises = progress.exercises()
    wanted = commands(", ".join(exercises)).parse_args()
    if wanted.list:
        for key, title in exercises.items():
            print(f"{key:12} {title}")
        return 0
    if wanted.exercise and wanted.exercise not in exercises:
        close = difflib.get_close_matches(wanted.exercise, exercises, 1)
        meant = f": did you mean {close[0]}?" if close else "."
        print(f"There is no exercise {wanted.exercise}{meant} There are {', '.join(exercises)}.", file=sys.stderr)
        return WRONG
    only = None if wanted.hand_in else wanted.exercise
    report = progress.check(HERE, only, wanted.seed, lambda line: print(line, flush=True), wanted.limit)
    shown.write(report, Console())
    if report.stopped is not None:
        return INTERRUPTED
    if wanted.hand_in:
        for line in handed.differing(HERE):
            print(line)
        print(handed.summary(handed.archive(HERE), work.counted(HERE)))
    return 0


def commands(names: str) -> argparse.ArgumentParser:
    """What the command line may say."""
    parser = argparse.ArgumentParser(prog="check.py", description="Run the public tests on what you wrote.")
    parser.add_argument("exercise", nargs="?", help=names)
    parser.add_argument("--list", action="store_true", help="list the exercises")
    parser.add_argument("--hand-in", action="store_true", help="check everything, and write submission.zip")
    parser.add_argument("--limit", type=float, default=progress.LIMIT, metavar="SECONDS",
                        help="for a test, thrice that for one that runs the script (default: %(default)g)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, help="decides the values that tests draw (default: 0)")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Stopped.")
        sys.exit(INTERRUPTED)
