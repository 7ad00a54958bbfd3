"""The screen as one call: files in, findings out."""

import ast
from collections.abc import Mapping

from .finding import Finding
from .meaning import Project, TangledError
from .rules import remarks
from .scopes import Source
from .submission import File, Habits
from .tables import tables

MOST = 200
"""Findings that one submission can get: more would tell nobody more, and a flood could fill a disk."""

TOO_DEEP = "This file is nested too deeply to be checked. Write shorter expressions and fewer blocks inside of blocks."

TANGLED = (
    "Names lead to names in too many ways here for this file to be checked. Give each its own, bound once or twice."
)


def screen(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Every place in the Python files of a submission that breaks the no-autograd rule, in reading order.

    `files` maps paths (`framework/linear.py`, `test.py`) to bytes. A file that Python cannot parse cannot run either,
    and has no findings: see `unparsable`.
    """
    sources, findings = [], set()
    for path, code in sorted(files.items()):
        try:
            sources.append(Source(path, code))
        except (SyntaxError, ValueError):
            continue
        except (RecursionError, MemoryError):  # the compiler may still manage what this reader cannot
            findings.add(Finding(path, 1, "unchecked", "", TOO_DEEP))
    findings |= found_in(sources)
    return tuple(sorted(findings))[:MOST]


def unparsable(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """One line for each file that is no Python: `path:line: what the parser says`."""
    lines = []
    for path, code in sorted(files.items()):
        try:
            ast.parse(code, path)
        except SyntaxError as error:
            lines.append(f"{path}:{error.lineno or 1}: {error.msg}")
        except (ValueError, RecursionError, MemoryError) as error:
            lines.append(f"{path}:1: {error}")
    return tuple(lines)


def found_in(sources: list[Source]) -> set[Finding]:
    """The findings in files that could be read."""
    project, habits = Project(sources), Habits()
    for source in sources:
        habits.read(source)
    findings = set()
    for source in sources:
        script = source.path == "test.py"
        file = File(source, project, tables(script=script), habits)
        try:
            for node, advice in remarks(file):
                findings.add(Finding(source.path, line_of(node), advice.rule, file.text(node), advice.say))
        except RecursionError:
            findings.add(Finding(source.path, 1, "unchecked", "", TOO_DEEP))
        except TangledError:
            findings.add(Finding(source.path, 1, "unchecked", "", TANGLED))
    return findings


def line_of(node: ast.AST) -> int:
    """The line on which the offending word stands: in a chain over several lines, that of the last name."""
    match node:
        case ast.Call(func=ast.Attribute() as function):
            return line_of(function)
        case ast.Attribute(end_lineno=int() as line):
            return line
    return getattr(node, "lineno", 1)
