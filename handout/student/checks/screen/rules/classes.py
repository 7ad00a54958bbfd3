"""Rule on class statements: what they derive from, how they are decorated, which reserved names they define."""

import ast
from collections.abc import Iterator

from ..scopes import every_argument
from ..submission import File, Remark, is_dunder, is_false
from ..tables import Advice
from .attributes import INSIDE, named
from .calls import DECORATES
from .literals import TRACKED
from .names import may_define
from .own import is_made

OWN_CLASS = Advice(
    "class", "Derive from a class of your own, or from one that is named in the statement; never from torch's."
)
RESERVED = Advice(
    "class", "This special method changes what torch or Python does inside. Write a method with a name of its own."
)
QUOTED = Advice("dynamic", "Write the annotation without quotes: `functools.singledispatch` runs what they hold.")
REGISTERS = Advice("dynamic", "Write `@rows.register` next to the function, or `rows.register(Kind, function)`.")
FORGES = Advice("class", "Leave out the metaclass: a dataclass runs the names of its fields, which it could forge.")
PATTERN = Advice("dynamic", "Write `__match_args__` as a tuple of names.")

ENUM_MAKERS = frozenset({"enum.EnumMeta", "enum.EnumType"})
TORCH_BASES = frozenset({"torch.utils.data.Dataset", "torch.utils.data.Sampler"})


def class_statement(node: ast.ClassDef, file: File) -> Iterator[Remark]:
    """`class Linear(Cell):`."""
    for base in node.bases:
        if not may_derive(base, file):
            yield base, OWN_CLASS
    for position, decorator in enumerate(node.decorator_list, start=1):
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        if file.means(function, "dataclasses.dataclass"):
            if position < len(node.decorator_list):
                yield decorator, DECORATES
            if is_made(node.name, file):
                yield decorator, FORGES
    for statement in node.body:
        yield from member(statement, file)


def may_derive(base: ast.expr, file: File) -> bool:
    """Whether a class of the submission may be built on this one."""
    match base:
        case ast.Subscript(value=generic):
            return may_derive(generic, file)
        case ast.Call(func=function):
            return file.means(function, "collections.namedtuple", "typing.NamedTuple")
        case ast.Name() | ast.Attribute():
            paths = file.paths(base)
        case _:
            return False
    bad = any(path in ENUM_MAKERS or (path.startswith("torch.") and path not in TORCH_BASES) for path in paths)
    return file.project.names_class(base) and not bad


def member(statement: ast.stmt, file: File) -> Iterator[Remark]:
    """One statement of a class body, if it gives a field or a pattern its names."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id="requires_grad"), value=value) if not is_false(value):
            yield statement, TRACKED
        case ast.Assign(targets=targets) if any(is_match_args(target) for target in targets):
            yield from pattern_names(statement, file)
        case ast.AnnAssign(target=target) if is_match_args(target):
            yield from pattern_names(statement, file)


def is_match_args(target: ast.expr) -> bool:
    """Whether the target is the name that patterns read."""
    return isinstance(target, ast.Name) and target.id == "__match_args__"


def pattern_names(statement: ast.Assign | ast.AnnAssign, file: File) -> Iterator[Remark]:
    """The attributes that a pattern reads by position."""
    names = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    for element in names:
        strings = file.strings(element)
        if strings is None:
            yield statement, PATTERN
        for name in strings or ():
            if name in {"backward", "__dict__", "requires_grad_", "__setattr__"}:
                yield statement, INSIDE
            yield from named(statement, name, file)


def annotations(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.AnnAssign, file: File) -> Iterator[Remark]:
    """`@rows.register` reads annotations, of functions and of callable objects, and runs a text that stands there."""
    if not file.habits.dispatches:
        return
    if isinstance(node, ast.AnnAssign):
        found: list[ast.expr | None] = [node.annotation] if file.scope(node).kind == "class" else []
    else:
        found = [node.returns, *(argument.annotation for argument in every_argument(node.args))]
    for annotation in found:
        for part in ast.walk(annotation) if annotation else ():
            if may_be_text(part, file):
                yield part, QUOTED


def registration(node: ast.Attribute, file: File) -> Iterator[Remark]:
    """`rows.register(thing)` reads the annotations of a thing that is no class, whoever put them there."""
    loaded = isinstance(node.ctx, ast.Load) and not file.paths(node)
    if node.attr != "register" or not loaded or not file.habits.dispatches:
        return
    parent, call = file.parent(node), file.is_called(node)
    if call is not None and call.args and not call.keywords:
        kind = call.args[0]
        is_type = isinstance(kind, ast.Call) and file.means(kind.func, "builtins.type") and len(kind.args) == 1
        plain = is_type or names_types(kind, file)
    else:  # a decorator next to the function
        plain = node in getattr(parent, "decorator_list", ())[-1:]
    if not plain:
        yield node, REGISTERS


def may_be_text(part: ast.AST, file: File, depth: int = 8) -> bool:
    """Whether this part of an annotation can be a text, other than the name of something in the submission."""
    file.project.spend(1)
    match part:
        case ast.Constant(value=str() as text):
            return text not in file.habits.globals
        case ast.Call(func=function):
            return not any(path.startswith("typing") for path in file.paths(function))
        case ast.Attribute():
            return not (file.project.names_class(part) or file.is_base(part))
        case ast.Name() if not file.is_base(part):
            bindings = file.project.bindings(part.id, file.scope(part))
            return not all(
                file.project.is_class(binding)
                or (
                    binding.how == "value"
                    and binding.node is not None
                    and depth
                    and names_types(binding.node, file, depth)
                )
                for binding in bindings
            )
    return isinstance(part, ast.JoinedStr)


def names_types(value: ast.expr, file: File, depth: int = 8) -> bool:
    """Whether the value of a name is made of types alone, as in `Number = int | float`."""
    return not any(may_be_text(part, file, depth - 1) for part in ast.walk(value))


def definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, file: File) -> Iterator[Remark]:
    """`def __torch_function__`, and reserved names that are bound where they do not belong."""
    assignable = file.tables.attributes & file.tables.definitions  # `cls.__repr__ = __repr__`, in a class decorator
    if is_dunder(node.name) and not may_define(node.name, node, file) and node.name not in assignable:
        yield node, RESERVED
