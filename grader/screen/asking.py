"""Asking for gradients: `requires_grad=True`, `.requires_grad_()`, `.backward()`; a violation on a tensor alone.

A layer has a `backward` of its own, and a class may call its flag `requires_grad`. So what it is asked of has to be a
tensor without a doubt; `.requires_grad_()` is torch's alone as long as nobody here defines one.
"""

import ast
from collections.abc import Iterator

from .draft import Draft, of_key
from .finding import Kind
from .meaning import BUILTINS, Project
from .source import File, Place, shown
from .tensors import Tensors


class Asking:
    """The questions to a submission."""

    def __init__(self, project: Project) -> None:
        self._project, self._rule = project, project.rule
        self._tensors = Tensors(project)
        self._asks = self._rule.text("tensors", "asks")
        self._by_call = self._rule.text("tensors", "asks_by_call")

    def drafts(self, file: File) -> Iterator[Draft]:
        """What there is to say of the calls and assignments in a file."""
        for value, place in file.assigned:
            target = place.node
            if isinstance(target, ast.Attribute) and target.attr == self._asks:
                yield from self._set(target.value, value, place, target.end_lineno or target.lineno)
        for place in file.calls:
            call = place.node
            if isinstance(call, ast.Call):
                yield from self._keyword(call, place)
                yield from self._call(call, place)

    def _say(self, place: Place, line: int, text: str, key: str, kind: Kind) -> Draft:
        key = key if kind == "violation" else f"{key}_perhaps"
        return of_key(key, place.stretch, line, text, self._rule, kind)

    def _set(self, owner: ast.expr, value: ast.expr, place: Place, line: int) -> Iterator[Draft]:
        """`x.requires_grad = True`, and `setattr` of it."""
        on, certain = truth(value), self._tensors.certain(owner, place.scope)
        if (certain and on is not False) or (on is True and self._asks not in self._project.defined):
            kind: Kind = "violation" if certain and on else "remark"
            yield self._say(place, line, f"{shown(owner)}.{self._asks}", "asks", kind)

    def _keyword(self, call: ast.Call, place: Place) -> Iterator[Draft]:
        """`torch.zeros(3, requires_grad=True)`."""
        given = next((keyword for keyword in call.keywords if keyword.arg == self._asks), None)
        on = truth(given.value) if given else False
        if given is None or on is False:
            return
        path = self._project.path(call.func, place.scope)
        certain = path is not None and self._rule.in_library(path)
        if path is None and isinstance(call.func, ast.Attribute):
            certain = self._tensors.certain(call.func.value, place.scope)
        if certain or (on and not (path is not None and self._project.is_own(path))):
            kind: Kind = "violation" if certain and on else "remark"
            yield self._say(place, given.lineno, f"{self._asks}={ast.unparse(given.value)[:20]}", "asks", kind)

    def _call(self, call: ast.Call, place: Place) -> Iterator[Draft]:
        """`x.requires_grad_()`, `x.backward()` and `setattr(x, "requires_grad", True)`."""
        match call.func:
            case ast.Attribute(value=owner, attr=name) as function if name == self._by_call:
                yield from self._asked_by_call(call, owner, place, function.end_lineno or function.lineno)
            case ast.Attribute(value=owner, attr=name) as function if name == self._rule.text(
                "tensors", "differentiates"
            ):
                if self._tensors.certain(owner, place.scope):
                    line = function.end_lineno or function.lineno
                    yield self._say(place, line, f"{shown(function)}()", "differentiates", "violation")
            case ast.Name(id="setattr") as function if len(call.args) == 3:
                owner, named, value = call.args
                written = isinstance(named, ast.Constant) and named.value == self._asks
                if written and self._project.path(function, place.scope) == BUILTINS + "setattr":
                    yield from self._set(owner, value, place, call.lineno)

    def _asked_by_call(self, call: ast.Call, owner: ast.expr, place: Place, line: int) -> Iterator[Draft]:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        on = truth(given[0]) if given else True
        path = self._project.path(owner, place.scope)
        named = path is not None and self._rule.in_library(path)  # `torch.Tensor.requires_grad_(x)` has its entry
        defined = {self._by_call, "__getattr__", "__getattribute__"} & self._project.defined
        certain = self._tensors.certain(owner, place.scope) or not defined
        if on is not False and not named and certain:
            yield self._say(place, line, f"{shown(owner)}.{self._by_call}()", "asks", "violation" if on else "remark")


def truth(value: ast.expr) -> bool | None:
    """Whether the value counts as true, if it is written out."""
    return bool(value.value) if isinstance(value, ast.Constant) else None
