"""What an assignment's folder lacks, or says twice in two ways, is said in a sentence."""

import json
from pathlib import Path

import pytest

from grader import settings
from grader.checkup.folder import faults
from tests.grader.test_settings import RUBRIC, SETTINGS, small

EXERCISES = '[small]\nfiles = ["parts/one.py"]\nwrite = ["one"]\n'
MUTANT = '[one_is_two]\nabout = "one is two"\nhint = "one"\nedits = [["parts/one.py", "1", "2"]]\n'
RULE = '[library]\nplain = "math"\n[submission]\npackage = "parts"\nscript = "run.py"\n'
FILES = {
    "suites/conftest.py": "", "suites/pytest.ini": "[pytest]\n", "rule.toml": RULE,
    "solution/parts/__init__.py": "", "solution/parts/one.py": "one = 1\n", "solution/run.py": "",
    "handout/exercises.toml": EXERCISES, "handout/lessons/intro.md": "", "handout/lessons/given.md": "",
    "handout/lessons/hand-in.md": "", "handout/lessons/small.md": "![it](pictures/it.svg)\n",
    "handout/lessons/pictures/it.svg": "", "handout/student/parts/one.py": "one = 0\n",
    "handed_out.json": json.dumps({"given": {}, "stubs": {"parts/one.py": "one = 0\n"}}),
    "mutants/small.toml": MUTANT, "right/plain/parts/one.py": "one = 1\n",
}  # fmt: skip


def whole(folder: Path) -> Path:
    """An assignment that lacks nothing."""
    small(folder, SETTINGS, RUBRIC)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(autouse=True)
def _chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.CHOSEN, str(tmp_path))


def said(folder: Path) -> list[str]:
    return list(faults(settings.read(folder)))


def test_nothing_is_said_of_one_that_is_whole(tmp_path: Path) -> None:
    assert said(whole(tmp_path)) == []


def test_nothing_is_said_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.CHOSEN)
    assert said(settings.DEFAULT) == []


WRONG = {  # the file that goes or is written, its text, what is said
    "no conftest": ("suites/conftest.py", None, "suites/conftest.py is missing: the suites run by it"),
    "no solution": ("solution/run.py", None, "solution/run.py is missing: a solution of full marks is expected there"),
    "another package": (
        "rule.toml", RULE.replace('"parts"', '"ports"'),
        "rule.toml: [submission] calls the package 'ports', assignment.toml 'parts'",
    ),
    "no list": ("handout/exercises.toml", None, "handout/exercises.toml is missing: it lists what students write, exe"),
    "not listed": ("handout/exercises.toml", "", "handout/exercises.toml lists no small, which rubric.toml grades"),
    "unknown exercise": (
        "handout/exercises.toml", EXERCISES + "[more]\n",
        "handout/exercises.toml lists more, which rubric.toml does not grade",
    ),
    "unknown file": (
        "handout/exercises.toml", EXERCISES.replace("one.py", "won.py"),
        "handout/exercises.toml: small fills in parts/won.py, which the solution has not",
    ),
    "no lesson": ("handout/lessons/small.md", None, "handout/lessons/small.md is missing: the notebook holds it"),
    "no picture": (
        "handout/lessons/pictures/it.svg", None, "handout/lessons/small.md shows pictures/it.svg, which is not there"
    ),
    "not built": ("handed_out.json", None, "handed_out.json is missing, so that nothing stands in"),
    "out of step": ("handout/student/parts/one.py", "", "handout/student/parts/one.py differs from what handed_out."),
    "no mistakes": ("mutants/small.toml", None, "mutants/small.toml holds no mistake: nobody knows what the tests of"),
    "a mistake of nothing": (
        "mutants/large.toml", MUTANT.replace("one_is", "won_is"),
        "mutants/large.toml: won_is_two speaks of large, which rubric.toml does not grade",
    ),
    "a mistake that is gone": (
        "mutants/small.toml", MUTANT.replace('"1"', '"7"'),
        "mutants/small.toml: one_is_two: mutant one_is_two: expected parts/one.py to hold this text once",
    ),
    "a hint that is none": (
        "mutants/small.toml", MUTANT.replace('hint = "one"', 'hint = "("'),
        "mutants/small.toml: one_is_two: its hint is no regular expression",
    ),
    "a mistake of an unknown shape": ("mutants/small.toml", "[one]\nedit = 1\n", "mutants/small.toml: Object "),
    "no right solution": ("right/plain/parts/one.py", None, "right/plain: there is no package parts/ with"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said(what: str, tmp_path: Path) -> None:
    name, text, words = WRONG[what]
    place = whole(tmp_path) / name
    if text is None:
        place.unlink()
    else:
        place.write_text(text)
    assert any(each.startswith(words) for each in said(tmp_path)), said(tmp_path)
