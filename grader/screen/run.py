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
    found = {File(path, tree) for path, tree in reading.trees.items()}
    project = walked(found, rule)
    findings = set(settle(drafts(project), reached(project), rule))
    name, say = rule.said("unread")
    message = rule.text("ending", "remark").format(say=say)
    findings |= {Finding(path, 1, name, path, message, "remark") for path in reading.unread}
    ordered = sorted(findings)
    violations = [finding for finding in ordered if finding.kind == "violation"]
    remarks = [finding for finding in ordered if finding.kind == "remark"]
    return tuple(sorted(violations[:MOST] + remarks[:MOST]))


def unparsable(files: Mapping[str, bytes]) -> list[str]:
    """The files that Python cannot parse, and where: `path:line: reason`."""
    return list(read(files).broken.values())


def walked(files: "set[File]", rule: Rule) -> Project:
    """The files, each walked over once, by module. One that is called as the library has no effect on it."""
    ours = {file.module: file for file in sorted(files, key=lambda file: file.path) if file.module != rule.library}
    for file in ours.values():
        Walk(file, rule)
    return Project(ours, rule)


def drafts(project: Project) -> Iterator[Draft]:
    """Everything that could be said."""
    asking, (tape, _), taped = Asking(project), project.rule.said("tape"), False
    for file in project.files.values():
        yield from names.drafts(project, file)
        yield from asking.drafts(file)
        for draft in hiding.drafts(project, file):
            if draft.rule != tape or not taped:  # one word for all of them
                taped |= draft.rule == tape
                yield draft
