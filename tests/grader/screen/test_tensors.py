"""A tensor without a doubt, and everything that leaves one."""

import ast

import pytest

from grader.screen.rule import read_rule
from grader.screen.run import walked
from grader.screen.tensors import MOST, Tensors


def certain(code, expression):
    text = f"import torch\nimport torch.nn.functional as F\n{code}\n{expression}\n"
    project = walked({"framework/a.py": ast.parse(text)}, read_rule())
    (file,) = project.files.values()
    return Tensors(project).certain(file.tree.body[-1].value, file.scope)


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        ("", "torch.zeros(3)"),
        ("", "torch.Tensor([1])"),
        ("", "torch.zeros(3).view(-1).sum()"),
        ("", "F.mse_loss(a, b)"),
        ("x = torch.ones(2)", "-x[0] + 1"),
        ("x = torch.ones(2)", "2 * x.T ** y"),
        ("x = torch.ones(2)\nx = x + 1\nx *= y", "x"),
        ("x = torch.ones(2)\nfor i in z: x = x + i", "x.clone().requires_grad_()"),
        ("x = torch.ones(2)\ny = x\nz = y", "z.exp_()"),
        ("from torch import zeros as z", "z(3)"),
        ("", "(x := torch.ones(1))"),
    ],
)
def test_what_flows_from_the_library_is_certain(code, expression):
    assert certain(code, expression)


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        ("", "x"),
        ("", "model(x)"),
        ("", "torch.max(x, 1)"),
        ("", "torch.zeros(3).tolist()"),
        ("", "torch.zeros(3).numpy"),
        ("", "y + torch.zeros(3)"),
        ("", "torch.zeros(3) > 1"),
        ("", "torch.no_grad()"),
        ("x = torch.ones(2)\nx = Loss()", "x"),
        ("x = torch.ones(2)\nfor x in y: pass", "x"),
        ("x = torch.ones(2)\nx, y = z", "x"),
        ("x = x + 1", "x"),
        ("a = b\nb = a", "a"),
        ("x = torch.ones(2)\nx >>= y", "x"),
        ("class N:\n    def __radd__(self, x): return self", "torch.zeros(3)"),
        ("class N:\n    def __torch_function__(self, x): return self", "torch.zeros(3)"),
        ("class N(torch.Tensor): ...", "torch.zeros(3)"),
        ("class N: ...\nN.__radd__ = f", "torch.zeros(3)"),
        ("x = torch.ones(2)", "x if a else torch.zeros(3)"),
        ("def f(x=torch.zeros(3)): ...", "x"),
    ],
)
def test_where_there_is_a_doubt_it_is_not(code, expression):
    assert not certain(code, expression)


def test_the_number_of_questions_is_bounded():
    code = "x0 = torch.ones(1)\n" + "".join(f"x{i + 1} = (x{i} + y) + (x{i} + y)\n" for i in range(300))
    project = walked({"framework/a.py": ast.parse("import torch\n" + code)}, read_rule())
    (file,) = project.files.values()
    tensors = Tensors(project)
    for statement in file.tree.body[1:]:
        tensors.certain(statement.value, file.scope)
    assert MOST - tensors._left < 20 * 300
