"""No name of torch is allowed or refused by oversight: `reviewed.toml` lists them all."""

import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import torch

from grader.screen import screen
from grader.screen.tables import tables, words

REVIEWED = tomllib.loads((Path(__file__).parent / "reviewed.toml").read_text())
HARMLESS, REFUSED = (words(REVIEWED["tensor"][key]) for key in ("harmless", "refused"))
NOT_ON_THE_LIST = words(REVIEWED["torch"]["refused"])
MODULES = words("""
    accelerator backends backends.cuda backends.cuda.matmul backends.cudnn backends.mps cuda linalg mps random special
    testing types utils utils.data version""")
ALLOWED = tables(script=False).members["torch"]


def found(code):
    return screen({"framework/a.py": code.encode()})


def test_every_name_on_a_tensor_was_looked_at():
    assert set(dir(torch.Tensor)) == HARMLESS | REFUSED
    assert not HARMLESS & REFUSED


def test_every_name_of_torch_was_looked_at():
    modules = {name for name, value in vars(torch).items() if isinstance(value, ModuleType)}  # more as others import
    assert set(dir(torch)) - modules == (NOT_ON_THE_LIST | ALLOWED) - modules
    assert not NOT_ON_THE_LIST & ALLOWED


def test_the_modules_below_torch_that_may_be_named_are_few_and_known():
    below = {path for path in tables(script=True).members if path.startswith("torch.")}
    assert below == {f"torch.{name}" for name in MODULES}


def test_what_is_harmless_on_a_tensor_passes_and_the_rest_does_not():
    lines = [f"def f{k}(x):\n    return x.{name}(x, 2)\n" for k, name in enumerate(sorted(HARMLESS))]
    assert found("".join(lines)) == ()
    for name in sorted(REFUSED):
        assert found(f"def f(x):\n    return x.{name}(x, 2)\n"), name


@pytest.mark.parametrize(
    "way", ["import torch\nx = torch.{}", "from torch import {} as y", "import torch as t\nt.{}()"]
)
def test_what_is_not_on_the_list_is_refused_however_it_is_named(way):
    modules = {name for name in dir(torch) if f"torch.{name}" in tables(script=False).members}
    for name in sorted(NOT_ON_THE_LIST - modules - {"__name__", "__doc__", "__file__"}):
        assert found(way.format(name)), name
