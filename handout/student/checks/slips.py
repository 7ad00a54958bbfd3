"""Slips that the text alone gives away: what is written there is not what was meant.

    the student's files → Slip, Slip, …       each says what it is, not what it resembles

They are told only where a public test fails, so that an unusual way to write what is right is left in peace.
"""

import ast
import difflib
from collections.abc import Iterator
from typing import NamedTuple

from checks.work import asked, functions, is_stub, parsed

CLOSE = 0.74  # how alike two names are that were meant to be one


class Slip(NamedTuple):
    """One of them, at its line."""

    file: str
    line: int
    says: str
    sure: bool = False  # there is no right way to write this


def slips(files: dict[str, bytes]) -> list[Slip]:
    """Those in the files that exercises ask for, in reading order."""
    found: list[Slip] = []
    for name, wanted in asked()["files"].items():
        if tree := parsed(files.get(name, b"")):
            told = [(*each, False) for each in (*_names(tree, wanted["names"]), *_functions(tree, wanted["names"]))]
            told += [(*each, True) for each in _statements(tree)] + [(*each, False) for each in _habits(tree)]
            found += sorted(Slip(name, *each) for each in told)
    return found


def _names(tree: ast.Module, wanted: dict[str, bool]) -> Iterator[tuple[int, str]]:
    """Names that are asked for, and stand there misspelt or at another place."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    defined = dict(functions(tree))
    for owner in dict.fromkeys(name.partition(".")[0] for name in wanted if "." in name):
        if owner not in classes:
            other = _close(owner, [name for name in classes if f"{name}.__init__" not in wanted and name not in wanted])
            if other:
                yield classes[other].lineno, f"the class is called `{other}`: did you mean `{owner}`?"
    for name in wanted:
        owner, _, last = name.rpartition(".")
        if name in defined or (owner and owner not in classes):
            continue
        home = classes[owner] if owner else tree
        if inner := _inside(home, last):
            outer, line = inner
            yield line, f"`{last}` is defined inside of `{outer}`, where nobody finds it: take off its indentation"
        elif owner and last in defined:
            yield defined[last].lineno, f"`{last}` is defined outside of `class {owner}`: indent it like a method"
        else:
            rest = [each.name for each in home.body if isinstance(each, ast.FunctionDef)]
            other = _close(last, [each for each in rest if (f"{owner}.{each}" if owner else each) not in wanted])
            if other:
                line = next(each.lineno for each in home.body if getattr(each, "name", "") == other)
                yield line, f"{f'`{owner}`' if owner else 'the file'} has a `{other}`: did you mean `{last}`?"


def _functions(tree: ast.Module, wanted: dict[str, bool]) -> Iterator[tuple[int, str]]:
    """Methods without self, without the return that is expected, with one that is not, with a shared default."""
    for name, function in functions(tree):
        if is_stub(name, function):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args]
        if "." in name and not function.decorator_list and (not arguments or arguments[0].arg != "self"):
            yield function.lineno, f"`{name}` lacks `self`, the first parameter of every method"
        for default in (*function.args.defaults, *function.args.kw_defaults):
            if isinstance(default, ast.List | ast.Dict | ast.Set):
                shared = f"the default `{ast.unparse(default)}` is made once, and shared by all calls"
                yield function.lineno, f"`{name}`: {shared}"
        own = list(_own(function))
        gives = any(isinstance(node, ast.Return | ast.Yield) and node.value is not None for node in own)
        raises = any(isinstance(node, ast.Raise) for node in own)
        prints = [node for node in own if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]
        if wanted.get(name) and not gives and not raises:
            empty = all(isinstance(line, ast.Pass) or _is_text(line) for line in function.body)
            how = "is empty" if empty else "prints its result and gives nothing back: write `return`"
            how = how if empty or prints else "ends without a `return`"
            yield (prints[0] if prints else function).lineno, f"`{name}` {how}, so that None comes back"
        if wanted.get(name) is False and gives and not prints and not function.name.startswith("__"):
            back = next(node for node in own if isinstance(node, ast.Return) and node.value is not None)
            yield (
                back.lineno,
                f"`{name}()` gives something back by `return`, where it is asked to act: is `print` meant?",
            )


def _statements(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines that do nothing, or something else than they seem to."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Compare(ops=[ast.Eq()]) as compare):
                yield node.lineno, f"`{ast.unparse(compare)}` compares, and nothing is assigned: write one `=`"
            case ast.Expr(value=ast.Attribute() as attribute):
                text = ast.unparse(attribute)
                yield node.lineno, f"`{text}` is named and not called: write `{text}()`"
            case ast.Assign(targets=[target], value=value) if _begins_with_plus(value):
                yield node.lineno, f"`=+` assigns to `{ast.unparse(target)}`: what adds is written `+=`"
            case ast.Raise(exc=ast.Name(id="NotImplemented") | ast.Call(func=ast.Name(id="NotImplemented"))):
                yield node.lineno, "`NotImplemented` is no exception: raise `NotImplementedError`"


def _habits(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines that are mostly not meant so."""
    for node in ast.walk(tree):
        match node:
            case ast.Return(value=ast.Attribute(value=ast.Call()) as attribute):
                text = ast.unparse(attribute)
                yield node.lineno, f"`.{attribute.attr}` may be a method that is named and not called: `{text}()`?"
            case ast.BinOp(op=ast.BitXor()) | ast.AugAssign(op=ast.BitXor()):
                yield node.lineno, "`^` is exclusive or in Python: a power is written `**`"
            case ast.Return(value=ast.Call(func=ast.Name(id=called)) | ast.Name(id=called)) if called.endswith("Error"):
                yield node.lineno, f"`{called}` is given back by `return`: an exception is raised, by `raise`"
            case ast.Raise(exc=ast.Name(id="NotImplementedError")):
                yield node.lineno, "`NotImplementedError` is raised without a text: it has to name class and method"
            case ast.Call(func=ast.Name(id="super"), args=[ast.Name(id=name)]):
                yield node.lineno, f"`super({name})` leads nowhere: write `super()`"


def _begins_with_plus(value: ast.expr) -> bool:
    """Whether it reads `+…`, which adds to nothing."""
    while isinstance(value, ast.BinOp):
        value = value.left
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.UAdd)


def _is_text(line: ast.stmt) -> bool:
    """A docstring, or `...`."""
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def _inside(home: ast.Module | ast.ClassDef, name: str) -> tuple[str, int] | None:
    """In which function of a class or a module one of this name is defined, and where."""
    for outer in home.body:
        if isinstance(outer, ast.FunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.FunctionDef) and node is not outer and node.name == name:
                    return outer.name, node.lineno
    return None


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What belongs to a function and to none inside of it."""
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)


def _close(name: str, candidates: list[str]) -> str:
    """The candidate that was meant to be this name, or nothing."""
    lower = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.lower(), list(lower), 1, CLOSE)
    return lower[found[0]] if found else ""
