"""Names: what imports, names and chains of attributes stand for, and what the rule says of that."""

import sys
from collections.abc import Iterator

from .draft import Draft, in_package, of_entry, of_key
from .meaning import BUILTINS, Project
from .rule import is_dunder
from .source import File, Imported, Place, Stretch, shown


def drafts(project: Project, file: File) -> Iterator[Draft]:
    """What there is to say of the names in a file."""
    for imported in file.imports:
        yield from _import(project, file, imported)
    for place in (*file.names, *file.chains):
        path = project.path(place.node, place.scope)
        if path is not None and not project.is_own(path):
            yield from _use(project, file, place, path)


def _import(project: Project, file: File, imported: Imported) -> Iterator[Draft]:
    rule, path, stretch, line = project.rule, imported.path, imported.stretch, imported.alias.lineno
    if project.is_own(path):
        return
    if rule.in_library(path):
        yield from _library(project, path, stretch, line, imported.text)
        return
    entry = rule.entry(path)
    if entry is not None and ("." in entry.name or not _is_welcome(project, file, path)):
        yield of_entry(entry, stretch, line, imported.text, path, rule)
    elif not _is_welcome(project, file, path):
        yield of_key("import", stretch, line, imported.text, rule)


def _is_welcome(project: Project, file: File, path: str) -> bool:
    """Whether the module may be imported without a word, in the package or by the script and what belongs to it."""
    rule, top = project.rule, path.partition(".")[0]
    if in_package(file.path, rule):
        return rule.has("library", "plain", top)
    if top in sys.stdlib_module_names:
        return not rule.has("script", "hiding", top)
    return rule.has("script", "packages", top)


def _use(project: Project, file: File, place: Place, path: str) -> Iterator[Draft]:
    rule, node, text = project.rule, place.node, shown(place.node)
    line = node.end_lineno or node.lineno
    if rule.in_library(path):
        if path == rule.library and id(node) not in file.plain:
            yield of_key("handed", place.stretch, line, text, rule)
        yield from _library(project, path, place.stretch, line, text)
        return
    name = path.removeprefix(BUILTINS)
    if name != path and (rule.has("hiding", "getters", name) or rule.has("hiding", "namespaces", name)):
        if id(node) not in file.called:  # handed round; where it is called, `hiding` looks at what it is given
            yield of_key("getters", place.stretch, line, text, rule)
        return
    entry = rule.entry(path)
    if entry is not None and "." in entry.name:  # of a whole module it is said at the import
        yield of_entry(entry, place.stretch, line, text, path, rule)


def _library(project: Project, path: str, stretch: Stretch, line: int, text: str) -> Iterator[Draft]:
    """What is said of a name of the library: by its entry, or because it is on no list."""
    rule, entry = project.rule, project.rule.entry(path)
    if entry is not None:
        yield of_entry(entry, stretch, line, text, path, rule)
    elif any(part.startswith("_") and not is_dunder(part) for part in path.split(".")[1:]):
        yield of_key("private", stretch, line, text, rule)
    elif not rule.is_listed(path):
        yield of_key("unlisted", stretch, line, text, rule)
