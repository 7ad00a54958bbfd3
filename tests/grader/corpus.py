"""The folder of submissions: each says in `expected.json` what grading it must give.

base, edits    a copy of another submission with single places rewritten
score          exact                   loses    the exercises that lose points, exactly those
passes         tests that pass         kinds    outcomes allowed for its tests
hostile        run only behind walls   silent   words that must appear in no message
"""

import json
import shutil
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "submissions"
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))


def expected(name: str) -> dict[str, Any]:
    """What grading the submission must give."""
    found: dict[str, Any] = json.loads((HERE / name / "expected.json").read_text())
    return found


def build(name: str, folder: Path) -> Path:
    """The submission as a student would hand it in."""
    wanted, target = expected(name), folder / name
    shutil.copytree(
        HERE / wanted.get("base", name), target, ignore=shutil.ignore_patterns("expected.json", "__pycache__")
    )
    for edit in wanted.get("edits", ()):
        file = target / edit["file"]
        source = file.read_text()
        assert edit["from"] in source, f"{name}: {edit['file']} does not hold {edit['from']!r}"
        file.write_text(source.replace(edit["from"], edit["to"]))
    return target
