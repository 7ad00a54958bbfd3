import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from grader.screen import screen
from grader.screen.tables import tables
from tests.grader.autograd.collection import ROOT, TRICKS, solution, submission

HONEST = ("plain", "one_file_slots", "einsum", "dataclasses", "terse", "defensive")


SNIPPETS = [
    "def f(layer, g):\n    grad = layer.backward(g)\n    return grad",
    "def f(loss, p, t):\n    return loss.backward(p, t)",
    "class A:\n    def backward(self, g):\n        return super().backward(g)",
    "class P:\n    def __init__(self, data):\n        self.data, self.grad = data, None\n    def zero(self):\n        self.grad.zero_()",
    "# autograd, loss.backward(), torch.nn\nNOTE = 'no autograd here: requires_grad stays False'",
    "import torch\nx = torch.zeros(3, requires_grad=False)\ntorch.set_grad_enabled(False)",
    "import torch\nwith torch.no_grad():\n    y = torch.ones(2)\n@torch.inference_mode()\ndef f():\n    return 1",
    "class A:\n    __slots__ = ('_w',)\n    def __call__(self, x):\n        return self._w\n    def __repr__(self):\n        return f'{self.__class__.__name__}'",
    "class A:\n    kinds = []\n    def __init_subclass__(cls, **kwargs):\n        super().__init_subclass__(**kwargs)\n        cls.kinds.append(cls)",
    "class A:\n    b = None\n    def f(self):\n        return hasattr(self, 'b') and getattr(self, 'b', None)",
    "class A:\n    def f(self):\n        return [getattr(self, name) for name in ('w', 'b')]",
    "class A:\n    def __init__(self, **kwargs):\n        for key, value in kwargs.items():\n            setattr(self, key, value)",
    "class A:\n    def __init__(self):\n        super(A, self).__init__()\n        self.__w = 1\n    def f(self):\n        return self.__w",
    "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n    x: int\n    y: list = field(default_factory=list)\n    def __post_init__(self):\n        object.__setattr__(self, 'x', 2)",
    "import functools\ndef d(f):\n    @functools.wraps(f)\n    def g(*args, **kwargs):\n        return f(*args, **kwargs)\n    return g",
    "import torch\ndef f(x, t):\n    return torch.zeros(len(t), 3).scatter_(1, t.view(-1, 1), 1), torch.finfo(x.dtype).eps",
    "import torch\noptions = {'dtype': torch.float64}\nx = torch.empty(3, **options)",
    "from torch import Tensor, empty\ndef f(x: Tensor) -> type[Tensor]:\n    return type(x)",
    "def f(x):\n    match x:\n        case [a, b]:\n            return a @ b\n        case {'k': v}:\n            return v\n        case int(n):\n            return n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from matplotlib.axes import Axes\ndef f(axes: 'Axes') -> None:\n    axes.plot()",
    "import torch\nx = torch.ones(2)\nassert not x.requires_grad\nprint(x.data_ptr(), x.untyped_storage(), x.as_strided((1,), (1,)))",
    "from enum import Enum\nfrom abc import ABC, abstractmethod\nfrom numbers import Real\nimport warnings, math, itertools\nif __name__ == '__main__':\n    print(math.pi)",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_gets_the_findings_it_expects(trick):
    files, expected = submission(trick)
    found = {(f.file, f.line, f.rule) for f in screen(files)}
    assert found == {(f["file"], f["line"], f["rule"]) for f in expected["findings"]}
    assert bool(found) == (expected["seen_by"] == "screen")


def test_the_collection_is_large_enough():
    assert len(TRICKS) >= 50


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_an_honest_habit_is_no_finding(snippet):
    assert screen({"framework/__init__.py": snippet.encode()}) == ()


def test_the_own_solution_has_no_findings():
    assert screen(solution()) == ()


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_submission_has_no_findings(name):
    folder = ROOT / "tests/grader/submissions" / name
    paths = [*folder.glob("framework/**/*.py"), folder / "test.py"]
    assert screen({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}) == ()


def test_every_listed_torch_name_exists():
    for module, names in tables(script=True).members.items():
        if module == "torch":
            assert {name for name in names if not hasattr(torch, name)} == set()


def test_a_finding_says_where_and_what_to_write():
    code = b"import torch.nn.functional as F\n\n\ndef f(x):\n    return F.relu(x)\n"
    (at_import, at_use) = screen({"framework/a.py": code})
    assert (at_import.line, at_use.line, at_use.text) == (1, 5, "F.relu")
    assert "clamp" in at_use.message


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
    found = [(f.line, f.rule, f.text.partition("(")[0]) for f in screen({"framework/a.py": LINES.encode()})]
    assert found == [
        (3, "ready-made", "nn"),
        (9, "autograd", "requires_grad=True"),
        (14, "autograd", "torch.sigmoid"),
        (18, "ready-made", "torch.nn.Linear"),
    ]


def test_a_file_that_is_no_python_has_no_findings():
    assert screen({"framework/a.py": b"def f(:\n", "framework/b.py": b"x = 1\0"}) == ()


@pytest.mark.parametrize("code", [None, b"def f(:\n"])
def test_what_comes_from_a_file_that_is_missing_or_no_python_is_no_foreign_name(code):
    files = solution() | {"framework/losses.py": code, "framework/figure.py": code}
    assert screen({path: text for path, text in files.items() if text is not None}) == ()


def test_a_file_nested_too_deeply_is_a_finding():
    (finding,) = screen({"framework/a.py": b"x = " + b"-" * 3000 + b"1"}) or [None]
    assert finding is not None
    assert finding.rule == "unchecked"


@pytest.mark.parametrize(("code", "status"), [("x = 1\n", 0), ("import numpy\n", 1), (None, 2)])
def test_the_command_answers_by_its_exit_status(tmp_path, code, status):
    if code is not None:
        (tmp_path / "framework").mkdir()
        Path(tmp_path, "framework/__init__.py").write_text(code)
    command = [sys.executable, "-m", "grader.screen", str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == status


def test_the_screen_needs_no_torch():
    program = "import sys, grader.screen; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_submission_is_screened_in_50_ms_of_cpu():
    files = solution()
    best = min(_seconds(files) for _ in range(5))  # measured: 26 to 32 ms for 1,080 lines
    assert best <= 0.05


def _seconds(files):
    start = time.process_time()
    screen(files)
    return time.process_time() - start


def test_expected_files_are_complete():
    for trick in TRICKS:
        expected = json.loads((ROOT / "tests/grader/autograd" / trick / "expected.json").read_text())
        assert set(expected) == {"title", "replaces", "engine", "seen_by", "findings"}
