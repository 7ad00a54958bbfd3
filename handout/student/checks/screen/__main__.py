"""What the one rule says of a submission, before it is handed in.

`python -m grader.screen PATH`: a folder (default: this one), whatever else the grader can read, or one Python file.
`python -m grader.screen --class FOLDER`: a table of a whole folder of submissions, to look for false alarms.
Exit status: 0 no violation, 1 a violation or a file that Python cannot read, 2 nothing to read.
"""

import sys
from pathlib import Path

from . import screen
from .archive import unpacked
from .classroom import table
from .rule import read_rule
from .run import unparsable

COMES_ALONE = False
try:
    from ..intake import read as intake
    from ..records import Layout
except ImportError:  # the students' copy
    COMES_ALONE = True


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
    except (ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    unchecked, findings = unparsable(files), screen(files)
    for line in unchecked:
        print(f"{line}\n    Python cannot read this file; it was not checked.")
    for finding in findings:
        print(finding)
    violations = sum(finding.kind == "violation" for finding in findings)
    numbers = {"file": len(files) - len(unchecked), "violation": violations, "remark": len(findings) - violations}
    print(*(f"{number or 'no'} {what}{'s' * (number != 1)}" for what, number in numbers.items()), sep=", ", end=".\n")
    return 1 if violations or unchecked else 0


def read(path: Path) -> dict[str, bytes]:
    """The files that will be graded, under the names that they have in a submission; an error says why not."""
    rule = read_rule()
    if path.suffix == ".py" and path.is_file():
        return {path.name if path.name == rule.script else f"{rule.package}/{path.name}": path.read_bytes()}
    return unpacked(path, rule) if COMES_ALONE else dict(intake(path, Layout(rule.package, rule.script)).files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
