"""Imports, and names of the library."""

import pytest

from grader.screen import screen


def found(code, path="framework/__init__.py"):
    return [(f.line, f.rule, f.text, f.kind[0]) for f in screen({path: code.encode()})]


def test_an_alias_is_told_by_its_own_name():
    at_import, at_use = screen({"framework/a.py": b"import torch.nn.functional as F\n\n\nx = F.relu(1)\n"})
    assert (at_import.line, at_use.line, at_use.text) == (1, 4, "F.relu")
    assert (
        at_use.message
        == "`F.relu` is torch.nn.functional.relu. Write max(0, x) with `clamp` or `where`: `x.clamp(min=0)`."
    )
    assert not at_import.message.startswith("`")


LINES = """from torch import (
    Tensor,
    nn,
)
import torch

weight = torch.zeros(
    3,
    requires_grad=True,
)
slope = (
    torch.sigmoid(weight)
    .sum()
    .backward()
)
layer = (torch
    .nn
    .Linear(2, 3))
"""


def test_a_finding_in_a_statement_over_several_lines_names_the_line_of_the_word():
    assert [(line, rule) for line, rule, *_ in found(LINES)] == [
        (3, "ready-made"), (9, "autograd"), (14, "autograd"), (18, "ready-made"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import os", "import"), ("import numpy as np", "import"), ("import logging", "import"), ("import pickle", "import"),
        ("import matplotlib.pyplot as plt", "import"), ("from pandas import DataFrame", "import"),
        ("import importlib", "dynamic"), ("import inspect", "introspection"), ("import cmath", "complex"),
        ("import sys", "import"), ("from operator import attrgetter", "dynamic"), ("import decimal", "approximation"),
        ("import torch.hub", "torch"), ("import torch\ntorch.hub.load", "torch"), ("import torch\ntorch._C", "torch"),
        ("import torch\ntorch.gradient", "approximation"), ("import torch\ntorch.complex64", "complex"),
        ("import torch\ntorch.enable_grad()", "autograd"), ("import torch\ntorch.autograd.no_grad()", "autograd"),
        ("import torch\nx = [torch]", "dynamic"), ("import torch\nf(torch)", "dynamic"),
        ("import torch\ntorch.Tensor._make_subclass", "torch"), ("eval('1')", "dynamic"), ("exec('1')", "dynamic"),
        ("breakpoint()", "debugging"), ("__import__('x')", "dynamic"), ("globals()", "dynamic"),
        ("map(getattr, x)", "dynamic"), ("import functools\nfunctools.partial(setattr, x, 'y')", "dynamic"),
        ("import sys\nsys.modules", "introspection"),
    ],
)  # fmt: skip
def test_what_a_solution_does_not_need_is_a_remark(code, rule):
    *_, last = found(code)
    assert (last[1], last[3]) == (rule, "r")


@pytest.mark.parametrize(
    "code",
    ["import torch\nt = torch", "import torch\nhasattr(torch, 'nan')", "import torch.linalg", "import math, typing, random",
     "from re import compile\ncompile('x')", "def exec(x): ...\nexec(1)", "import torch\ntorch.__version__",
     "from .nn import Linear", "import framework.nn", "from framework.autograd import grad",
     "import torch\ntorch.Tensor.exp", "import torch\ntorch.set_grad_enabled(False)"],
)  # fmt: skip
def test_what_a_solution_may_say_is_not(code):
    assert found(code) == []


@pytest.mark.parametrize(("code", "said"), [
    ("import numpy, os, pandas, threading", ["import pandas"]), ("import importlib", ["import importlib"]),
    ("import torch\ntorch.gradient; torch.hub; 1j", []), ("import subprocess", ["import subprocess"]),
    ("import torch.nn", ["import torch.nn"]), ("import helpers", ["import helpers"]),
])  # fmt: skip
def test_the_script_may_import_more(code, said):
    assert [text for _, _, text, _ in found(code, "test.py")] == said
    assert found("import helpers", "test.py") == [(1, "import", "import helpers", "r")]  # which is not there
