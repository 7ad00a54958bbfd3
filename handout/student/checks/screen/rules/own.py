"""When `vars(self)`, `self.__dict__` and `getattr(self, name)` are harmless: when `self` is certainly an own object.

All that such an object holds was put there by the submission's own lines, which other rules have read. But a method is
a function, and `Layer.names(torch.Tensor)` would hand it something else for `self`. So the method must be plain, of a
plain class, and nowhere in the submission may anybody call it with one argument too many, or get hold of it otherwise.
"""

import ast
from dataclasses import replace

from ..submission import File
from .names import METACLASSES

IMPLICIT = frozenset({"__new__", "__init_subclass__", "__class_getitem__", "__set_name__", "__get__"})
"""Methods whose first argument Python does not choose to be an own object."""

HOLDERS = frozenset({"__get__", "__set__", "__delete__"})
"""Methods of a descriptor, which Python gives the object that it is an attribute of: one of the submission's own."""

OPENERS = frozenset({"fget", "fset", "fdel", "func", "__func__", "__get__", "__wrapped__"})
"""Attributes that give the function inside of a property or a bound method."""

ROOTS = frozenset({"ABC", "Generic", "Protocol", "object"})


def is_first_parameter(node: ast.expr, file: File, at: int = 0) -> ast.FunctionDef | None:
    """The method whose `self` this is; None if it is none, or could be bound to something else.

    With `at` 1, the method of a descriptor whose `obj` this is.
    """
    scope = file.scope(node).body()
    method = scope.node
    if not isinstance(node, ast.Name) or not isinstance(method, ast.FunctionDef) or scope.parent is None:
        return None
    parameters = [*method.args.posonlyargs, *method.args.args]
    bindings = file.project.bindings(node.id, file.scope(node))
    certain = len(bindings) == 1 and bindings[0].scope is scope
    if scope.parent.kind == "class" and len(parameters) > at and parameters[at].arg == node.id and certain:
        return method
    return None


def is_holder(node: ast.expr, file: File) -> bool:
    """Whether the expression is the object in whose class a descriptor stands."""
    method = is_first_parameter(node, file, at=1)
    if method is None or method.name not in HOLDERS or method.decorator_list:
        return False
    uses = file.habits.uses
    cls, told = file.parent(method), uses.read | uses.passed_on | computed_names(file)
    return isinstance(cls, ast.ClassDef) and is_plain(cls.name, file, frozenset()) and not HOLDERS & told


def is_own(node: ast.expr, file: File) -> bool:
    """Whether the expression is a parameter that Python fills with an own object, in all of its calls."""
    if is_holder(node, file):
        return True
    method = is_first_parameter(node, file)
    if method is None or method.name in IMPLICIT:
        return False
    cls = file.parent(method)
    return isinstance(cls, ast.ClassDef) and is_plain(cls.name, file, frozenset()) and stays_bound(method, file)


def is_plain(name: str, file: File, below: frozenset[str]) -> bool:
    """Whether the class and all that it is built on are the submission's own, down to `object`.

    A metaclass of the submission's gets hold of all methods before there is an object. And where classes are made other
    than by statements, they can be built on this one and on anything else.
    """
    bases = file.habits.uses.bases
    if makes_classes(file) or has_maker(name, file):
        return False
    file.project.spend(1)
    if name in file.habits.uses.other:  # `from pathlib import Path as ABC`
        return False
    if name in below or name not in bases:
        return name in ROOTS - bases.keys()
    return all(is_plain(base, file, below | {name}) for base in bases[name])


def makes_classes(file: File) -> bool:
    """Whether the submission makes classes other than by class statements: with a metaclass, or `type(x)(…)`."""
    uses = file.habits.uses
    if uses.makes_classes is None:
        files = [replace(file, source=source) for source in file.project.sources.values()]
        calls = ((node, other) for other in files for node, _ in other.source.nodes if isinstance(node, ast.Call))
        metaclass = any(file.paths(base) & METACLASSES for base in uses.based_on)
        uses.makes_classes = metaclass or any(makes_class(call, other) for call, other in calls)
    return uses.makes_classes


def makes_class(call: ast.Call, file: File) -> bool:
    """`type(x)(name, bases, members)` makes a class, if `x` is one, as `self` is not."""
    if len(call.args) != 3 and not any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    methods = [is_first_parameter(subject, file) for subject in asked_for_class(call.func, file)]
    return not all(m and m.name not in IMPLICIT and stays_bound(m, file) for m in methods)


def asked_for_class(node: ast.AST | None, file: File, depth: int = 8) -> list[ast.expr]:
    """The `x` of every `type(x)` and `x.__class__` that the expression can be."""
    match node:
        case ast.Call(func=function, args=[subject]) if file.means(function, "builtins.type"):
            return [subject]
        case ast.Attribute(attr="__class__", value=subject):
            return [subject]
        case ast.NamedExpr(value=inner):
            return asked_for_class(inner, file, depth)
        case ast.Name() if depth:
            bindings = file.project.bindings(node.id, file.scope(node))
            values = [binding.node for binding in bindings if binding.how == "value"]
            return [subject for value in values for subject in asked_for_class(value, file, depth - 1)]
    return []


def has_maker(name: str, file: File) -> bool:
    """Whether a metaclass other than `abc.ABCMeta` is named where the class is defined."""
    return any(file.paths(maker) != {"abc.ABCMeta"} for maker in file.habits.uses.makers.get(name, ()))


def is_made(name: str, file: File, below: frozenset[str] = frozenset()) -> bool:
    """Whether such a metaclass makes the class, named there or at something that it is built on."""
    bases = file.habits.uses.bases.get(name, set())
    file.project.spend(1)
    inherits = any(is_made(base, file, below | {name}) for base in bases - below)
    return inherits or has_maker(name, file)


def stays_bound(method: ast.FunctionDef, file: File) -> bool:
    """Whether nobody in the submission calls the method other than on an object, or takes it as a value."""
    uses, arguments = file.habits.uses, method.args
    is_property = bool(method.decorator_list)
    if not all(file.means(decorator, "builtins.property") for decorator in method.decorator_list):
        return False
    if method.name in uses.uncalled and not is_property:
        return False
    parameters = [*arguments.posonlyargs, *arguments.args]
    return (
        arguments.vararg is None
        and uses.most_arguments.get(method.name, 0) < len(parameters)
        and parameters[0].arg not in uses.keywords
        and not uses.read & OPENERS
        and method.name not in uses.passed_on | computed_names(file)
    )


def computed_names(file: File) -> set[str]:
    """The strings that arguments of calls can be without being written out there."""
    project, uses, found = file.project, file.habits.uses, set[str]()
    if uses.computed is not None:
        return uses.computed
    for source in project.sources.values():
        for node, _ in source.nodes:
            if isinstance(node, ast.Call):
                for argument in node.args:
                    if not isinstance(argument, ast.Constant):
                        found |= {value for value in project.constants(argument) or () if isinstance(value, str)}
    uses.computed = found
    return found


def harmless_start(owner: ast.expr, name: ast.expr, file: File) -> bool:
    """Whether a computed name begins with written letters, as in `f"w{k}"`, with which no forbidden name begins."""
    match name:
        case _ if file.paths(owner):
            return False
        case ast.JoinedStr(values=[ast.Constant(value=str() as start), *_]):
            forbidden = {*file.tables.never, *file.tables.unless_own, "backward", "requires_grad", "_"}
            return not any(name.startswith(start) or start.startswith("_") for name in forbidden)
    return False
