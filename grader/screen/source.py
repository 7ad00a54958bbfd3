"""What one pass over a file notes down: scopes, stretches of code that run or not, and the places worth a look.

Python decides by scope what a name means: `t = torch` in one function says nothing about a parameter `t` in another.
A *stretch* is code that runs together: a file's own lines, or a function at its top; what stands under
`if TYPE_CHECKING` and its like is idle, and runs never.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

LONGEST, LONGEST_NAME = 8, 200  # parts and characters of a dotted name that can matter
Value = str | ast.expr | None  # the dotted name of an import or a definition; an expression; else None


@dataclass(eq=False, slots=True)
class Stretch:
    """Code that runs together: what it names and imports. `why` it never runs, if it does not."""

    file: "File"
    why: str = ""
    names: set[str] = field(default_factory=set)
    imports: list[str] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Scope:
    """A stretch of text in which names mean the same."""

    kind: Literal["module", "class", "function"]
    parent: "Scope | None"
    file: "File"
    bound: dict[str, list[Value]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)  # declared global
    stores: set[str] = field(default_factory=set)  # attributes that the class around it sets on itself

    def bind(self, name: str, value: Value) -> None:
        """Note that `name` can mean this."""
        owner = self.file.scope if name in self.elsewhere else self
        owner.bound.setdefault(name, []).append(value)

    def outward(self) -> "Iterator[Scope]":
        """The scopes in which Python looks for a name: this one, and those around it that are no classes."""
        yield self
        scope = self.parent
        while scope is not None:
            if scope.kind != "class":
                yield scope
            scope = scope.parent

    def inside(self, kind: Literal["class", "function"]) -> "Scope":
        """A scope in this one."""
        return Scope(kind, self, self.file, stores=set() if kind == "class" else self.stores)


@dataclass(frozen=True, slots=True)
class Place:
    """An expression worth a look, with the scope and the stretch in which it stands."""

    node: ast.expr
    scope: Scope
    stretch: Stretch


@dataclass(eq=False, slots=True)
class File:
    """One file, read."""

    path: str
    tree: ast.Module
    module: str = ""
    is_package: bool = False
    scope: Scope = field(init=False)
    body: Stretch = field(init=False)
    hint: Stretch = field(init=False)  # annotations: they use nothing
    functions: dict[str, list[Stretch]] = field(default_factory=dict)  # at the top of the file
    stars: list[str] = field(default_factory=list)  # modules of `from module import *`
    imports: list[tuple[Stretch, int, str, str]] = field(default_factory=list)  # line, as written, what it means
    names: list[Place] = field(default_factory=list)  # that are read
    chains: list[Place] = field(default_factory=list)  # `name.attribute.attribute`, and `getattr`
    calls: list[Place] = field(default_factory=list)
    assigned: list[tuple[ast.expr, Place]] = field(default_factory=list)  # the value, and the attribute `x.name`
    classes: list[tuple[ast.ClassDef, Scope, Stretch]] = field(default_factory=list)  # with its own scope
    numbers: list[Place] = field(default_factory=list)  # complex ones
    plain: set[int] = field(default_factory=set)  # nodes that give a module another name, or only ask about it
    called: set[int] = field(default_factory=set)  # nodes that are called
    defined: set[str] = field(default_factory=set)  # names that classes here give to methods and attributes
    visits: int = 0

    def __post_init__(self) -> None:
        parts = self.path.removesuffix(".py").split("/")
        self.is_package = parts[-1] == "__init__"
        self.module = ".".join(parts[:-1] if self.is_package else parts)
        self.scope = Scope("module", None, self)
        self.body, self.hint = Stretch(self), Stretch(self, why="a type hint uses nothing")

    def absolute(self, module: str | None, level: int) -> str:
        """The dotted name that `from ..module import` means in this file."""
        parts = self.module.split(".")
        parts = parts[: max(len(parts) - level + self.is_package, 0)] if level else []
        return short(".".join([*parts, *([module] if module else [])]))


def dotted(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """What a chain of attributes begins with, and the attributes: `torch.nn.Linear` is `torch` and the two others."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, names[::-1]


def shown(node: ast.expr) -> str:
    """A chain of attributes as it is written, cut to what fits a line; it begins with `…` where that is no name."""
    root, names = dotted(node)
    first = root.id if isinstance(root, ast.Name) else "…"
    return ".".join([first, *names[:LONGEST]])[:LONGEST_NAME]


def short(name: str) -> str:
    """A dotted name, cut where no list goes on."""
    return ".".join(name[:LONGEST_NAME].split(".")[:LONGEST])
