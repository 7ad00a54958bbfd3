"""Rule on calls that reach attributes by a computed name, make classes, or give complex numbers."""

import ast
from collections.abc import Callable, Iterator

from ..submission import File, Remark, is_false
from ..tables import Advice
from .attributes import INSIDE, NAMESPACE, PATCHED, harmless_namespace, named
from .backward import ENGINE, fits_own
from .literals import COMPLEX, TRACKED
from .own import harmless_start, is_first_parameter, is_own

COMPUTED = Advice(
    "dynamic", 'Write the attribute\'s name out: `self.w`, `getattr(self, "w")`, or a loop over a tuple of names.'
)
MAKES_CLASS = Advice("class", "Write a `class` statement. `type(x)` with one argument is fine.")
COPIES = Advice("dynamic", "Use `functools.wraps(function)` with that one argument.")
KEYS = Advice("dynamic", "Write the arguments by name (`dtype=dtype`), so that they can be read here.")
PLAIN_FIELD = Advice("dynamic", "Write `name: type = field(...)` in the class body.")
FRESH = Advice("dynamic", "Let the parser make the namespace: `options = parser.parse_args()`.")
DECORATES = Advice("dynamic", "Use `dataclass` as the decorator next to the `class` statement.")

OPTIONS = {"add_argument", "add_option"}
PARSES = {"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"}
HOLDS_OPTIONS = {"argparse.Namespace", "optparse.Values"}


def call(node: ast.Call, file: File) -> Iterator[Remark]:
    """Any call, by what its function can mean."""
    for path in sorted(file.paths(node.func)):
        rule = CALLS.get(path)
        if rule:
            yield from rule(node, file)
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in {"__setattr__", "__delattr__"}:
            yield from own_setattr(node, file)
        if node.func.attr in OPTIONS:
            yield from option(node, file)
        if node.func.attr in PARSES:
            yield from parsed(node, file)
        if node.func.attr == "type" and any("omplex" in text for arg in node.args for text in file.strings(arg) or ()):
            yield node, COMPLEX
    if any(path.startswith("torch.") for path in file.paths(node.func)):
        yield from computed_arguments(node, file)


def computed_arguments(node: ast.Call, file: File) -> Iterator[Remark]:
    """`torch.zeros(3, **{"requires_" + key: True})`."""
    for keyword in node.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Dict):
            keys = keyword.value.keys
            if any(key is not None and file.strings(key) is None for key in keys):
                yield node, KEYS


def reads(node: ast.Call, file: File) -> Iterator[Remark]:
    """`getattr(x, "name")` is `x.name`."""
    names = file.strings(node.args[1]) if len(node.args) > 1 else None
    if names is None:
        if len(node.args) < 2 or not (harmless_start(node.args[0], node.args[1], file) or is_own(node.args[0], file)):
            yield node, COMPUTED
        return
    for name in names:
        yield from reached(node, node.args[0], name, file)


def reached(node: ast.Call, owner: ast.expr | None, name: str, file: File) -> Iterator[Remark]:
    """An attribute that a call reads by its name."""
    owners = file.paths(owner)
    if any(file.is_module(path) for path in owners):
        for path in sorted(file.project.members(owners, [name])):
            if not file.project.is_own(path) and not file.tables.is_allowed(path):
                yield node, file.tables.advise(path)
        if not file.paths(node):
            yield from named(node, name, file)
    elif name in {"__dict__", "__setattr__", "__delattr__", "requires_grad_"} or (
        name == "register" and file.habits.dispatches
    ):
        yield node, INSIDE
    elif name == "backward" and (any(path.startswith("torch.") for path in owners) or asks_a_tensor(node, owner, file)):
        yield node, ENGINE
    else:
        yield from named(node, name, file)


def asks_a_tensor(node: ast.Call, owner: ast.expr | None, file: File) -> bool:
    """Whether `getattr(x, "backward")()` is called as no `backward` of the submission can be."""
    outer = file.is_called(node)
    return outer is not None and owner is not None and not fits_own(owner, outer, file)


def writes(node: ast.Call, file: File) -> Iterator[Remark]:
    """`setattr(x, "name", value)` is `x.name = value`."""
    if len(node.args) != 3 or node.keywords:
        yield node, COMPUTED
        return
    owner, key, value = node.args
    names = file.strings(key)
    if names is None:
        if not is_own(owner, file) and (file.habits.fragile or is_first_parameter(owner, file) is None):
            yield node, COMPUTED
        return
    for name in names:
        if name == "requires_grad" and not is_false(value):
            yield node, TRACKED
        elif name in {"__dict__", "__class__"}:
            yield node, INSIDE
        else:
            yield from named(node, name, file)
    if any(not file.project.is_own(path) for path in file.paths(owner)):
        yield node, PATCHED


def own_setattr(node: ast.Call, file: File) -> Iterator[Remark]:
    """`super().__setattr__(name, value)`, or `object.__setattr__(self, "name", value)`."""
    if not isinstance(node.func, ast.Attribute):
        return
    owner = node.func.value
    plain = not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args)
    expected = 2 if node.func.attr == "__setattr__" else 1
    inherited = isinstance(owner, ast.Call) and file.means(owner.func, "builtins.super") and not owner.args
    if plain and inherited and len(node.args) == expected:
        return
    if plain and file.means(owner, "builtins.object") and len(node.args) == expected + 1:
        yield from writes(node, file) if expected == 2 else removes(node, file)
        return
    yield node, COMPUTED


def removes(node: ast.Call, file: File) -> Iterator[Remark]:
    """`delattr(x, "name")`."""
    names = file.strings(node.args[1]) if len(node.args) == 2 else None
    if names is None:
        yield node, COMPUTED
    for name in names or ():
        yield from named(node, name, file)


def getter(node: ast.Call, file: File) -> Iterator[Remark]:
    """`operator.attrgetter("a.b")`, `operator.methodcaller("name")`."""
    is_method = file.means(node.func, "operator.methodcaller")
    for argument in node.args[:1] if is_method else node.args:
        names = file.strings(argument)
        if names is None:
            yield node, COMPUTED
        for name in names or ():
            for part in name.split("."):
                yield from reached(node, None, part, file)
            if name.endswith("backward") and is_method and len(node.args) + len(node.keywords) == 1:
                yield node, ENGINE


def kind(node: ast.Call, _: File) -> Iterator[Remark]:
    """`type(x)`, never `type(name, bases, members)`."""
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        yield node, MAKES_CLASS


def option(node: ast.Call, file: File) -> Iterator[Remark]:
    """`parser.add_argument("--disk")` sets the attribute `disk`, `dest=` another one."""
    names = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "dest")]
    for name in (name for argument in names for name in file.strings(argument) or ()):
        yield from named(node, name.lstrip("-").replace("-", "_"), file)


def parsed(node: ast.Call, file: File) -> Iterator[Remark]:
    """`parser.parse_args(namespace=x)` sets attributes of `x`."""
    for keyword in node.keywords:
        if keyword.arg in {"namespace", "values"}:
            made = isinstance(keyword.value, ast.Call) and file.means(keyword.value.func, *HOLDS_OPTIONS)
            if not made:
                yield node, FRESH
    if len(node.args) > 1 or any(isinstance(argument, ast.Starred) for argument in node.args):
        yield node, FRESH


def namespace(node: ast.Call, file: File) -> Iterator[Remark]:
    """`vars(x)`."""
    outside = any(
        not file.project.is_own(path) or file.is_module(path) for arg in node.args for path in file.paths(arg)
    )
    own = len(node.args) == 1 and is_own(node.args[0], file)
    if outside or not ((file.script and node.args) or own or harmless_namespace(node, file)):
        yield node, NAMESPACE


def copies(node: ast.Call, file: File) -> Iterator[Remark]:
    """`functools.wraps(function)` copies attributes; which ones is not to be chosen."""
    expected = 1 if file.means(node.func, "functools.wraps") else 2
    if len(node.args) != expected or node.keywords or isinstance(node.args[-1], ast.Starred):
        yield node, COPIES


def dataclass_field(node: ast.Call, file: File) -> Iterator[Remark]:
    """`dataclasses.field(...)` belongs into a class body and nowhere else."""
    parent = file.parent(node)
    if not (isinstance(parent, ast.AnnAssign) and file.scope(parent).kind == "class"):
        yield node, PLAIN_FIELD


def dataclass(node: ast.Call, file: File) -> Iterator[Remark]:
    """`dataclass(frozen=True)` as a decorator; which place it has there is the class's matter."""
    if node.args or not isinstance(file.parent(node), ast.ClassDef):
        yield node, DECORATES


def root(node: ast.Call, file: File) -> Iterator[Remark]:
    """`pow(-1, 0.5)`, `complex(0, 1)`."""
    roots = len(node.args) == 2 and gives_complex(node.args[0], node.args[1], file)
    if roots or file.means(node.func, "builtins.complex"):
        yield node, COMPLEX


def power(node: ast.BinOp, file: File) -> Iterator[Remark]:
    """`(-1) ** 0.5` is Python's other way to write `1j`."""
    if isinstance(node.op, ast.Pow) and gives_complex(node.left, node.right, file):
        yield node, COMPLEX


def gives_complex(base: ast.expr, exponent: ast.expr, file: File) -> bool:
    """Whether a negative constant is raised to a fraction."""
    bases, exponents = file.project.constants(base), file.project.constants(exponent)
    negative = any(isinstance(number, int | float) and number < 0 for number in bases or ())
    return negative and any(isinstance(number, float) and number % 1 for number in exponents or ())


CALLS: dict[str, Callable[[ast.Call, File], Iterator[Remark]]] = {
    "builtins.getattr": reads,
    "builtins.setattr": writes,
    "builtins.delattr": removes,
    "builtins.type": kind,
    "builtins.vars": namespace,
    "builtins.complex": root,
    "builtins.pow": root,
    "operator.pow": root,
    "operator.attrgetter": getter,
    "operator.methodcaller": getter,
    "functools.wraps": copies,
    "functools.update_wrapper": copies,
    "dataclasses.field": dataclass_field,
    "dataclasses.dataclass": dataclass,
}
