"""What honest students write is no finding; what looks like it and hides something is one.

The folder `habits` holds snippets, a line of three dashes between two: `framework.txt` and `script.txt` what must pass
in the package and in `test.py`, `hiding.txt` what must not pass in the package.
"""

from pathlib import Path

import pytest

from grader.screen import screen

HABITS = Path(__file__).parent / "habits"
PACKAGE = {
    "framework/__init__.py": b"from .module import *\nfrom .optimizers import *\n",
    "framework/module.py": b"class Module: ...\nclass Linear(Module): ...\nclass Sequential: ...\nclass Relu: ...\n",
    "framework/activations.py": b"class Relu: ...\n",
    "framework/losses.py": b"class MSELoss: ...\n",
    "framework/optimizers.py": b"class SGD: ...\n",
}


def snippets(name):
    return (HABITS / f"{name}.txt").read_text().removesuffix("\n").split("\n---\n")


@pytest.mark.parametrize("snippet", snippets("framework"))
def test_an_honest_habit_in_the_package_is_no_finding(snippet):
    assert screen(PACKAGE | {"framework/own.py": snippet.encode()}) == ()


@pytest.mark.parametrize("snippet", snippets("script"))
def test_an_honest_habit_in_the_script_is_no_finding(snippet):
    assert screen(PACKAGE | {"test.py": snippet.encode()}) == ()


@pytest.mark.parametrize("snippet", snippets("hiding"))
def test_a_hiding_place_is_a_finding(snippet):
    found = screen({"framework/__init__.py": snippet.encode()})
    assert found
    assert {finding.rule for finding in found} <= {"dynamic", "introspection", "class"}


def test_there_are_habits_enough_to_speak_of():
    assert len(snippets("framework")) >= 100
    assert len(snippets("script")) >= 30
    assert len(snippets("hiding")) >= 40


def test_numpy_prepares_pictures_in_the_script_and_has_no_place_in_the_package():
    plotting = b"import numpy as np\nprint(np.linspace(0, 1, 5).mean())\n"
    assert screen({"test.py": plotting}) == ()
    assert {finding.rule for finding in screen({"framework/a.py": plotting})} == {"import"}
    (slope,) = screen({"test.py": b"import numpy as np\nprint(np.gradient([1.0, 2.0]))\n"})
    assert slope.text == "np.gradient"


@pytest.mark.parametrize(
    "code",
    [
        'def f(x): return getattr(x, "backward")()',
        'def gather(x, name): return getattr(x, name)()\ngather(3, "back" + "ward")',
        "import torch\nclass S:\n    def enter_context(self, c): self.c = c\nS().enter_context(torch.no_grad())",
        "import torch\n_ = torch.set_grad_enabled(False)\n_.__exit__(None, None, None)",
        "def f(x): return (g := x.grad) is None",
        "def f(x): return x.grad is x.data",
        "def f(x): return x.grad is None is x.grad",
        "def f(x): return x.retain_grad is None",
        "import torch\nON = False\nON = True\ntorch.set_grad_enabled(ON)",
        # What a failed lookup carries along is the module that was looked at.
        "class A:\n    obj = None\ndef take(e): return e.obj\ntry: operator.no\nexcept AttributeError as e: take(e)",
        "class A:\n    obj = None\n    def take(e): return e.obj\ndef g(e): return A.take(e).attrgetter",
    ],
)
def test_what_could_reach_or_switch_on_autograd_is_a_finding(code):
    assert {finding.rule for finding in screen({"framework/__init__.py": code.encode()})} == {"autograd"}


@pytest.mark.parametrize(
    ("lender", "taker"),
    [
        ("import torch\n(Kind,) = (torch.Tensor,)", "from .a import Kind\nclass Watched(Kind): ..."),
        ("import torch\nmatch torch.Tensor:\n    case Kind: ...", "from . import a\nclass Watched(a.Kind): ..."),
        (
            "from pathlib import Path\nABC = Path",
            "from .a import ABC\nclass Own(ABC):\n    def look(self, name): return getattr(self, name)",
        ),
    ],
)
def test_what_a_class_is_built_on_is_known_across_files(lender, taker):
    assert screen({"framework/a.py": lender.encode(), "framework/b.py": taker.encode()})


@pytest.mark.parametrize("code", ["import test", "from test import slope", "import test as lent\nlent.slope"])
def test_the_package_takes_nothing_from_the_script_where_more_is_allowed(code):
    script = b"import numpy as np\ndef slope(x): return (np.exp(x + 1e-6) - np.exp(x - 1e-6)) / 2e-6\n"
    assert screen({"test.py": script}) == ()
    assert {finding.rule for finding in screen({"test.py": script, "framework/a.py": code.encode()})} == {"import"}
