"""Who asks for gradients."""

import pytest

from grader.screen import screen


def kinds(code):
    return [f.kind for f in screen({"framework/__init__.py": f"import torch\n{code}\n".encode()})]


@pytest.mark.parametrize(
    "code",
    ["torch.zeros(3, requires_grad=True)", "torch.zeros(3, requires_grad=1)", "torch.ones(2).new_zeros(3, requires_grad=True)",
     "x = torch.zeros(3)\nx.requires_grad = True", "x = torch.zeros(3)\nsetattr(x, 'requires_grad', True)",
     "torch.zeros(3).requires_grad_()", "def f(x): x.requires_grad_(True)\nf(1)", "torch.zeros(3).sum().backward()",
     "torch.Tensor.backward(1)", "torch.Tensor.requires_grad_(1)",
     "class A:\n    def requires_grad_(self): ...\ntorch.zeros(3).requires_grad_()"],
)  # fmt: skip
def test_of_a_tensor_it_is_a_violation(code):
    assert kinds(code) == ["violation"]


@pytest.mark.parametrize(
    "code",
    ["torch.zeros(3, requires_grad=flag)", "f(3, requires_grad=True)", "x.requires_grad = True",
     "x = torch.zeros(3)\nx.requires_grad = flag", "torch.zeros(3).requires_grad_(flag)", "x.requires_grad_(flag)",
     "import functools\nfunctools.partial(torch.zeros, requires_grad=True)"],
)  # fmt: skip
def test_in_doubt_it_is_a_remark(code):
    assert kinds(code) == ["remark"]


@pytest.mark.parametrize(
    "code",
    ["torch.zeros(3, requires_grad=False)", "x.requires_grad = False", "x.requires_grad_(False)", "x.backward()",
     "torch.zeros(3).requires_grad_(requires_grad=False)", "x.grad.zero_()", "x.grad", "torch.zeros(3).backward",
     "class P:\n    def __init__(self, **k): self.requires_grad = True\nP(requires_grad=True)\np.requires_grad = True",
     "class P:\n    def requires_grad_(self): ...\nP().requires_grad_()", "self.x.backward(g)", "f(requires_grad=flag)",
     "class P:\n    def __getattr__(self, name): ...\nP().requires_grad_()", "x = y = Loss()\nx.backward(); y.backward()"],
)  # fmt: skip
def test_of_ones_own_it_is_nothing(code):
    assert kinds(code) == []
