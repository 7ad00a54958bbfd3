"""Scripts that train and scripts that do not, all run for real: no right one is blamed, each wrong one is told why."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.assignment.carry import Parts
from grader.assignment.suites import test_training as suite
from grader.assignment.watching import WATCH
from grader.records import ScriptRun
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.testing.mismatch import Mismatch
from tests.commands import ROOT

SCRIPTS = Path(__file__).parent / "scripts"
BASE = (SCRIPTS / "base.py.txt").read_text("utf-8")
RIGHT, WRONG = (tomllib.loads((SCRIPTS / f"{name}.toml").read_text("utf-8")) for name in ("right", "wrong"))
PACKAGE = {f"framework/{path.name}": path.read_bytes() for path in (ROOT / "framework").glob("*.py")}


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(unsafe=True) as zygote:
        yield zygote


def text(case: dict[str, Any]) -> str:
    """The script of a case."""
    script = case.get("source", BASE)
    for old, new in case.get("edits", ()):
        assert old in script, old
        script = script.replace(old, new)
    return str(script)


class Counted:
    """A student who has scripts alone, and counts how often one is run."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self.runs = sandbox, 0

    def script(self, name: str, arguments: tuple[str, ...] = (), seconds: Any = None, watch: Any = None) -> ScriptRun:
        self.runs += 1
        return self._sandbox.script(name, arguments, seconds, watch)


def judge(zygote: Zygote, case: dict[str, Any], *arguments: str) -> int:
    """Judge the script of a case as the suite does; how often it was run."""
    beside = {name: source.encode() for name, source in case.get("files", {}).items()}
    with Sandbox({**PACKAGE, **beside, "test.py": text(case).encode()}, "framework", zygote=zygote) as sandbox:
        student, runs = Counted(sandbox), dict[str, ScriptRun]()
        parts = Parts(student, {})
        errors = suite.check_script(student, runs, WATCH, *arguments)
        suite.check_deeds(student, parts, runs, WATCH, errors, *arguments)
    return student.runs


@pytest.mark.parametrize("name", RIGHT)
def test_a_script_that_trains_is_not_blamed(name: str, zygote: Zygote) -> None:
    assert judge(zygote, RIGHT[name]) <= 2


@pytest.mark.parametrize("name", ["base", "adam_and_class_indices", "steps_by_hand", "full_batch", "raw_points"])
def test_one_run_settles_what_is_plain(name: str, zygote: Zygote) -> None:
    assert judge(zygote, RIGHT[name], "--disk", "course") == 1


@pytest.mark.parametrize("name", WRONG)
def test_a_script_that_does_not_is_told_why(name: str, zygote: Zygote) -> None:
    with pytest.raises(Mismatch) as caught:
        judge(zygote, WRONG[name])
    assert re.search(WRONG[name]["hint"], caught.value.hint), caught.value.hint
