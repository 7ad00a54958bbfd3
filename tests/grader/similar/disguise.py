"""What a copyist does: other names, another order, other comments, no docstrings; a notebook; a mixture of two."""

import ast
import builtins
import keyword

from grader import settings
from grader.similar.tokens import attributes, names

KEPT = {
    *dir(builtins), *keyword.kwlist, *attributes(),
    *(name for text in settings.read().handed_out.texts() for name in names(text.decode())),
}  # fmt: skip


class Renaming(ast.NodeTransformer):
    """Every name of one's own gets another one."""

    def __init__(self, ending: str) -> None:
        self._ending = ending

    def _other(self, name: str) -> str:
        return name if name in KEPT or name.startswith("__") else f"{name}{self._ending}"

    def visit_Name(self, node):
        node.id = self._other(node.id)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        node.attr = self._other(node.attr)
        return node

    def visit_arg(self, node):
        node.arg, node.annotation = self._other(node.arg), None
        return node

    def visit_keyword(self, node):
        self.generic_visit(node)
        node.arg = node.arg and self._other(node.arg)
        return node

    def visit_FunctionDef(self, node):
        node.name, node.returns = self._other(node.name), None
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node):
        node.name = self._other(node.name)
        self.generic_visit(node)
        node.body = turned(node.body)
        return node


def turned(body: list[ast.stmt]) -> list[ast.stmt]:
    """Functions in another order, at the end; texts that say nothing gone."""
    functions = [each for each in body if isinstance(each, ast.FunctionDef)]
    others = [each for each in body if each not in functions]
    spoken = [each for each in others if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    return [*spoken, *reversed(functions)]


def disguised(texts: dict[str, str], ending: str = "_1") -> dict[str, str]:
    """A work in other words."""
    made = {}
    for path, text in texts.items():
        tree = Renaming(ending).visit(ast.parse(text))
        tree.body = turned(tree.body)
        lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
        made[path] = "\n".join(line for each in lines for line in (each, *["    # as I see it"] * (len(each) > 60)))
    return made
