"""The screen as one call: sources in, violations and remarks out, in the order of files and lines."""

import ast
from collections.abc import Iterator, Mapping

from . import hiding, names
from .asking import Asking
from .draft import Draft, settle
from .finding import Finding
from .meaning import Project
from .reach import reached
from .reading import read
from .rule import Rule, read_rule
from .source import File
from .walk import Walk

MOST = 100  # findings of each kind: more would tell nobody more, and a flood could fill a disk


def screen(files: Mapping[str, bytes], rule: Rule | None = None) -> tuple[Finding, ...]:
    """What is to be said of the Python files of a submission, in reading order.

    `files` maps paths (`framework/linear.py`, `test.py`) to bytes. A file that Python cannot parse cannot run either,
    and has no findings: see `unparsable`.
    """
    rule = rule or read_rule()
    trees, unread, _ = read(files)
    project = walked(trees, rule)
    found = list(dict.fromkeys(settle(drafts(project), reached(project), rule)))
    name, sentence = rule.tables["say"]["unread"]
    message = rule.tables["ending"]["remark"].format(say=sentence)
    found = [Finding(path, 1, name, path, message, "remark") for path in unread] + found
    kinds = [[finding for finding in found if finding.kind == kind] for kind in ("violation", "remark")]
    return tuple(sorted(finding for kind in kinds for finding in kind[:MOST]))


def unparsable(files: Mapping[str, bytes]) -> list[str]:
    """The files that Python cannot parse, and where: `path:line: reason`."""
    return read(files)[2]


def walked(trees: Mapping[str, ast.Module], rule: Rule) -> Project:
    """The files, each walked over once, by module. One that is called as the library has no effect on it."""
    files = [File(path, tree) for path, tree in trees.items()]
    return Project({file.module: Walk(file, rule).file for file in files if file.module != rule.library}, rule)


def drafts(project: Project) -> Iterator[Draft]:
    """Everything that could be said."""
    asking, tapes = Asking(project), list[Draft]()
    for file in project.files.values():
        yield from names.drafts(project, file)
        yield from asking.drafts(file)
        yield from hiding.drafts(project, file)
        tapes += hiding.tapes(project, file)
    yield from tapes[:1]  # one word for all of them
