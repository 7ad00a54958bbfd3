"""docs/adding-a-suite.md, tried: a new file and a few lines in the rubric are graded."""

import re
import shutil
from pathlib import Path

from grader import settings
from grader.sandbox.sandbox import Sandbox
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal
from grader.testing import session
from handout.build import build
from tests.grader import corpus

ROOT = Path(__file__).parents[2]
SETTINGS = """package = "framework"
script = "test.py"
script_tests = []
words = {rule = "derivatives are written by hand", broken = "Whoever uses autograd"}
"""
GUIDE = ROOT / "docs" / "adding-a-suite.md"


def test_the_handout_knows_the_new_exercise(tmp_path: Path) -> None:
    suite, rows, listed = re.findall(r"```(?:python|toml)\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    for name in ("framework", "grader", "handout", "reference"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("test.py", "requirements.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "grader/assignment/suites/test_dropin.py").write_text(suite, "utf-8")
    (tmp_path / "handout/lessons/dropin.md").write_text("## Dropped in\n", "utf-8")
    for name, text in (("grader/assignment/rubric.toml", rows), ("handout/exercises.toml", listed)):
        (tmp_path / name).write_text((tmp_path / name).read_text("utf-8") + f"\n{text}", "utf-8")
    made = build(tmp_path)
    assert b"def test_positive" in made["checks/assignment/suites/test_dropin.py"]
    assert b"def test_negative" not in made["checks/assignment/suites/test_dropin.py"]


def test_the_guide(tmp_path: Path) -> None:
    (suite,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.S)
    rows, _ = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(), re.S)
    folder = tmp_path / "guide"
    (folder / "suites").mkdir(parents=True)
    for name in ("conftest.py", "pytest.ini"):
        (folder / "suites" / name).write_text((settings.DEFAULT / "suites" / name).read_text())
    (folder / "suites" / "test_dropin.py").write_text(suite)
    (folder / "rubric.toml").write_text(f'assignment = "guide"\ncap = 0.0\n{rows}')
    (folder / "assignment.toml").write_text(SETTINGS)
    guide = settings.read(folder)
    plain = corpus.build("plain", tmp_path)
    files = {f"framework/{path.name}": path.read_bytes() for path in (plain / "framework").glob("*.py")}
    for source, wanted in ((files, ["passed", "passed"]), ({"framework/__init__.py": b""}, ["failed", "blocked"])):
        outcomes = Journal(guide.rubric)
        with Sandbox(source, guide.settings.package) as sandbox:
            report = session.run(guide, lambda _, box=sandbox: box.student(), seed=1, journal=outcomes)
        assert [outcome.kind for outcome in outcomes] == wanted, [outcome.message for outcome in outcomes]
        assert report["summary"]["total"] == 2
        assert scorecard.score(guide.rubric, outcomes).score == (5.0 if "passed" in wanted else 0.0)
