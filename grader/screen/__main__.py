"""`python -m grader.screen PATH`: what the one rule says of a submission, before it is handed in.

PATH is what is handed in: the folder with the package and the script (default: the current one), or whatever else
the grader can read. A single Python file will do, too.
Exit status: 0 no violation, 1 a violation or a file that Python cannot read, 2 nothing to read.

`python -m grader.screen --class FOLDER`: a table of a whole folder of submissions, to look for false alarms.
"""

import sys
from pathlib import Path

from . import screen
from .archive import UnusableError, unpacked
from .classroom import table
from .rule import read_rule
from .run import unparsable

try:
    from ..errors import NotGradable, Unreadable
    from ..intake import read as intake
except ImportError:  # the students' copy comes alone
    COMES_ALONE = True
else:
    COMES_ALONE = False


def main(arguments: list[str]) -> int:
    """Print the findings, or the table."""
    match arguments:
        case ["--class", folder]:
            lines = table(Path(folder), read)
            print("\n".join(lines) or f"{folder}: no submission in it", file=sys.stdout if lines else sys.stderr)
            return 0 if lines else 2
        case [] | [_] if not "".join(arguments).startswith("-"):
            return check(Path(arguments[0] if arguments else "."))
    print(__doc__)
    return 0 if arguments[0] in {"-h", "--help"} else 2


def check(path: Path) -> int:
    """Print what there is to say of one submission."""
    try:
        files = read(path)
    except (UnusableError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    unchecked, findings = unparsable(files), screen(files)
    for line in unchecked:
        print(f"{line}\n    Python cannot read this file; it was not checked.")
    for finding in findings:
        print(finding)
    violations = sum(finding.kind == "violation" for finding in findings)
    numbers = {"file": len(files) - len(unchecked), "violation": violations, "remark": len(findings) - violations}
    said = [f"{number or 'no'} {what}{'s' * (number != 1)}" for what, number in numbers.items()]
    print(f"{said[0]} checked, {said[1]}, {said[2]}.")
    return 1 if violations or unchecked else 0


def read(path: Path) -> dict[str, bytes]:
    """The files that will be graded, under the names that they have in a submission."""
    rule = read_rule()
    if path.suffix == ".py" and path.is_file():
        return {path.name if path.name == rule.script else f"{rule.package}/{path.name}": path.read_bytes()}
    if COMES_ALONE:
        return unpacked(path, rule)
    try:
        return dict(intake(path).files)
    except (NotGradable, Unreadable) as problem:
        raise UnusableError(str(problem)) from problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
