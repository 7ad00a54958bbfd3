"""What a name stands for, if that is certain."""

import ast

import pytest

from grader.screen.rule import read_rule
from grader.screen.run import walked

TOOLS = {
    "framework/__init__.py": "from .tools import *\nfrom .Linear import Linear\nimport torch as engine\n",
    "framework/tools.py": "import torch as t\nfrom torch import nn as layers\nfrom .deep.er import F\ndef own(): ...\n",
    "framework/deep/er.py": "import torch.nn.functional as F\n",
    "framework/Linear.py": "import torch\nclass Linear: ...\n",
}


def meaning(code, expression, files=TOOLS, path="framework/a.py"):
    """What the expression means at the end of the file."""
    texts = files | {path: f"{code}\n{expression}\n"}
    project = walked({name: ast.parse(text) for name, text in texts.items()}, read_rule())
    file = next(file for file in project.files.values() if file.path == path)
    return project.path(file.tree.body[-1].value, file.scope)


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import torch", "torch.nn.Linear", "torch.nn.Linear"),
        ("import torch.nn.functional as F", "F.relu", "torch.nn.functional.relu"),
        ("import torch.nn", "torch", "torch"),
        ("from torch import nn as n", "n.Linear", "torch.nn.Linear"),
        ("import torch\nt = torch\nn = t.nn", "n.Linear", "torch.nn.Linear"),
        ("import torch", "(t := torch).nn", "torch.nn"),
        ("import torch", "getattr(torch, 'nn').Linear", "torch.nn.Linear"),
        ("import torch\ndef getattr(a, b): ...", "getattr(torch, 'nn').Linear", None),
        ("import torch\nt = torch\nt = 1", "t.nn", None),
        ("import torch\nt = torch if x else y", "t.nn", None),
        ("t = t", "t.nn", None),
        ("a = b\nb = a", "a.nn", None),
        ("from .tools import t", "t.nn", "torch.nn"),
        ("from framework.tools import layers as l", "l.Linear", "torch.nn.Linear"),
        ("from . import tools", "tools.t.nn", "torch.nn"),
        ("import framework", "framework.tools.F.relu", "torch.nn.functional.relu"),
        ("import framework", "framework.engine.nn", "torch.nn"),
        ("import framework.tools as x", "x.layers", "torch.nn"),
        ("from .tools import *", "t.nn", "torch.nn"),
        ("from . import *", "F.relu", "torch.nn.functional.relu"),
        ("from .tools import *", "own", "framework.tools.own"),
        ("import framework", "framework.Linear", "framework.Linear.Linear"),
        ("from . import Linear", "Linear.backward", "framework.Linear.Linear.backward"),
        ("from .missing import nn", "nn.Linear", "framework.missing.nn.Linear"),
        ("from torch import *", "zeros", "torch.zeros"),
        ("from torch import *", "nn", None),
        ("from numpy import *", "zeros", None),
        ("from torch import *\nfrom numpy import *", "zeros", None),
        ("from torch import *\nimport numpy as np", "np.random.uniform", "numpy.random.uniform"),
        ("", "eval", "builtins.eval"),
        ("from torch import *", "eval", "builtins.eval"),
        ("def eval(): ...", "eval", "framework.a.eval"),
    ],
)
def test_a_name_means_what_all_of_its_bindings_mean(code, expression, expected):
    assert meaning(code, expression) == expected


def test_a_chain_of_aliases_is_followed_a_bounded_way():
    def chain(length):
        return "import torch\nx0 = torch\n" + "".join(f"x{i + 1} = x{i}\n" for i in range(length))

    assert meaning(chain(10), "x10.nn") == "torch.nn"
    assert meaning(chain(200), "x200.nn") is None


def test_a_circle_of_star_imports_ends():
    files = {"framework/b.py": "from .a import *\nimport torch as t\n", "framework/c.py": "from .b import *\n"}
    assert meaning("from .c import *", "t.nn", files) == "torch.nn"


def test_a_module_imports_itself_under_its_own_name():
    assert meaning("from .a import x", "x.nn") == "framework.a.x.nn"
