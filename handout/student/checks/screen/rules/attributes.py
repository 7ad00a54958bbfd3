"""Rule on what stands after a dot, whether written there, in `getattr`, or in a pattern."""

import ast
from collections.abc import Iterator

from ..submission import File, Remark, is_dunder, is_false
from ..tables import Advice
from .backward import backward
from .literals import TRACKED
from .names import value
from .own import is_first_parameter, is_own

PATCHED = Advice(
    "dynamic", "Leave torch and the standard library as they are: write a function or a method of your own."
)
PRIVATE = Advice(
    "introspection", "Names that begin with an underscore belong to whoever defined them. Use the public name."
)
INSIDE = Advice("introspection", "This reaches into the interpreter or into torch. Pass what you need as an argument.")
NAMESPACE = Advice("introspection", "Write the attributes by name (`self.w`) instead of going through the namespace.")
LATER = {
    "autograd": Advice(
        "autograd",
        "Autograd's records are not there: keep the gradient beside the parameter and fill it in `backward`.",
    ),
    "complex": Advice("complex", "Complex numbers are not needed. Write the derivative by hand with real tensors."),
    "import": Advice("import", "Stay with torch tensors here; `tolist()` and `item()` give plain numbers."),
}
NEVER = {"autograd": TRACKED, "complex": LATER["complex"]}
NAMESPACES = {"__dict__"}
ASKED = {"grad", "grad_fn"}
SETTINGS = frozenset(
    f"torch.backends.{name}"
    for name in (
        "cudnn.allow_tf32",
        "cudnn.benchmark",
        "cudnn.deterministic",
        "cudnn.enabled",
        "cuda.matmul.allow_tf32",
    )
)
"""Switches that torch's manual sets by assignment, for the sake of speed or of equal results."""


def attribute(node: ast.Attribute, file: File) -> Iterator[Remark]:
    """`owner.name`, read or written."""
    if file.forbidden(node.value):
        return  # said where the forbidden name begins
    if file.forbidden(node):
        yield from file.refuse(node)
        return
    owners = file.paths(node.value)
    outside = any(not file.project.is_own(path) for path in owners)
    if outside and not isinstance(node.ctx, ast.Load):
        if not (file.paths(node) <= SETTINGS and isinstance(file.parent(node), ast.Assign)):
            yield node, PATCHED
        return
    if owners:
        yield from value(node, file)
    if is_listed(node.attr, owners, file):
        return
    if node.attr in {"__setattr__", "__delattr__"}:
        return  # a call's matter, and only a call's: see calls.py
    if node.attr == "backward":
        yield from backward(node, file)
    elif node.attr in NAMESPACES:
        plain = file.script and isinstance(node.value, ast.Name) and not owners
        own = isinstance(node.ctx, ast.Load) and (plain or is_own(node.value, file))
        if not (own or harmless_namespace(node, file)):
            yield node, NAMESPACE
    elif node.attr == "requires_grad" and not isinstance(node.ctx, ast.Load):
        if not sets_false(node, file):
            yield node, TRACKED
    elif node.attr == "requires_grad_" and not untracks(node, file):
        yield node, TRACKED
    elif node.attr != "requires_grad_" and not (node.attr in ASKED and only_asked(node, file)):
        yield from named(node, node.attr, file)


def is_listed(name: str, owners: frozenset[str], file: File) -> bool:
    """Whether the name is one that a module is known to have: on the list, or defined in the submission."""
    own = any(file.project.is_own(path) for path in owners)
    return (own and not is_dunder(name) and name in file.habits.globals) or any(
        name in file.tables.members.get(path, ()) for path in owners
    )


def named(node: ast.AST, name: str, file: File) -> Iterator[Remark]:
    """One attribute name on an object that the screen knows nothing about."""
    tables, own = file.tables, file.habits.attributes
    if name in tables.never:
        yield node, NEVER.get(tables.never[name], INSIDE)
    elif name in tables.unless_own:
        if name not in own or (name == "obj" and not is_kept(node, file)):
            yield node, LATER.get(tables.unless_own[name], INSIDE)
    elif is_dunder(name):
        if name not in tables.attributes:
            yield node, INSIDE
    elif name.startswith("_"):
        kept = is_kept(node, file) if name in tables.holders else name in own | tables.attributes
        if not kept:
            yield node, PRIVATE


def is_kept(node: ast.AST, file: File) -> bool:
    """Whether this is written to, or is an attribute of an object of the submission's own."""
    if not isinstance(node, ast.Attribute):
        return False
    method = is_first_parameter(node.value, file)
    itself = method is not None and method.name == node.attr and node.attr not in file.habits.uses.most_arguments
    return itself or not isinstance(node.ctx, ast.Load) or is_own(node.value, file)


def harmless_namespace(node: ast.expr, file: File) -> bool:
    """Whether `x.__dict__` is only written to, or asked whether it holds a name; `vars(x)` likewise."""
    parent = file.parent(node)
    match parent:
        case ast.Subscript(ctx=ast.Store(), value=owner):
            return owner is node
        case ast.Attribute(attr="update"):
            return file.is_called(parent) is not None
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[container]):
            return container is node
        case ast.Call(func=ast.Name(id="len")):
            return True
    return False


def only_asked(node: ast.AST, file: File) -> bool:
    """Whether the attribute is only compared with None: `assert x.grad_fn is None`."""
    match file.parent(node):
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return left is node
    return False


def sets_false(node: ast.AST, file: File) -> bool:
    """Whether the attribute is the target of `= False`."""
    parent = file.parent(node)
    return isinstance(parent, ast.Assign | ast.AnnAssign) and is_false(parent.value)


def untracks(node: ast.AST, file: File) -> bool:
    """Whether this is `requires_grad_(False)`."""
    call = file.is_called(node)
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)] if call else []
    return len(arguments) == 1 and is_false(arguments[0])


def class_pattern(node: ast.MatchClass, file: File) -> Iterator[Remark]:
    """`case Linear(in_size=i)` reads attributes."""
    for name in node.kwd_attrs:
        if name in {"backward", "__dict__", "__setattr__", "requires_grad_"}:
            yield node, INSIDE
        yield from named(node, name, file)
