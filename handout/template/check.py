"""How far am I? Runs the public tests on what you wrote, and says what comes next.

python check.py            every exercise
python check.py NAME       one exercise
python check.py --list     the names of the exercises
"""

import argparse
import io
import sys
from pathlib import Path

from rich.console import Console

from checks import progress

HERE = Path(__file__).parent


def main() -> int:
    """Exit status 0, whatever the tests say; 2 for an exercise that does not exist."""
    exercises = progress.exercises()
    parser = argparse.ArgumentParser(prog="check.py", description="Run the public tests on what you wrote.")
    parser.add_argument("exercise", nargs="?", choices=list(exercises), metavar="exercise", help=", ".join(exercises))
    parser.add_argument("--list", action="store_true", help="list the exercises")
    parser.add_argument("--seed", type=int, default=0, help="decides the values that tests draw (default: 0)")
    wanted = parser.parse_args()
    if wanted.list:
        for key, title in exercises.items():
            print(f"{key:12} {title}")
        return 0
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # a pipe on Windows would refuse a ✓
    progress.show(HERE, wanted.exercise, wanted.seed, Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
