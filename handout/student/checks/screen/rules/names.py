"""Rule on bare names: what an alias stands for, modules and built-ins handed round as values, autograd's switches."""

import ast
from collections.abc import Iterator

from ..submission import File, Remark, is_dunder
from ..tables import BARE, Advice
from .literals import is_true

MODULE = Advice(
    "dynamic", "A module is not a value to hand round: write the name that you need after a dot where you need it."
)
RESERVED = Advice("introspection", "This reaches into the interpreter. Pass the value as an argument.")
CALL_IT = Advice("dynamic", 'Call this built-in directly, with a name that is written out: `getattr(self, "w")`.')
NAME_IT = Advice(
    "dynamic", 'Call this function where it stands, with names that are written out: `operator.attrgetter("w")`.'
)
RUNS_TEXT = Advice("dynamic", "This runs or hides code that nobody can read here. Write the statement itself.")
STAYS_OFF = Advice(
    "autograd", "Autograd stays off. Write `with torch.no_grad():` or `torch.set_grad_enabled(False)`, nothing else."
)
STATEMENT = Advice("class", "Write a `class` statement, with `metaclass=ABCMeta` or `ABC` as its base if need be.")
KEPT_FIELD = Advice("introspection", "Leave a dataclass field alone after its definition.")

SWITCHES = {"torch.no_grad", "torch.inference_mode", "torch.set_grad_enabled"}
DIRECTLY = {f"builtins.{name}" for name in ("getattr", "setattr", "delattr", "vars", "type", "super", "complex")}
FALSE = frozenset({False})
NAMERS = {
    *("operator.attrgetter", "operator.methodcaller", "functools.wraps", "functools.update_wrapper"),
    *("dataclasses.dataclass", "dataclasses.field"),
}
"""Functions that take names of attributes: their calls are read (calls.py), so each has to be seen."""
AS_TYPES = {"builtins.type", "builtins.complex"}
METACLASSES = frozenset({"builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"})


def name(node: ast.Name, file: File) -> Iterator[Remark]:
    """A name that is read; one that is bound matters if Python reserves it."""
    if not isinstance(node.ctx, ast.Load):
        if is_dunder(node.id) and not may_define(node.id, node, file):
            yield node, RESERVED
        return
    known = file.paths(node) or file.project.bindings(node.id, file.scope(node))
    if is_dunder(node.id) and node.id not in file.tables.names and not known:
        yield node, RESERVED
        return
    if file.forbidden(node):
        yield from file.refuse(node)
        return
    if file.scope(node).kind == "class" and is_field(node, file):
        yield node, KEPT_FIELD
    yield from value(node, file)


def value(node: ast.expr, file: File) -> Iterator[Remark]:
    """A dotted name in its longest form, by what it stands for."""
    if file.is_base(node):
        if file.means(node, *DIRECTLY, *NAMERS):
            yield node, CALL_IT
        elif file.means(node, *METACLASSES):
            yield node, STATEMENT
        return
    paths = file.paths(node)
    if any(file.is_module(path) and path not in BARE for path in paths) and not may_name_module(node, file):
        yield node, MODULE
    if paths & {f"builtins.{name}" for name in file.tables.forbidden_builtins}:
        yield node, RUNS_TEXT
    if paths & DIRECTLY and not file.is_called(node) and not is_type(node, paths, file):
        yield node, CALL_IT
    if paths & METACLASSES - DIRECTLY and not is_type(node, paths, file):
        yield node, STATEMENT
    if paths & NAMERS and not (file.is_called(node) or is_alias(node, file) or is_decorator(node, file.parent(node))):
        yield node, NAME_IT
    if paths & SWITCHES and not is_alias(node, file):
        yield from switch(node, paths, file)


def switch(node: ast.expr, paths: frozenset[str], file: File) -> Iterator[Remark]:
    """`torch.no_grad` and its like: only to switch off, and never kept, since a kept one can be turned round."""
    parent = file.parent(node)
    if is_decorator(node, parent):
        if "torch.set_grad_enabled" in paths:
            yield node, STAYS_OFF
        return
    call = file.is_called(node)
    if call is None or not switches_off(call, paths, file) or not at_once(call, file):
        yield call or node, STAYS_OFF


def switches_off(call: ast.Call, paths: frozenset[str], file: File) -> bool:
    """Whether the arguments say so for certain."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    if len(arguments) != len(call.args) + len(call.keywords) or len(arguments) > 1:
        return False
    wanted = {
        "torch.no_grad": not arguments,
        "torch.inference_mode": not arguments or is_true(arguments[0]),
        "torch.set_grad_enabled": bool(arguments) and file.project.constants(arguments[0]) == FALSE,
    }
    return all(wanted[path] for path in paths & SWITCHES)


def at_once(call: ast.Call, file: File) -> bool:
    """Whether nobody keeps the result: in `with`, round a function, as a statement, or in a `_` that nobody reads."""
    node: ast.AST = call
    while isinstance(file.parent(node), ast.IfExp):
        node = file.parent(node)
    match parent := file.parent(node):
        case ast.Assign(targets=[ast.Name(id="_")]):
            return "_" not in file.habits.uses.names
        case ast.Call(func=ast.Attribute(attr="enter_context"), args=[_]):
            return "enter_context" not in file.habits.attributes
        case ast.Call(func=wrapper):
            return wrapper is node
    return isinstance(parent, ast.withitem | ast.Expr) or is_decorator(node, parent)


def is_decorator(node: ast.AST, parent: ast.AST) -> bool:
    """Whether the node stands after an @."""
    return isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node in parent.decorator_list


def is_alias(node: ast.AST, file: File) -> bool:
    """Whether this is the value in `t = torch`: the new name is followed instead."""
    parent = file.parent(node)
    match parent:
        case ast.Assign(targets=targets):
            followed = all(isinstance(target, ast.Name) for target in targets)
        case ast.NamedExpr() | ast.AnnAssign(target=ast.Name()):
            followed = True
        case _:
            return False
    return followed and file.scope(parent).body().kind != "class"


def may_name_module(node: ast.AST, file: File) -> bool:
    """Whether a module may stand here without a dot: nobody can keep it from here."""
    if is_alias(node, file):
        return True
    match file.parent(node):
        case ast.Expr() | ast.If() | ast.UnaryOp(op=ast.Not()) | ast.Compare(ops=[ast.Is() | ast.IsNot()]):
            return True
        case ast.IfExp(test=test):
            return test is node
        case ast.Call(func=function, args=[first, *_]) if first is node:
            return file.means(function, "builtins.hasattr", "builtins.getattr")
    return False


def is_type(node: ast.expr, paths: frozenset[str], file: File) -> bool:
    """Whether `type` or `complex` stands for itself: in an annotation, a comparison, `isinstance` or `map(type, x)`.

    `metaclass=ABCMeta` likewise. A metaclass derives from one; what it could do is seen to in own.py.
    """
    if not paths & DIRECTLY <= AS_TYPES:
        return False
    inner: ast.AST = node
    parent = file.parent(inner)
    while isinstance(parent, ast.Tuple | ast.Subscript | ast.BinOp | ast.List):
        inner, parent = parent, file.parent(parent)
    match parent:
        case ast.arg() | ast.Compare():
            return True
        case ast.keyword(arg="metaclass"):
            return isinstance(file.parent(parent), ast.ClassDef)
        case ast.ClassDef(bases=bases):
            return node in bases
        case ast.AnnAssign(annotation=annotation):
            return annotation is inner
        case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
            return returns is inner
        case ast.Call(func=function, args=[_, second]) if second is inner:
            return file.means(function, "builtins.isinstance", "builtins.issubclass")
        case ast.Call(func=function, args=[first, _], keywords=[]) if first is inner:
            return file.means(function, "builtins.map") and not paths & METACLASSES - DIRECTLY
    return False


def is_field(node: ast.Name, file: File) -> bool:
    """Whether a name in a class body holds what `dataclasses.field` gave."""
    bindings = file.project.bindings(node.id, file.scope(node))
    return any(
        isinstance(binding.node, ast.Call) and file.means(binding.node.func, "dataclasses.field")
        for binding in bindings
    )


def may_define(name: str, node: ast.AST, file: File) -> bool:
    """Whether a reserved name may be bound here: a class's and a module's own, from the list."""
    return file.scope(node).kind in {"class", "module"} and name in file.tables.definitions


def elsewhere(node: ast.Global | ast.Nonlocal, _: File) -> Iterator[Remark]:
    """`nonlocal __class__`."""
    if any(is_dunder(name) for name in node.names):
        yield node, RESERVED
