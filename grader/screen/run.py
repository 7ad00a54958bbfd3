"""The screen as one call: files in, findings out."""

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

MOST = 100
"""Findings of each kind: more would tell nobody more, and a flood could fill a disk."""


def screen(files: Mapping[str, bytes], rule: Rule | None = None) -> tuple[Finding, ...]:
    """What is to be said of the Python files of a submission, in reading order.

    `files` maps paths (`framework/linear.py`, `test.py`) to bytes. A file that Python cannot parse cannot run either,
    and has no findings: see `unparsable`.
    """
    rule = rule or read_rule()
    reading = read(files)
    project = walked([File(path, tree) for path, tree in reading.trees.items()], rule)
    found = set(settle(drafts(project), reached(project), rule))
    name, sentence = rule.tables["say"]["unread"]
    message = rule.text("ending", "remark").format(say=sentence)
    found |= {Finding(path, 1, name, path, message, "remark") for path in reading.unread}
    kinds = [sorted(finding for finding in found if finding.kind == kind) for kind in ("violation", "remark")]
    return tuple(sorted(finding for kind in kinds for finding in kind[:MOST]))


def unparsable(files: Mapping[str, bytes]) -> list[str]:
    """The files that Python cannot parse, and where: `path:line: reason`."""
    return list(read(files).broken.values())


def walked(files: list[File], rule: Rule) -> Project:
    """The files, each walked over once, by module. One that is called as the library has no effect on it."""
    ours = {file.module: file for file in files if file.module != rule.library}
    for file in ours.values():
        Walk(file, rule)
    return Project(ours, rule)


def drafts(project: Project) -> Iterator[Draft]:
    """Everything that could be said."""
    asking, tape, taped = Asking(project), project.rule.tables["say"]["tape"][0], False
    for file in project.files.values():
        yield from names.drafts(project, file)
        yield from asking.drafts(file)
        for draft in hiding.drafts(project, file):
            if draft.rule != tape or not taped:  # one word for all of them
                yield draft
            taped |= draft.rule == tape
