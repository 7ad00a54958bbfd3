"""`python -m checks.screen PATH`: what breaks the no-autograd rule in a submission, before it is handed in.

PATH is the folder with `framework/` and `test.py` (default: the current one), or a single Python file.
Exit status: 0 nothing found, 1 something found, 2 nothing to read.
"""

import sys
from pathlib import Path

from . import screen
from .run import unparsable


def main(arguments: list[str]) -> int:
    """Print the findings."""
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__)
        return 0 if arguments[0] in {"-h", "--help"} else 2
    files = read(Path(arguments[0] if arguments else "."))
    if not files:
        where = arguments[0] if arguments else "here"
        print(f"{where}: no framework/*.py and no test.py to check", file=sys.stderr)
        return 2
    for line in unparsable(files):
        print(f"{line}\n    Python cannot read this file; it was not checked.")
    findings = screen(files)
    for finding in findings:
        print(finding)
    print(f"{len(files)} files checked, {len(findings) or 'no'} finding{'s' * (len(findings) != 1)}.")
    return 1 if findings else 0


def read(path: Path) -> dict[str, bytes]:
    """The files that will be graded, under the names that they have in a submission."""
    try:
        if path.is_file():
            name = "test.py" if path.name == "test.py" else f"framework/{path.name}"
            return {name: path.read_bytes()}
        found = sorted([*path.glob("framework/**/*.py"), *path.glob("test.py")])
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in found if file.is_file()}
    except OSError as error:
        print(error, file=sys.stderr)
        return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
