"""The page about extending the framework holds what it says: its code is run, block after block."""

import re
from pathlib import Path

import pytest
import torch

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"


@pytest.fixture(autouse=True)
def _leave_torch_as_it_was():
    yield
    torch.set_default_dtype(torch.float32)


def blocks():
    return re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_page_has_a_layer_a_loss_and_an_optimizer():
    code = "".join(blocks())
    assert all(f"({base})" in code for base in ("Activation", "Loss", "Optimizer"))


def test_its_code_runs_and_its_claims_hold():
    exec(compile("".join(blocks()), str(PAGE), "exec"), {"__name__": "extending"})  # noqa: S102  our own page


def test_the_gradient_check_of_the_page_sees_a_wrong_derivative():
    wrong = "".join(blocks()[:2]).replace("torch.where(v > 0, 1.0, self.slope)", "torch.where(v > 0, 1.0, 0.5)")
    with pytest.raises(AssertionError):
        exec(compile(wrong, str(PAGE), "exec"), {"__name__": "extending"})  # noqa: S102  our own page
