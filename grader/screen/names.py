"""Names: what imports, names and chains of attributes stand for, and what the rule says of that."""

import sys
from collections.abc import Iterator
from typing import Any

from .draft import Draft, of_entry, of_key
from .meaning import BUILTINS, Project
from .rule import Rule, is_dunder
from .source import File, Place, Stretch, shown


def drafts(project: Project, file: File) -> Iterator[Draft]:
    """What there is to say of the names in a file."""
    for stretch, line, text, path in file.imports:
        yield from _import(project, file, path, stretch, line, text)
    for place in (*file.names, *file.chains):
        if (means := project.path(place.node, place.scope)) and not project.is_own(means):
            yield from _use(project, file, place, means)


def _import(project: Project, file: File, path: str, *at: Any) -> Iterator[Draft]:
    rule = project.rule
    entry, welcome = rule.entry(path), project.is_own(path) or _is_welcome(rule, file, path.partition(".")[0])
    if rule.in_library(path) and not project.is_own(path):
        yield from _library(project, path, *at)
    elif entry is not None and ("." in entry.name or not welcome):
        yield of_entry(rule, entry, path, *at)
    elif not welcome:
        yield of_key(rule, "import", *at)


def _is_welcome(rule: Rule, file: File, module: str) -> bool:
    """Whether the module may be imported without a word, in the package or by the script and what belongs to it."""
    if rule.in_package(file.path):
        return rule.has("library", "plain", module)
    standard = module in sys.stdlib_module_names
    return not rule.has("script", "hiding", module) if standard else rule.has("script", "packages", module)


def _use(project: Project, file: File, place: Place, path: str) -> Iterator[Draft]:
    rule, node, name = project.rule, place.node, path.removeprefix(BUILTINS)
    at = (place.stretch, node.end_lineno or node.lineno, shown(node))
    entry = rule.entry(path)
    if rule.in_library(path):
        if path == rule.library and id(node) not in file.plain:
            yield of_key(rule, "handed", *at)
        yield from _library(project, path, *at)
    elif name != path and (rule.has("hiding", "getters", name) or rule.has("hiding", "namespaces", name)):
        if id(node) not in file.called:  # handed round; where it is called, `hiding` looks at what it is given
            yield of_key(rule, "getters", *at)
    elif entry is not None and "." in entry.name:  # of a whole module it is said at the import
        yield of_entry(rule, entry, path, *at)


def _library(project: Project, path: str, stretch: Stretch, line: int, text: str) -> Iterator[Draft]:
    """What is said of a name of the library: by its entry, or because it is on no list."""
    rule, entry = project.rule, project.rule.entry(path)
    if entry is not None:
        yield of_entry(rule, entry, path, stretch, line, text)
    elif any(part.startswith("_") and not is_dunder(part) for part in path.split(".")):
        yield of_key(rule, "private", stretch, line, text)
    elif not rule.is_listed(path):
        yield of_key(rule, "unlisted", stretch, line, text)
