"""The folder of submissions: each says in `expected.json` what grading it must give.

base           another submission that this one is laid over: its files replace the base's, but the lines of
               its framework/__init__.py follow the base's
edits          single places rewritten
score          exact                   loses    the exercises that lose points, exactly those
passes         tests that pass         silent   words that must appear in no message
kinds          the only outcomes of its tests
hostile        run only behind walls   about    what it does
archive        handed in packed, with what `archives` describes; links: name → target, in the folder
status, says   graded unless said otherwise, and words of the sentence for the student
"""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.grader import archives

HERE = Path(__file__).parent / "submissions"
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))


def expected(name: str) -> dict[str, Any]:
    """What grading the submission must give."""
    found: dict[str, Any] = json.loads((HERE / name / "expected.json").read_text())
    return found


def build(name: str, folder: Path) -> Path:
    """The submission as a student would hand it in."""
    wanted, target = expected(name), folder / name
    if "base" in wanted:
        build(wanted["base"], folder).rename(target)
    package = target / "framework" / "__init__.py"
    before = package.read_bytes() if package.exists() else b""
    shutil.copytree(
        HERE / name, target, ignore=shutil.ignore_patterns("expected.json", "__pycache__"), dirs_exist_ok=True
    )
    if before and (HERE / name / "framework" / "__init__.py").exists():
        package.write_bytes(before + b"\n\n" + package.read_bytes())
    for edit in wanted.get("edits", ()):
        file = target / edit["file"]
        source = file.read_text()
        assert edit["from"] in source, f"{name}: {edit['file']} does not hold {edit['from']!r}"
        file.write_text(source.replace(edit["from"], edit["to"]))
    for link, away in wanted.get("links", {}).items():
        (target / link).symlink_to(away)
    return archives.pack(wanted["archive"], target, target) if "archive" in wanted else target
