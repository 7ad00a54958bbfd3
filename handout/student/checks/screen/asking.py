"""Asking for gradients: `requires_grad=True`, `.requires_grad_()`, `.backward()`; a violation on a tensor alone.

A layer has a `backward` of its own, and a class may call its flag `requires_grad`. So what it is asked of has to be a
tensor without a doubt; `.requires_grad_()` is torch's alone as long as nobody here defines one.
"""

import ast
from collections.abc import Iterator

from .draft import Draft, of_key
from .meaning import BUILTINS, Project
from .source import File, Place, shown
from .tensors import Tensors


class Asking:
    """The questions to a submission."""

    def __init__(self, project: Project) -> None:
        self._project, self._rule, self._tensors = project, project.rule, Tensors(project)
        self._asks, self._by_call, self._differentiates = (
            self._rule.tables["tensors"][key] for key in ("asks", "asks_by_call", "differentiates")
        )

    def drafts(self, file: File) -> Iterator[Draft]:
        """What there is to say of the calls and assignments in a file."""
        for value, place in file.assigned:
            if isinstance(place.node, ast.Attribute) and place.node.attr == self._asks:
                yield from self._set(place.node.value, value, place)
        for place in file.calls:
            if isinstance(place.node, ast.Call):
                yield from self._keyword(place.node, place)
                yield from self._call(place.node, place)

    def _say(self, place: Place, line: int | None, text: str, key: str, certain: bool | None) -> Draft:
        """A violation where it is certain, and otherwise a remark, in words of its own."""
        key = key if certain else f"{key}_perhaps"
        return of_key(self._rule, key, place.stretch, line or 0, text, "violation" if certain else "remark")

    def _set(self, owner: ast.expr, value: ast.expr, place: Place) -> Iterator[Draft]:
        """`x.requires_grad = True`, and `setattr` of it."""
        on, certain = truth(value), self._tensors.certain(owner, place.scope)
        if (certain and on is not False) or (on and self._asks not in self._project.defined):
            yield self._say(place, owner.end_lineno, f"{shown(owner)}.{self._asks}", "asks", certain and on)

    def _keyword(self, call: ast.Call, place: Place) -> Iterator[Draft]:
        """`torch.zeros(3, requires_grad=True)`."""
        for given in call.keywords:
            on = truth(given.value)
            if given.arg == self._asks and on is not False:
                path = self._project.path(call.func, place.scope)
                certain = self._rule.in_library(path)
                if path is None and isinstance(call.func, ast.Attribute):
                    certain = self._tensors.certain(call.func.value, place.scope)
                if certain or (on and not (path and self._project.is_own(path))):
                    yield self._say(place, given.lineno, f"{self._asks}=…", "asks", certain and on)

    def _call(self, call: ast.Call, place: Place) -> Iterator[Draft]:
        """`x.requires_grad_()`, `x.backward()` and `setattr(x, "requires_grad", True)`."""
        match call.func:
            case ast.Attribute(value=owner, attr=self._by_call):
                yield from self._asked_by_call(call, owner, place)
            case ast.Attribute(value=owner, attr=self._differentiates) as function:
                if self._tensors.certain(owner, place.scope):
                    yield self._say(place, function.end_lineno, f"{shown(function)}()", "differentiates", True)
            case ast.Name(id="setattr") as function if len(call.args) == 3:
                owner, named, value = call.args
                written = isinstance(named, ast.Constant) and named.value == self._asks
                if written and self._project.path(function, place.scope) == BUILTINS + "setattr":
                    yield from self._set(owner, value, place)

    def _asked_by_call(self, call: ast.Call, owner: ast.expr, place: Place) -> Iterator[Draft]:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        on = truth(given[0]) if given else True
        named = self._rule.in_library(self._project.path(owner, place.scope))  # `torch.Tensor.…` has its entry
        undefined = not {self._by_call, "__getattr__", "__getattribute__"} & self._project.defined
        if on is not False and not named and (undefined or self._tensors.certain(owner, place.scope)):
            yield self._say(place, call.func.end_lineno, f"{shown(owner)}.{self._by_call}()", "asks", on)


def truth(value: ast.expr) -> bool | None:
    """Whether the value counts as true, if it is written out."""
    return bool(value.value) if isinstance(value, ast.Constant) else None
