"""How a submission uses its classes and methods, collected before any rule is asked (rules/own.py asks)."""

import ast
from dataclasses import dataclass, field

from .scopes import Scope, Source

ENDLESS = 1000  # arguments, as far as anybody can tell from `*arguments`


@dataclass(slots=True)
class Uses:
    """How a submission uses classes and methods: whether a method could be given another object for `self`."""

    bases: dict[str, set[str]] = field(default_factory=dict)  # class → what it is built on, the last names
    other: set[str] = field(default_factory=set)  # names that are bound to anything by other than a class statement
    based_on: list[ast.expr] = field(default_factory=list)  # every base of a class
    makers: dict[str, list[ast.expr]] = field(default_factory=dict)  # class → its metaclass, if one is named
    read: set[str] = field(default_factory=set)  # every name that stands after a dot
    uncalled: set[str] = field(default_factory=set)  # those that are not called at once
    passed_on: set[str] = field(default_factory=set)  # names that class bodies read, or that are written as a string
    most_arguments: dict[str, int] = field(default_factory=dict)  # of calls `x.name(...)`: positional ones
    keywords: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # every bare name that is read or imported
    makes_classes: bool | None = None  # other than by class statements, once somebody asked
    computed: set[str] | None = None  # strings that arguments can be without being written there, once somebody asked

    def note(self, node: ast.AST, scope: Scope, source: Source) -> None:
        """Add what one node says."""
        if isinstance(node, ast.Name | ast.alias) and not isinstance(getattr(node, "ctx", None), ast.Store):
            self.names.add(node.id if isinstance(node, ast.Name) else node.name)
        match node:
            case ast.alias(name=former, asname=str() as name) if name != former:
                self.other.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str() as name):
                self.other.add(name)
            case ast.ClassDef(name=name, bases=bases, keywords=keywords):
                self.bases.setdefault(name, set()).update(map(last_name, bases))
                self.based_on += bases
                makers = [keyword.value for keyword in keywords if keyword.arg in {"metaclass", None}]
                self.makers.setdefault(name, []).extend(makers)
            case ast.Attribute(attr=name, ctx=ast.Load()):
                self.read.add(name)
                parent = source.parent[node]
                if not (isinstance(parent, ast.Call) and parent.func is node):
                    self.uncalled.add(name)
            case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=keywords):
                open_end = any(isinstance(a, ast.Starred) for a in arguments) or any(not k.arg for k in keywords)
                self.most_arguments[name] = max(
                    ENDLESS if open_end else len(arguments), self.most_arguments.get(name, 0)
                )
            case ast.keyword(arg=str() as name):
                self.keywords.add(name)
            case ast.Name(id=name, ctx=ast.Load()) if scope.kind == "class":
                self.passed_on.add(name)
            case ast.Constant(value=str() as name):
                self.passed_on.add(name)
            case ast.MatchClass(kwd_attrs=names):
                self.passed_on |= set(names)


def last_name(base: ast.expr) -> str:
    """`Cell` for `Cell`, `module.Cell` and `Cell[T]`."""
    match base:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=generic):
            return last_name(generic)
    return ""
