"""What breaks the rule is named at its line; what is right is not, however it is written."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from grader.screen import Finding, screen
from grader.screen.run import MOST, unparsable
from tests.grader import corpus
from tests.grader.autograd.collection import HERE as TRICKS_HERE
from tests.grader.autograd.collection import TRICKS, solution
from tests.grader.autograd.collection import submission as trick_submission
from tests.grader.screen.material import ROOT, marked, snippets, submission

STYLES = ("plain", "one_file_slots", "einsum", "dataclasses", "terse", "defensive", "registry", "loops", "deep_package",
          "like_torch_nn", "one_buffer", "draws_a_figure", "background")  # fmt: skip
RIGHT = {"right": "framework/own.py", "habits_package": "framework/own.py", "habits_script": "test.py"}
CASES = [(name, number) for name in RIGHT for number in range(len(snippets(name)))]


def violations(found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.kind == "violation"]


def style(name: str, folder: Path) -> dict[str, bytes]:
    built = corpus.build(name, folder)
    paths = [*built.glob("framework/**/*.py"), *built.glob("*.py")]
    return {path.relative_to(built).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize(("name", "number"), CASES)
def test_what_is_right_is_no_violation(name, number):
    files = submission(snippets(name)[number], RIGHT[name])
    assert all(ast.parse(code) for code in files.values())
    assert violations(screen(files)) == []


@pytest.mark.parametrize("number", range(len(snippets("breaches"))))
def test_a_plain_breach_is_a_violation_at_each_of_its_lines(number):
    files = submission(snippets("breaches")[number])
    found = {(finding.file, finding.line) for finding in violations(screen(files))}
    assert found == marked(files)
    assert found


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_gets_the_findings_it_expects(trick):
    files, expected = trick_submission(trick)
    found = {(f.file, f.line, f.rule, f.kind) for f in screen(files)}
    assert found == {(f["file"], f["line"], f["rule"], f["kind"]) for f in expected["findings"]}
    assert any(kind == "violation" for *_, kind in found) == (expected["seen_by"] == "screen")
    assert expected["seen_by"] in {"screen", "walls", "arithmetic", "nothing"}


def test_the_collections_are_large_enough():
    assert len(TRICKS) >= 150
    assert len(snippets("right")) >= 60
    assert len(snippets("breaches")) >= 40
    assert {path.name for path in TRICKS_HERE.iterdir() if path.is_dir()} >= set(TRICKS)


@pytest.mark.parametrize("name", STYLES)
def test_a_right_submission_has_no_violation(name, tmp_path):
    assert violations(screen(style(name, tmp_path))) == []


def test_right_submissions_have_few_remarks(tmp_path):
    names = [name for name in STYLES if name != "background"]  # which is hostile
    found = [screen(style(name, tmp_path / name)) for name in names if (tmp_path / name).mkdir() is None]
    found += [screen(submission(snippets(name)[number], RIGHT[name])) for name, number in CASES]
    assert sum(map(len, found)) / len(found) <= 0.3
    assert screen(solution()) == ()


@pytest.mark.parametrize("number", range(len(snippets("hiding"))))
def test_what_hides_a_name_costs_nothing(number):
    assert violations(screen({"framework/__init__.py": snippets("hiding")[number].encode()})) == []


def test_findings_are_in_reading_order_and_bounded():
    code = b"import torch\n" + b"".join(b"x%d = torch.nn.Linear(%d, 1)\nimport os%d\n" % (k, k, k) for k in range(500))
    found = screen({"framework/__init__.py": code, "test.py": b"import torch.nn\n"})
    assert list(found) == sorted(found)
    assert len(violations(found)) == MOST
    assert len(found) == 2 * MOST


def test_a_file_that_is_no_python_has_no_findings_and_is_named():
    files = {"framework/a.py": b"def f(:\n", "framework/b.py": b"x = 1\0"}
    assert screen(files) == ()
    assert [line.partition(": ")[0] for line in unparsable(files)] == ["framework/a.py:1", "framework/b.py:1"]


@pytest.mark.parametrize("code", [None, b"def f(:\n"])
def test_what_comes_from_a_file_that_is_missing_or_no_python_is_no_foreign_name(code):
    files = solution() | {"framework/losses.py": code, "framework/figure.py": code}
    assert screen({path: text for path, text in files.items() if text is not None}) == ()


def test_a_file_called_as_the_library_has_no_effect():
    files = {"framework/__init__.py": b"import torch.nn\n", "torch.py": b"nn = 1\n"}
    assert [finding.line for finding in violations(screen(files))] == [1]


def test_the_screen_needs_no_torch():
    program = "import sys, grader.screen; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
