"""The assignment is refused in a sentence for each thing that is missing, unknown or contradicts another."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from grader import settings
from grader.__main__ import app
from grader.errors import BadAssignment
from grader.records import Kit, Layout
from tests.commands import ROOT, python

SETTINGS = """
package = "parts"
script = "run.py"
script_tests = ["small.test_b"]
[words]
rule = "derivatives are written by hand"
broken = "Whoever lets them be computed"
[derivatives]
names = ["Thing.backward"]
each = ["small.test_a"]
"""
RUBRIC = """
assignment = "small"
cap = 1.0
[exercises.small]
title = "Small"
points = 4.0
[exercises.small.tests]
test_a = {visibility = "visible", watched = ["Thing.backward"]}
test_b = {needs = ["test_a"]}
"""
SUITE = 'def test_a():\n    """First."""\n\n\ndef test_b():\n    """Second."""\n'


LISTS = '[library]\nplain = "math"\nmore = "re"\n'
WORDLESS = SETTINGS[: SETTINGS.index("[words]")] + SETTINGS[SETTINGS.index("[derivatives]") :]


def small(folder: Path, settings: str = SETTINGS, rubric: str = RUBRIC, lists: str | None = LISTS) -> Path:
    """The folder of an assignment of two tests."""
    if lists is not None:
        (folder / "rule.toml").write_text(lists)
    (folder / "suites").mkdir()
    (folder / "suites" / "test_small.py").write_text(SUITE)
    (folder / "assignment.toml").write_text(settings)
    (folder / "rubric.toml").write_text(rubric)
    return folder


def test_one_record_tells_the_engine_everything(tmp_path: Path) -> None:
    found = settings.read(small(tmp_path))
    assert found.layout == Layout("parts", "run.py")
    assert found.suites == tmp_path / "suites"
    assert found.script_tests == ("test_b",)
    assert found.settings.words.rule == "derivatives are written by hand"
    assert found.settings.exceptions == {}
    assert found.rubric.max_score == 4.0


def test_ours_is_whole() -> None:
    found = settings.read()
    assert found.layout == Layout("framework", "test.py")
    assert found.module("disks").SETTINGS
    assert found.folder == settings.DEFAULT


UNKNOWN, TYPE = "assignment.toml: .*unknown field", r"assignment.toml: .*`str`, got `int` - at `\$.package`"
WRONG = {  # in assignment.toml, in rubric.toml, what is said
    "a setting is missing": (("package =", "# package ="), (), "assignment.toml: .*`package`"),
    "words are missing": (("rule =", "# rule ="), (), r"assignment.toml: .*`rule` - at `\$.words`"),
    "an unknown key": (("script =", 'scirpt = "x"\nscript ='), (), f"{UNKNOWN} `scirpt`"),
    "an unknown key of a table": (("each =", "eech = []\neach ="), (), rf"{UNKNOWN} `eech` - at `\$.derivatives`"),
    "a wrong type": (('package = "parts"', "package = 3"), (), TYPE),
    "an empty name": (('package = "parts"', 'package = ""'), (), r"assignment.toml: .*length >= 1 - at `\$.package`"),
    "no TOML": (("[words]", "[words"), (), "assignment.toml: "),
    "a script test that is none": (("small.test_b", "small.test_c"), (), "script_tests names small.test_c, which"),
    "a script test without exercise": (("small.test_b", "test_b"), (), "script_tests names test_b, which rubric.toml"),
    "watched, yet unknown": ((), ('"Thing.backward"]', '"NoSuch.thing"]'), "small.test_a watches NoSuch.thing, .* kn"),
    "each of no test": (('each = ["small', 'each = ["large'), (), "derivatives.each names large.test_a, which"),
    "unjudged, yet no test": (("each =", 'unjudged = ["x"]\neach ='), (), "derivatives.unjudged names x, which"),
    "a slope of nothing": (("each =", "steepest = {Thong = 1}\neach ="), (), "derivatives.steepest names Thong, no"),
    "a slope times nothing": (("each =", 'times_argument = ["Thing.dw"]\neach ='), (), "names Thing.dw, none"),
    "needless for nothing": (
        ("each =", 'needless = [{of = ["Thong"], operations = ["x"]}]\neach ='), (), "derivatives.needless names Thong"
    ),
    "known, yet not watched": (('"Thing.backward"]', '"Thing.backward", "Thing.dw"]'), (), "watches Thing.dw"),
    "watched, and nothing known": (('names = ["Thing.backward"]', ""), (), "assignment.toml knows nothing"),
    "a rubric with an unknown key": ((), ("cap = 1.0", "cap = 1.0\ncup = 2"), "rubric.toml: .*unknown field `cup`"),
    "a rubric without a cap": ((), ("cap = 1.0", ""), "rubric.toml: .*`cap`"),
    "a rubric of a wrong type": ((), ("points = 4.0", 'points = "4"'), r"rubric.toml: .*`float`, got `str` - at"),
    "a test that is in no suite": ((), ("test_b =", "test_c ="), r"small: expected the same tests .*test_b.*test_c"),
    "an exercise without a suite": ((), ("exercises.small", "exercises.large"), "test_large.py: expected a readable"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_gets_a_sentence_that_names_it(what: str, tmp_path: Path) -> None:
    ours, theirs, words = WRONG[what]
    with pytest.raises(BadAssignment, match=words):
        settings.read(
            small(
                tmp_path, SETTINGS.replace(*ours) if ours else SETTINGS, RUBRIC.replace(*theirs) if theirs else RUBRIC
            )
        )


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("assignment.toml", "assignment.toml: expected the settings of an assignment .No such file"),
        ("rubric.toml", "rubric.toml: .*No such file"),
        ("suites/test_small.py", "test_small.py: expected a readable suite"),
    ],
)
def test_a_file_that_is_missing_is_named(gone: str, words: str, tmp_path: Path) -> None:
    (small(tmp_path) / gone).unlink()
    with pytest.raises(BadAssignment, match=words):
        settings.read(tmp_path)


@pytest.mark.parametrize("command", ["grade", "doctor", "bench", "batch", "report"])
def test_every_command_says_it_and_does_nothing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = small(tmp_path, SETTINGS.replace("small.test_b", "small.test_c"))
    monkeypatch.setenv(settings.CHOSEN, "")  # for the end
    more = ["--out", str(tmp_path / "out")] if command in ("grade", "batch") else []
    with pytest.raises(SystemExit) as end:
        app([command, str(tmp_path), "--assignment", str(broken), *more])
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert said == "assignment.toml: script_tests names small.test_c, which rubric.toml has not\n"
    assert not (tmp_path / "out" / "scores.json").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("rubric.toml", 'watched = ["Linear.backward"', 'watched = ["NoSuch.thing"', "NoSuch.thing"),
        ("assignment.toml", "[words]", '[word]\nx = ""\n[words]', "Object contains unknown field `word`"),
    ],
)  # fmt: skip
def test_grading_ends_with_the_sentence_and_status_2(file: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    """The real command, in a copy whose assignment somebody has edited."""
    for house in ("grader", "reference"):
        shutil.copytree(ROOT / house, tmp_path / house, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
    place = tmp_path / "grader" / "assignment" / file
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new, 1))
    done = python("-m", "grader", "grade", str(ROOT), "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_what_was_handed_out_is_known_where_it_was_noted(tmp_path: Path) -> None:
    folder = small(tmp_path)
    assert settings.read(folder).handed_out.get("parts/one.py") is None
    (folder / "handed_out.json").write_text('{"given": {"parts/one.py": "x = 1"}, "stubs": {"run.py": ""}}')
    found = settings.read(folder)
    assert (found.handed_out.get("parts/one.py"), found.handed_out.stubs) == (b"x = 1", {"run.py": b""})
    assert found.layout.handed_out is found.handed_out


@pytest.mark.parametrize("text", ["", "{}", '{"given": {}}', '{"given": {"a": 1}, "stubs": {}}'])
def test_what_was_handed_out_has_two_tables(tmp_path: Path, text: str) -> None:
    folder = small(tmp_path)
    (folder / "handed_out.json").write_text(text)
    with pytest.raises(BadAssignment, match=r"handed_out\.json: expected the tables given and stubs"):
        settings.read(folder)


def test_ours_was_handed_out_as_it_lies_in_the_handout() -> None:
    found = settings.read().handed_out
    for path, code in {**found.given, **found.stubs}.items():
        assert (ROOT / "handout" / "student" / path).read_bytes() == code
    assert set(found.given) & set(found.stubs) == set()


def test_a_folder_is_chosen_for_this_process_and_those_that_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(settings.CHOSEN, raising=False)
    assert settings.chosen() == settings.DEFAULT
    settings.choose(small(tmp_path))
    assert settings.read().settings.package == "parts"
    done = python("-c", "from grader import settings; print(settings.read().folder)", cwd=ROOT)
    assert done.stdout.strip() == str(tmp_path.resolve())
    settings.choose(settings.DEFAULT)
    assert settings.CHOSEN not in os.environ


def test_suites_find_their_own_assignment_under_one_name(tmp_path: Path) -> None:
    """And nothing of a former one is left: both may have a module of one name."""
    ours = settings.read(settings.DEFAULT)
    disks = ours.module("disks")
    other = settings.read(small(tmp_path))
    (tmp_path / "disks.py").write_text("from ..errors import BadAssignment\nSETTINGS = BadAssignment\n")
    assert other.module("disks").SETTINGS is BadAssignment
    assert ours.module("disks") is disks  # whoever holds it holds what suites see
    (tmp_path / "__init__.py").write_text("THEIRS = 1\n")
    other.seat()
    assert sys.modules[settings.PACKAGE].THEIRS == 1
    ours.seat()


RULES = {  # settings, the lists of a rule, what is said
    "words without a rule": (SETTINGS, None, r"expected no \[words\], since there is no rule.toml"),
    "a rule without words": (WORDLESS, LISTS, r"expected \[words\] on the rule, since there is a rule.toml"),
    "imports twice": ('imports = ["math"]\n' + SETTINGS, LISTS, r"expected no imports, since \[library\]"),
    "no script to test": (WORDLESS.replace('script = "run.py"', ""), None, "script_tests expects a script, and none"),
}


@pytest.mark.parametrize("what", RULES)
def test_a_rule_comes_with_its_words_and_imports(what: str, tmp_path: Path) -> None:
    said, lists, words = RULES[what]
    small(tmp_path, said, lists=lists)
    with pytest.raises(BadAssignment, match=words):
        settings.read(tmp_path)


def test_what_a_worker_has_ready(tmp_path: Path) -> None:
    assert settings.read(small(tmp_path)).kit == Kit(("math", "re"), ruled=True)
    (tmp_path / "rule.toml").unlink()
    (tmp_path / "assignment.toml").write_text('imports = ["json"]\n' + WORDLESS)
    found = settings.read(tmp_path)
    assert (found.kit, found.rule) == (Kit(("json",)), None)
    assert (found.solution, found.handout, found.right) == tuple(tmp_path / n for n in ("solution", "handout", "right"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('base = "jax"\n', "rule.toml: expected a base among torch, got 'jax'"),
        ('base = "torch"\n', "rule.toml: expected [submission] to say package and script"),
        ("base =\n", "rule.toml: Invalid value"),
    ],
)
def test_a_rule_that_cannot_be_read_is_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    small(tmp_path, lists=text)
    with pytest.raises(BadAssignment, match=re.escape(words)):
        settings.read(tmp_path)


def test_ours_lies_where_it_says() -> None:
    found = settings.read()
    assert (found.solution, found.handout) == (ROOT, ROOT / "handout")
    assert "math" in found.kit.library
    assert found.kit.ruled
