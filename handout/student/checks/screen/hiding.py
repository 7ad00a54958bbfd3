"""Hiding: what keeps a name from a reader, complex numbers, and tapes of one's own. Remarks alone: they cost nothing.

`getattr(self, name)`, `vars(self)` and `self.__dict__` are an author's business. In the script, which shows the network
off, only what is done to the library itself is remarked on.
"""

import ast
from collections.abc import Iterator

from .draft import Draft, of_key
from .meaning import BUILTINS, Project
from .source import File, Place, Scope, dotted, shown


def drafts(project: Project, file: File) -> Iterator[Draft]:
    """What there is to say of a file."""
    rule = project.rule
    for place in file.calls:
        if isinstance(place.node, ast.Call) and isinstance(place.node.func, ast.Name):
            for key, text in _call(project, file, place.node, place.node.func.id, place.scope):
                yield of_key(rule, key, place.stretch, place.node.lineno, text)
    for place in file.chains:
        for name in _attributes(project, file, place):
            yield of_key(rule, "attributes", place.stretch, place.node.end_lineno or 0, f"….{name}")
    for node, inner, stretch in file.classes:
        if _is_odd(project, node, inner):
            yield of_key(rule, "class", stretch, node.lineno, f"class {node.name}")
    for place in file.numbers:
        yield of_key(rule, "complex", place.stretch, place.node.lineno, ast.unparse(place.node))


def _call(project: Project, file: File, call: ast.Call, name: str, scope: Scope) -> Iterator[tuple[str, str]]:
    """Attributes by a computed name, namespaces, classes that are made by a call."""
    rule, given = project.rule, call.args
    getter, namespace = rule.has("hiding", "getters", name), rule.has("hiding", "namespaces", name)
    written = getter and len(given) > 1 and isinstance(given[1], ast.Constant)
    if (getter or namespace) and not written and project.path(call.func, scope) == BUILTINS + name:
        if not _is_ones_own(project, file, given[0] if given else None, scope):
            yield "getters" if getter else "namespaces", f"{name}({shown(given[0]) if given else ''})"
    elif len(given) == 3 and project.path(call.func, scope) == rule.tables["hiding"]["maker"]:
        yield "class", f"{name}()"


def _is_ones_own(project: Project, file: File, value: ast.expr | None, scope: Scope) -> bool:
    """Whether it is `self`, or in the script anything but the library."""
    if isinstance(value, ast.Name) and project.rule.has("hiding", "oneself", value.id):
        return True
    if value is None or project.rule.in_package(file.path):
        return False
    return not project.rule.in_library(project.path(value, scope))


def _attributes(project: Project, file: File, place: Place) -> list[str]:
    """`f.__globals__`, `frame.f_back`, `layer.__dict__`."""
    (root, names), words = dotted(place.node), project.rule.words["hiding", "attributes"]
    if project.rule.tables["hiding"]["namespace"] in names and not _is_ones_own(project, file, root, place.scope):
        words |= project.rule.words["hiding", "namespace"]
    return [name for name in names if name in words]


def _is_odd(project: Project, node: ast.ClassDef, inner: Scope) -> bool:
    """Whether the class makes classes, or stands between torch and its operations."""
    rule, scope = project.rule, inner.parent or inner
    metas = [project.path(keyword.value, scope) for keyword in node.keywords if keyword.arg == "metaclass"]
    plain = [meta and (project.is_own(meta) or rule.has("hiding", "metaclasses", meta)) for meta in metas]
    odd = {rule.tables["hiding"]["maker"], rule.tables["tensors"]["subclass"]}
    odd_bases = any(project.path(base, scope) in odd for base in node.bases)
    return not all(plain) or odd_bases or bool(rule.words["hiding", "methods"] & inner.bound.keys())


def tapes(project: Project, file: File) -> Iterator[Draft]:
    """Classes that are a kind of number, and keep gradients or where they came from."""
    rule = project.rule
    for node, inner, stretch in file.classes:
        signs = rule.words["tape", "operators"] & inner.bound.keys()
        keeps = rule.words["tape", "keeps"] & (inner.stores | inner.bound.keys())
        if keeps and len(signs) >= rule.tables["tape"]["least"]:
            yield of_key(rule, "tape", stretch, node.lineno, f"class {node.name}")
