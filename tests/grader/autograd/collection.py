"""Ways to get a derivative without writing it: each folder is laid over the project's own solution.

`expected.json` says what the trick `replaces`, whether it needs autograd's `engine`, who sees it (`seen_by`), and what
the screen finds, with a kind each. The `screen` sees what is written out beyond doubt; a trick that it only remarks on,
or says nothing of, is for the worker's `walls`, which see whatever runs. What rough `arithmetic` sees earns nothing in
the tests that aim at the derivative, and costs nothing elsewhere. `nothing`: see docs/no-autograd.md.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TRICKS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.json").is_file())


def solution() -> dict[str, bytes]:
    """The project's own solution, as a submission."""
    paths = [*(ROOT / "framework").glob("*.py"), ROOT / "test.py"]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def submission(trick: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a trick's submission, and what is expected of it."""
    expected = json.loads((HERE / trick / "expected.json").read_text())
    files = solution()
    for path in (HERE / trick).glob("*.py"):
        files[path.name if path.name == "test.py" else f"framework/{path.name}"] = path.read_bytes()
    if expected["replaces"]:
        files["framework/__init__.py"] += exporting(expected["replaces"])
    return files, expected


def exporting(names: list[str]) -> bytes:
    """The line that lets a package export `names` from its file `trick.py`."""
    return f"from framework.trick import {', '.join(names)}\n".encode()
