"""The oracle's answers, against what can be worked out on paper."""

import ast
import sys
from pathlib import Path

import pytest
import torch

from reference import oracle
from reference.case import Case

ROOT = Path(__file__).parents[2]


def test_one_linear_layer_on_paper():
    case = Case((2, 1), batch_size=2)
    weights = [torch.tensor([[1.0, 2.0]]).double(), torch.tensor([0.5]).double()]
    x, target = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).double(), torch.tensor([[0.5], [0.5]]).double()
    got = oracle.answer(case, weights, x, target)
    assert got.prediction.tolist() == [[1.5], [2.5]]
    assert float(got.loss) == 2.5
    assert got.input_gradient.tolist() == [[1.0, 2.0], [2.0, 4.0]]
    assert [g.tolist() for g in got.gradients] == [[[1.0, 2.0]], [3.0]]
    (w, b) = oracle.trained(Case((2, 1), lr=0.1), weights, [(x, target)])
    torch.testing.assert_close(w, torch.tensor([[0.9, 1.8]]).double())
    torch.testing.assert_close(b, torch.tensor([0.2]).double())


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_it_answers_whatever_autograd_is_set_to(mode):
    case = Case(steps=3, activation="softmax", loss="cross-entropy")
    with mode():
        weights, batches = oracle.draw_weights(case), oracle.draw_batches(case)
        got = oracle.answer(case, weights, *batches[0])
        after = oracle.trained(case, weights, batches)
    assert not any(t.requires_grad for t in (*weights, got.prediction, got.loss, *got.gradients, *after))


def test_the_seed_decides_weights_and_batches():
    one, again, other = Case(seed=1, steps=2), Case(seed=1, steps=2), Case(seed=2, steps=2)
    for a, b, c in zip(*(oracle.draw_weights(case) for case in (one, again, other)), strict=True):
        assert torch.equal(a, b)
        assert not torch.equal(a, c)
    assert len(oracle.draw_batches(one)) == 2
    assert torch.equal(oracle.draw_batches(one)[1][0], oracle.draw_batches(again)[1][0])


def test_the_vector_jacobian_product_of_any_function():
    x, y, g = torch.randn(3), torch.randn(3), torch.randn(3)
    dx, dy = oracle.vjp(lambda a, b: a * b, [x, y], g)
    assert torch.equal(dx, g * y)
    assert torch.equal(dy, g * x)


@pytest.mark.parametrize("name", ["case", "twin", "oracle", "closeness"])
def test_what_the_grader_trusts_imports_torch_alone(name):
    tree = ast.parse((ROOT / "reference" / f"{name}.py").read_text(encoding="utf-8"))
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    foreign = {m for m in imported if m.split(".")[0] not in {"torch", *sys.stdlib_module_names}}
    assert foreign <= {"reference.case", "reference.twin", "reference.closeness"}
