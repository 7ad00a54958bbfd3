"""Rule on values that are written out: complex numbers, and `requires_grad` as a key or an argument."""

import ast
from collections.abc import Iterator

from ..submission import File, Remark, is_false
from ..tables import Advice

COMPLEX = Advice("complex", "Complex numbers are not needed. Write the derivative by hand with real tensors.")
TRACKED = Advice(
    "autograd", "Autograd stays off. Keep a gradient tensor beside the parameter and fill it in `backward`."
)


def is_true(node: ast.AST | None) -> bool:
    """Whether the expression is the literal True."""
    return isinstance(node, ast.Constant) and node.value is True


def literal(node: ast.Constant, file: File) -> Iterator[Remark]:
    """`1j`; in `np.mgrid[0:1:50j]` it counts points."""
    parent = file.parent(node)
    counts = file.script and isinstance(parent, ast.Slice) and parent.step is node
    if isinstance(node.value, complex) and not counts:
        yield node, COMPLEX


def keyword(node: ast.keyword, _: File) -> Iterator[Remark]:
    """`requires_grad=True`; False asks for nothing."""
    if node.arg == "requires_grad" and not is_false(node.value):
        yield node, TRACKED


def dictionary(node: ast.Dict, file: File) -> Iterator[Remark]:
    """`{"requires_grad": True}`, as in `torch.zeros(3, **options)`."""
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None and "requires_grad" in (file.strings(key) or ()) and not is_false(value):
            yield node, TRACKED


def subscript(node: ast.Subscript, file: File) -> Iterator[Remark]:
    """`options["requires_grad"] = True`."""
    if isinstance(node.ctx, ast.Store) and "requires_grad" in (file.strings(node.slice) or ()):
        parent = file.parent(node)
        if not (isinstance(parent, ast.Assign) and is_false(parent.value)):
            yield node, TRACKED
