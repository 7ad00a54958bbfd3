"""The walk: one pass over a syntax tree, each node once, however deep the tree is.

A handler notes what its kind of node binds, opens or uses; nothing is judged here.
"""

import ast
from collections.abc import Callable, Sequence

from .rule import Rule
from .source import LONGEST_NAME, File, Imported, Place, Scope, Stretch, Value, dotted, short

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
NEVER = {"ctx", "op", "ops", "type_comment"}  # fields that hold nothing to look at


class Walk:
    """The pass over one file. `todo` holds the nodes that are left, the next one at the end."""

    def __init__(self, file: File, rule: Rule) -> None:
        self.file, self.rule = file, rule
        self.runs = file.path == rule.script  # `if __name__ == "__main__"` is true there
        self.todo: list[tuple[ast.AST, Scope, Stretch]] = []
        self._push(file.tree.body, file.scope, file.body)
        while self.todo:
            node, scope, stretch = self.todo.pop()
            handler = _HANDLERS.get(type(node))
            if handler is None:
                self._children(node, scope, stretch)
            else:
                handler(self, node, scope, stretch)

    def _push(self, nodes: "Sequence[ast.AST | None]", scope: Scope, stretch: Stretch) -> None:
        """Look at the nodes next, in their order; names that are read, and numbers and texts, at once."""
        self.file.visits += len(nodes)
        for node in reversed(nodes):
            if type(node) is ast.Constant:
                if type(node.value) is complex:
                    self.file.numbers.append(Place(node, scope, stretch))
            elif type(node) is ast.Name and type(node.ctx) is ast.Load:
                stretch.names.add(node.id)
                self.file.names.append(Place(node, scope, stretch))
            elif node is not None:
                self.todo.append((node, scope, stretch))

    def _children(self, node: ast.AST, scope: Scope, stretch: Stretch) -> None:
        found: list[ast.AST] = []
        for name in node._fields:
            if name not in NEVER:
                value = getattr(node, name, None)
                if type(value) is list:
                    found += [item for item in value if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST):
                    found.append(value)
        self._push(found, scope, stretch)

    # --- what opens a scope, or a stretch ---

    def _function(self, node: Function, scope: Scope, stretch: Stretch) -> None:
        arguments, inside = node.args, stretch
        inner = Scope("function", scope, self.file)
        singles = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *singles):
            inner.bind(argument.arg, None)
            self._push([argument.annotation], scope, self.file.hint)
        if isinstance(node, ast.Lambda):
            self._push([node.body], inner, inside)
        else:
            scope.bind(node.name, self._own(node.name))
            if scope.kind == "class":
                self.file.defined.add(node.name)
            elif scope is self.file.scope and not stretch.why:
                inside = Stretch(self.file)
                self.file.functions.setdefault(node.name, []).append(inside)
            self._push(node.body, inner, inside)
            self._push([node.returns], scope, self.file.hint)
            self._push(node.decorator_list, scope, stretch)
        self._push([*arguments.defaults, *arguments.kw_defaults], scope, stretch)

    def _class(self, node: ast.ClassDef, scope: Scope, stretch: Stretch) -> None:
        scope.bind(node.name, self._own(node.name))
        inner = Scope("class", scope, self.file)
        self.file.classes.append((node, inner, stretch))
        self._push(node.body, inner, stretch)
        self._push([*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)], scope, stretch)

    def _own(self, name: str) -> str:
        return f"{self.file.module}.{name}"

    def _comprehension(self, node: Comprehension, scope: Scope, stretch: Stretch) -> None:
        inner = Scope("comprehension", scope, self.file)
        parts: list[ast.AST] = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for generator in node.generators:
            parts += [generator.target, *generator.ifs]
        self._push(parts, inner, stretch)
        self._push([generator.iter for generator in node.generators[1:]], inner, stretch)
        self._push([node.generators[0].iter], scope, stretch)

    def _if(self, node: ast.If, scope: Scope, stretch: Stretch) -> None:
        why = "" if stretch.why else self._idle(node.test)
        self._push(node.orelse, scope, stretch)
        self._push(node.body, scope, Stretch(self.file, why=why) if why else stretch)
        self._push([node.test], scope, stretch)

    def _idle(self, test: ast.expr) -> str:
        """Why what stands under the condition never runs, if that is certain."""
        match test:
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
                return "`TYPE_CHECKING` is false while it runs"
            case ast.Constant(value=value) if not value:
                return "the condition is false"
            case ast.Compare(
                left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]
            ) if not self.runs:
                return "nobody starts this file as a program"
        return ""

    # --- what binds a name ---

    def _bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Note an assignment to a name or an attribute; the parts of a tuple are bound by `_name`."""
        if isinstance(target, ast.Name):
            scope.bind(target.id, value)
            if scope.kind == "class":
                self.file.defined.add(target.id)
            elif isinstance(value, ast.expr):
                self.file.plain.add(id(value))

    def _assign(self, node: ast.Assign, scope: Scope, stretch: Stretch) -> None:
        for target in node.targets:
            self._bind(target, node.value, scope)
            if isinstance(target, ast.Attribute):
                self.file.assigned.append((node.value, Place(target, scope, stretch)))
        self._push([node.value, *(t for t in node.targets if not isinstance(t, ast.Name))], scope, stretch)

    def _annotated(self, node: ast.AnnAssign, scope: Scope, stretch: Stretch) -> None:
        if node.value or scope.kind == "class":
            self._bind(node.target, node.value, scope)
        self._push([node.annotation], scope, self.file.hint)
        self._push([node.value, None if isinstance(node.target, ast.Name) else node.target], scope, stretch)

    def _augmented(self, node: ast.AugAssign, scope: Scope, stretch: Stretch) -> None:
        self._bind(node.target, node, scope)
        self._push([node.value, None if isinstance(node.target, ast.Name) else node.target], scope, stretch)

    def _walrus(self, node: ast.NamedExpr, scope: Scope, stretch: Stretch) -> None:
        self._bind(node.target, node.value, scope.body())
        self._push([node.value], scope, stretch)

    def _import(self, node: ast.Import, scope: Scope, stretch: Stretch) -> None:
        for alias in node.names:
            path, top = short(alias.name), alias.name.partition(".")[0]
            scope.bind(alias.asname or top, path if alias.asname else short(top))
            self._note(alias, path, f"import {path}", stretch)

    def _import_from(self, node: ast.ImportFrom, scope: Scope, stretch: Stretch) -> None:
        module = self.file.absolute(node.module, node.level)
        written = "." * node.level + short(node.module or "")
        for alias in node.names:
            path = module if alias.name == "*" else short(f"{module}.{alias.name}")
            if alias.name == "*":
                self.file.stars.append(module)
            else:
                scope.bind(alias.asname or alias.name, path)
                stretch.names.add(alias.name)
            self._note(alias, path, f"from {written} import {alias.name}", stretch)

    def _note(self, alias: ast.alias, path: str, text: str, stretch: Stretch) -> None:
        named = f" as {alias.asname}" if alias.asname else ""
        stretch.imports.append(path)
        self.file.imports.append(Imported(alias, path, (text + named)[:LONGEST_NAME], stretch))

    def _global(self, node: ast.Global, scope: Scope, _: Stretch) -> None:
        scope.elsewhere.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope, _: Stretch) -> None:
        for name in node.names:  # bound further out, too: there it can mean more than one thing
            for outer in scope.outward():
                if outer.kind == "function":
                    outer.bind(name, None)

    def _handler(self, node: ast.ExceptHandler, scope: Scope, stretch: Stretch) -> None:
        if node.name:
            scope.bind(node.name, None)
        self._children(node, scope, stretch)

    def _pattern(self, node: "ast.MatchAs | ast.MatchStar | ast.MatchMapping", scope: Scope, stretch: Stretch) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            scope.bind(name, None)
        self._children(node, scope, stretch)

    # --- what uses a name ---

    def _name(self, node: ast.Name, scope: Scope, _: Stretch) -> None:
        scope.bind(node.id, None)  # `for name in`, `with ... as name`, `a, b = ...`, `del name`

    def _attribute(self, node: ast.Attribute, scope: Scope, stretch: Stretch) -> None:
        root, names = dotted(node)
        stretch.names.update(names)
        if isinstance(root, ast.Name):
            stretch.names.add(root.id)
            self.file.chains.append(Place(node, scope, stretch))
            if isinstance(node.ctx, ast.Store) and len(names) == 1 and self.rule.has("hiding", "oneself", root.id):
                self._sets(names[0], scope)
        else:
            self.file.attributes.append(Place(node, scope, stretch))
            self._push([root], scope, stretch)

    def _sets(self, name: str, scope: Scope) -> None:
        self.file.defined.add(name)
        owner = scope.owner()
        if owner is not None:
            owner.stores.add(name)

    def _call(self, node: ast.Call, scope: Scope, stretch: Stretch) -> None:
        self.file.calls.append(Place(node, scope, stretch))
        if isinstance(node.func, ast.Name) and self.rule.has("hiding", "askers", node.func.id):
            self.file.plain.update(id(argument) for argument in node.args)
        self.file.called.add(id(node.func))
        self._children(node, scope, stretch)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.FunctionDef: Walk._function, ast.AsyncFunctionDef: Walk._function, ast.Lambda: Walk._function,
    ast.ClassDef: Walk._class, ast.If: Walk._if,
    ast.ListComp: Walk._comprehension, ast.SetComp: Walk._comprehension,
    ast.DictComp: Walk._comprehension, ast.GeneratorExp: Walk._comprehension,
    ast.Assign: Walk._assign, ast.AnnAssign: Walk._annotated, ast.AugAssign: Walk._augmented,
    ast.NamedExpr: Walk._walrus, ast.Import: Walk._import, ast.ImportFrom: Walk._import_from,
    ast.Global: Walk._global, ast.Nonlocal: Walk._nonlocal, ast.ExceptHandler: Walk._handler,
    ast.MatchAs: Walk._pattern, ast.MatchStar: Walk._pattern, ast.MatchMapping: Walk._pattern,
    ast.Name: Walk._name, ast.Attribute: Walk._attribute, ast.Call: Walk._call,
}  # fmt: skip
