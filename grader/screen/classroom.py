"""A class at a glance: what the screen says of each submission in a folder, so that false alarms can be looked for."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .run import screen


def table(folder: Path, read: Callable[[Path], dict[str, bytes]]) -> list[str]:
    """The lines of the table; none where there is nothing to read."""
    rows, totals, number = [("submission", "violations", "remarks", "by rule")], Counter[str](), 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            files = read(path)
        except (ValueError, OSError) as problem:
            rows.append((path.name, "–", "–", f"not read: {problem}"))
        else:
            found = Counter(what for finding in screen(files) for what in (finding.kind, finding.rule))
            totals, number = totals + found, number + 1
            rows.append(row(path.name, found))
    rows.append(row(f"all {number}", totals))
    width = max(len(name) for name, *_ in rows)
    lines = [f"{name:{width}}  {one:>10}  {other:>7}  {rules}".rstrip() for name, one, other, rules in rows]
    return lines if number else []


def row(name: str, found: Counter[str]) -> tuple[str, str, str, str]:
    """One line: how many of each kind, and of each rule."""
    kinds = ("violation", "remark")
    rules = ", ".join(f"{rule} {number}" for rule, number in sorted(found.items()) if rule not in kinds)
    return name, str(found[kinds[0]]), str(found[kinds[1]]), rules
