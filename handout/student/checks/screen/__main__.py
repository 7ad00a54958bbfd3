"""`python -m grader.screen PATH`: what breaks the no-autograd rule in a submission, before it is handed in.

PATH is what is handed in: the folder with `framework/` and `test.py` (default: the current one), or whatever else
the grader can read. A single Python file will do, too.
Exit status: 0 nothing found, 1 something found or not checked, 2 nothing to read.
"""

import sys
from pathlib import Path

from . import screen
from .archive import Unusable, unpacked
from .run import unparsable

try:
    from .. import errors, intake, records
except ImportError:  # the students' copy comes alone
    COMES_ALONE = True
else:
    COMES_ALONE = False


def main(arguments: list[str]) -> int:
    """Print the findings."""
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__)
        return 0 if arguments[0] in {"-h", "--help"} else 2
    try:
        files = read(Path(arguments[0] if arguments else "."))
    except (Unusable, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    unchecked = unparsable(files)
    for line in unchecked:
        print(f"{line}\n    Python cannot read this file; it was not checked.")
    findings = screen(files)
    for finding in findings:
        print(finding)
    print(f"{len(files)} files checked, {len(findings) or 'no'} finding{'s' * (len(findings) != 1)}.")
    return 1 if findings or unchecked else 0


def read(path: Path) -> dict[str, bytes]:
    """The files that will be graded, under the names that they have in a submission."""
    if path.suffix == ".py" and path.is_file():
        return {"test.py" if path.name == "test.py" else f"framework/{path.name}": path.read_bytes()}
    found = sorted([*path.glob("framework/**/*.py"), *path.glob("test.py")]) if path.is_dir() else []
    files = {file.relative_to(path).as_posix(): file.read_bytes() for file in found if file.is_file()}
    if files:
        return files
    if not COMES_ALONE:
        try:
            return intake.read(path, records.Layout("framework", "test.py")).files
        except (errors.NotGradable, errors.Unreadable) as problem:
            raise Unusable(str(problem)) from problem
    if path.suffix == ".zip":
        return unpacked(path)
    raise Unusable(f"{path}: expected a folder with framework/ and test.py, a .zip of it, or a Python file")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
