"""Stubs: the signature, the types and the docstring of every public method, and one exception that names it."""

import ast
import subprocess
import sys

from handout.exercises import table
from handout.stubs import stubbed, unbound
from tests.handout.student import FILES, ROOT, STUDENT, copy
from tests.handout.test_secrets import functions

FORMULAS = (
    "gᵀ x", "g w", "σ(v) σ(−v)", "σ(1 − σ)", "1 / cosh²", "1 − tanh²", "∂L/∂y · f′(x)", "1 where v > 0",
    "sᵢ (δᵢⱼ − sⱼ)", "s · (g −", "2/(N·C) (p − t)", "1/N (softmax(z)",
)  # fmt: skip
"""Of the way back, finished: the lessons derive them."""
SAYS = [pair for entry in table(ROOT / "handout" / "exercises.toml").values() for pair in entry.get("says", ())]
FILLED = [file for files in FILES.values() for file in files]


def test_a_stub_promises_what_the_solution_keeps():
    for file in FILLED:
        ours = functions((ROOT / file).read_text("utf-8"))
        for name, stub in functions((STUDENT / file).read_text("utf-8")).items():
            whole, docstring = ours[name], ast.get_docstring(stub)
            if ast.dump(stub) == ast.dump(whole):
                continue  # handed out whole
            assert ast.unparse(stub.args) == ast.unparse(whole.args), name
            assert ast.dump(stub.returns) == ast.dump(whole.returns), name
            assert squeezed(docstring or "") == squeezed(said_in_stubs(ast.get_docstring(whole) or "")), name
            body = [ast.unparse(line) for line in stub.body[docstring is not None :]]
            assert body == [f"raise NotImplementedError('{name}')"], name


def said_in_stubs(docstring):
    """The solution's words, or those that stand for them."""
    for old, new in SAYS:
        docstring = docstring.replace(old, new)
    return docstring


def squeezed(docstring):
    return " ".join(docstring.split())


def test_no_stub_gives_a_finished_formula_of_the_way_back():
    ours, theirs = (" ".join((place / file).read_text("utf-8") for file in FILLED) for place in (ROOT, STUDENT))
    for formula in FORMULAS:
        assert formula in ours, formula
        assert formula not in theirs, formula


def test_every_public_method_is_there():
    for file in (file for file in FILLED if file.startswith("framework/")):
        for name in functions((ROOT / file).read_text("utf-8")):
            last = name.rpartition(".")[2]
            if "." in name and (not last.startswith("_") or last.endswith("__")):
                assert name in functions((STUDENT / file).read_text("utf-8")), name


def test_given_files_are_whole():
    given = {path.relative_to(ROOT).as_posix() for path in (ROOT / "framework").glob("*.py")} - set(FILLED)
    assert {"framework/__init__.py", "framework/data.py", "framework/errors.py"} <= given
    for file in given:
        assert (STUDENT / file).read_bytes() == (ROOT / file).read_bytes(), file


def test_the_untouched_package_can_be_imported_and_its_script_says_what_is_missing(tmp_path):
    folder = copy(tmp_path / "handout")
    done = subprocess.run(
        [sys.executable, "-W", "error", "test.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == "NotImplementedError: main"


def test_a_constant_that_signatures_name_is_kept_and_missed_where_it_is_not():
    source = "Points = list[float]\nSIZE = 3\n\n\ndef f(x: Points, n: int = 1) -> Points:\n    return y\n"
    text, found = stubbed(source, ["f"])
    assert (unbound(text), found) == ({"Points"}, {"f"})
    text, found = stubbed(source, ["f"], ["Points"])
    assert (unbound(text), found) == (set(), {"f", "Points"})
    assert "SIZE" not in text
    assert unbound("from m import *\n\n\ndef f(x: Points): ...\n") == set()
