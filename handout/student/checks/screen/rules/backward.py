"""Rule on `.backward`: a layer's and a loss's own is the exercise, a tensor's is autograd."""

import ast
from collections.abc import Iterator

from ..submission import File, Remark
from ..tables import Advice

ENGINE = Advice(
    "autograd",
    "A tensor's backward() is autograd. "
    "Call your own: `loss.backward(prediction, target)`, then `model.backward(gradient)`.",
)
MAKES_TENSORS = frozenset(
    """abs add addmm clamp clone contiguous cos cosh detach div dot double exp expm1 float forward gather half item
    log log1p log_softmax logsumexp matmul max mean min mm mul mv neg new_ones new_zeros norm pow predict prod
    relu reshape sigmoid sin sinh softmax sqrt square squeeze std sub sum t tanh to transpose unsqueeze var view
    where""".split()  # noqa: SIM905
)
"""Methods whose result is a tensor, `forward` by the contract."""


def backward(node: ast.Attribute, file: File) -> Iterator[Remark]:
    """`owner.backward`, called or not."""
    call = file.is_called(node)
    if is_tensor(node.value, file) or (call and not fits_own(node.value, call, file)):
        yield call or node, ENGINE


def fits_own(owner: ast.expr, call: ast.Call, file: File) -> bool:
    """Whether a `backward` of the submission can take these arguments."""
    habits = file.habits
    if any(keyword.arg and keyword.arg not in habits.backward_arguments for keyword in call.keywords):
        return False
    own = isinstance(owner, ast.Name) and owner.id in {"self", "cls"}
    own |= isinstance(owner, ast.Call) and file.means(owner.func, "builtins.super")
    return bool(call.args or call.keywords) or own or habits.backward_alone


def is_tensor(node: ast.expr | None, file: File, depth: int = 8) -> bool:
    """Whether the expression is clearly a tensor, or torch's class of tensors."""
    if node is None or not depth:
        return False
    if any(path.startswith("torch.") for path in file.paths(node)):
        return True
    match node:
        case ast.BinOp() | ast.UnaryOp(op=ast.USub()):
            return not file.habits.attributes & {"__add__", "__mul__", "__sub__", "__neg__"}
        case ast.Call(func=function):
            return makes_tensor(function, file)
        case ast.Attribute(attr="__class__", value=owner):
            return not isinstance(owner, ast.Name) or owner.id not in {"self", "cls"}
        case ast.Attribute(attr="data" | "T"):
            return True
        case ast.NamedExpr(value=inner) | ast.Subscript(value=ast.Name() as inner):
            return is_tensor(inner, file, depth - 1)
        case ast.Name():
            bindings = file.project.bindings(node.id, file.scope(node))
            return any(binding.how == "value" and is_tensor(binding.node, file, depth - 1) for binding in bindings)
    return False


def makes_tensor(function: ast.expr, file: File) -> bool:
    """Whether what the call gives is clearly a tensor, or a class that may be torch's."""
    if file.means(function, "builtins.type"):
        call = file.is_called(function)
        subject = call.args[0] if call and call.args else None
        return not (isinstance(subject, ast.Name) and subject.id in {"self", "cls"})
    if any(path.startswith("torch.") for path in file.paths(function)):
        return True
    return isinstance(function, ast.Attribute) and function.attr in MAKES_TENSORS - own_makers(file)


def own_makers(file: File) -> frozenset[str]:
    """Methods of the submission that only share a tensor method's name; a `forward` gives a tensor in any case."""
    return frozenset(file.habits.attributes) - {"forward", "predict"}
