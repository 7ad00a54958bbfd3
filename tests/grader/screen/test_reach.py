"""What runs, and what does not: there, what is forbidden is a remark."""

import pytest

from grader.screen import screen

BAD = "import torch.nn\n"
IN_A_FUNCTION = "def f():\n    import torch.nn\n"


def kinds(files):
    return [finding.kind for finding in screen({path: text.encode() for path, text in files.items()})]


@pytest.mark.parametrize(
    "files",
    [
        {"framework/__init__.py": BAD},
        {"framework/__init__.py": "from . import a\n", "framework/a.py": BAD},
        {"framework/__init__.py": "from .a import x\n", "framework/a.py": "from .b import x\n", "framework/b.py": BAD},
        {"framework/__init__.py": "from .a.b import x\n", "framework/a/__init__.py": BAD, "framework/a/b.py": ""},
        {"framework/__init__.py": "", "test.py": "import framework.side\n", "framework/side.py": BAD},
        {"framework/__init__.py": "", "test.py": "import helpers\n", "helpers.py": BAD},
        {"framework/__init__.py": "", "test.py": f"if __name__ == '__main__':\n    {BAD}"},
        {"framework/__init__.py": IN_A_FUNCTION + "f()\n"},
        {"framework/__init__.py": IN_A_FUNCTION + "class A:\n    g = staticmethod(f)\n"},
        {"framework/__init__.py": "from .a import f\n", "framework/a.py": IN_A_FUNCTION},
        {"framework/__init__.py": "from . import a\ndef g(): a.f()\ng()\n", "framework/a.py": IN_A_FUNCTION},
        {"framework/__init__.py": "def __getattr__(name):\n    import torch.nn\n"},
        {"framework/__init__.py": "def f():\n    from . import a\nf()\n", "framework/a.py": BAD},
        {"framework/linear.py": BAD},
        {"framework/own.py": BAD},
        {"framework/linear.py": BAD, "test.py": ""},
        {"framework/__init__.py": "def f(:\n", "framework/linear.py": BAD, "test.py": ""},
        {"framework/__init__.py": "class A:\n    def nobody_calls_it(self):\n        import torch.nn\n"},
    ],
)
def test_what_runs_is_a_violation(files):
    assert "violation" in kinds(files)


@pytest.mark.parametrize(
    "files",
    [
        {"framework/__init__.py": "", "framework/side.py": BAD},
        {"framework/__init__.py": "", "test.py": "", "side.py": BAD},
        {"framework/__init__.py": "", "framework/a.py": "from . import b\n", "framework/b.py": BAD},
        {"framework/__init__.py": f"if __name__ == '__main__':\n    {BAD}"},
        {"framework/__init__.py": f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {BAD}"},
        {"framework/__init__.py": f"if False:\n    {BAD}"},
        {"framework/__init__.py": IN_A_FUNCTION},
        {"framework/__init__.py": IN_A_FUNCTION + "def g(): f()\n"},
        {"framework/__init__.py": IN_A_FUNCTION + "if __name__ == '__main__':\n    f()\n"},
        {"framework/__init__.py": "def f():\n    from . import a\n", "framework/a.py": BAD},
        {"framework/__init__.py": "import torch\ndef f(x: torch.nn.Module) -> torch.nn.Module: ...\nf(1)\n"},
        {"framework/__init__.py": "import torch\nx: torch.nn.Module\n"},
        {"framework/side.py": BAD, "test.py": ""},
        {
            "framework/__init__.py": "",
            "test.py": "import helpers\n",
            "helpers.py": f"if __name__ == '__main__':\n    {BAD}",
        },
    ],
)
def test_what_does_not_run_is_one_remark(files):
    assert kinds(files) == ["remark"]


def test_a_side_file_that_compares_is_one_remark_for_each_rule():
    side = (
        "import torch\nfrom torch import nn\n"
        + "x = nn.Linear(2, 2)\n" * 20
        + "torch.zeros(1, requires_grad=True)\nimport os\n"
    )
    found = screen({"framework/__init__.py": b"", "framework/side.py": side.encode()})
    assert [(f.line, f.rule, f.kind) for f in found] == [(2, "ready-made", "remark"), (23, "autograd", "remark")]
    assert "no file that runs imports it" in found[0].message
