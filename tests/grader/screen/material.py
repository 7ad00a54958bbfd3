"""Snippets to screen, from text files: a line of three dashes between two, `=== path` before a file of its own.

A line that must be a violation ends in `#!`. A snippet without a path stands in the package, which imports it.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGE = {
    "framework/__init__.py": "from .module import *\nfrom .optimizers import *\nfrom .own import *\n",
    "framework/module.py": "class Module: ...\nclass Linear(Module): ...\nclass Sequential: ...\nclass Relu: ...\n",
    "framework/activations.py": "class Relu: ...\n",
    "framework/losses.py": "class MSELoss: ...\n",
    "framework/optimizers.py": "class SGD: ...\n",
    "framework/own.py": "",
}


def snippets(name: str) -> list[str]:
    return (HERE / f"{name}.txt").read_text("utf-8").removesuffix("\n").split("\n---\n")


def submission(snippet: str, default: str = "framework/own.py") -> dict[str, bytes]:
    head, *parts = re.split(r"^=== (\S+)\n", snippet, flags=re.MULTILINE)
    own = dict(zip(parts[::2], parts[1::2], strict=True)) if parts else {default: head}
    return {path: text.encode() for path, text in (PACKAGE | own).items()}


def marked(files: dict[str, bytes]) -> set[tuple[str, int]]:
    """The lines that must be violations."""
    lines = [(path, number, line) for path, code in files.items() for number, line in enumerate(code.splitlines(), 1)]
    return {(path, number) for path, number, line in lines if line.rstrip().endswith(b"#!")}
