"""The version and what it stands for: whoever changes what gives a score is asked whether a score may change.

    python -m tests.version    notes in `version.toml` that VERSION, as it stands now, covers the sources as they are

Comments, docstrings and layout count for nothing here; `report/fingerprint.py` is stricter, since it has no one to ask.
"""

import ast
import hashlib
import re
import sys
import tomllib
from pathlib import Path

import grader
from grader.report.sources import ROOT, grading

NOTED = Path(__file__).with_name("version.toml")
ASIDE = "grader/__init__.py"  # the map and VERSION itself
TEXT = """# What the version stands for; written by `python -m tests.version`, asked for by tests/test_version.py.
version = "{version}"
sources = "{sources}"
python = "{python}"
"""
ASK = """What gives a score has changed since this was noted for version {version}.
May a right or a wrong solution get another score now?
  yes: raise VERSION in grader/__init__.py, add its heading to CHANGELOG.md, then run  python -m tests.version
  no:  run  python -m tests.version"""


def sources() -> str:
    """Sixteen hex digits of what a grading consists of, without comments and docstrings."""
    digest = hashlib.sha256()
    for name, path in sorted(grading().items()):
        if name != ASIDE:
            digest.update(f"{name}\0{meaning(path)}\0".encode())
    return digest.hexdigest()[:16]


def meaning(path: Path) -> str:
    """A file's text, as far as it does something."""
    text = path.read_text("utf-8")
    if path.suffix == ".toml":
        return repr(tomllib.loads(text))
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def python() -> str:
    """Whose `ast.unparse` it was."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def headings() -> list[str]:
    """The versions that CHANGELOG.md tells of, newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+)\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def main() -> int:
    """Note it, if the changelog knows the version."""
    if headings()[:1] != [grader.VERSION]:
        sys.stderr.write(f"CHANGELOG.md: expected its first heading to be ## {grader.VERSION}, got {headings()[:1]}\n")
        return 1
    NOTED.write_text(TEXT.format(version=grader.VERSION, sources=sources(), python=python()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
