"""A class at a glance: what the screen says of each submission in a folder, so that false alarms can be looked for.

submission   violations  remarks  by rule
anna                  0        1  import 1
bert.zip              2        0  autograd 1, ready-made 1
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .archive import UnusableError
from .run import screen

Row = tuple[str, str, str, str]


def table(folder: Path, read: Callable[[Path], dict[str, bytes]]) -> list[str]:
    """The lines of the table; none where there is nothing to read."""
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    rows, totals, unread = list[Row](), Counter[tuple[str, str]](), 0
    for path in entries:
        try:
            found = Counter[tuple[str, str]]((finding.kind, finding.rule) for finding in screen(read(path)))
        except (UnusableError, OSError) as problem:
            unread += 1
            rows.append((path.name, "–", "–", f"not read: {problem}"))
        else:
            totals += found
            rows.append(row(path.name, found))
    if len(entries) == unread:
        return []
    rows = [("submission", "violations", "remarks", "by rule"), *rows, row(f"all {len(entries) - unread}", totals)]
    width = max(len(name) for name, *_ in rows)
    return [f"{name:{width}}  {one:>10}  {other:>7}  {rules}".rstrip() for name, one, other, rules in rows]


def row(name: str, found: Counter[tuple[str, str]]) -> Row:
    """One line: how many of each kind, and of each rule."""
    kinds, rules = Counter[str](), Counter[str]()
    for (kind, rule), number in found.items():
        kinds[kind] += number
        rules[rule] += number
    said = ", ".join(f"{rule} {number}" for rule, number in sorted(rules.items()))
    return name, str(kinds["violation"]), str(kinds["remark"]), said
