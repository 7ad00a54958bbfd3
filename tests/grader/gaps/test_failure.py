"""What a failed import was about, as a worker tells it and as a script prints it."""

import pytest

from grader.errors import Fault, student_error
from grader.gaps.failure import Failure, Place, of_import, of_script
from grader.records import ScriptRun

FILES = {"parts/one.py", "parts/__init__.py"}
BROKEN = """Exception ignored
Traceback (most recent call last):
  File "worker/serve.py", line 90, in script
  File "run.py", line 3, in <module>
  File "parts/__init__.py", line 2, in <module>
    from .one import One
  File "parts/one.py", line 7
    def f()
           ^
SyntaxError: expected ':'
"""
RAISED = BROKEN.replace(
    "  File \"parts/one.py\", line 7\n    def f()\n           ^\nSyntaxError: expected ':'",
    "  File \"parts/one.py\", line 7, in <module>\n    x\nNameError: name 'x' is not defined",
)


def ran(stderr, status=1):
    return ScriptRun(status, "", stderr, 0.1)


def test_of_an_import():
    fault = Fault("NameError", ("NameError",), "no x", imports=("parts/one.py:7", "parts/__init__.py:2", "odd", ":3"))
    found = of_import(student_error(fault))
    assert found == Failure("NameError", "no x", (Place("parts/one.py", 7), Place("parts/__init__.py", 2)))
    assert found.words == "NameError: no x"


@pytest.mark.parametrize(
    ("printed", "words"), [(BROKEN, "SyntaxError: expected ':'"), (RAISED, "NameError: name 'x' is not defined")]
)
def test_of_a_script(printed, words):
    found = of_script(ran(printed), FILES)
    assert found.places == (Place("parts/one.py", 7), Place("parts/__init__.py", 2))
    assert found.words == words


@pytest.mark.parametrize(
    "run",
    [
        ran(BROKEN, 0),
        ran(BROKEN, None),
        ran("ValueError: no"),
        ran(BROKEN.replace("parts/", "other/")),
        ran(RAISED.replace("in <module>", "in main")),
        ran('Traceback (most recent call last):\n  File "run.py", line 3, in <module>\nValueError: no'),
    ],
    ids=["done", "killed", "no traceback", "other files", "called", "the script's own"],
)
def test_a_script_that_failed_otherwise(run):
    assert of_script(run, FILES) is None


def test_a_module_that_the_script_itself_asks_for():
    said = 'Traceback (most recent call last):\n  File "run.py", line 3, in <module>\n'
    found = of_script(ran(said + "ModuleNotFoundError: No module named 'parts.two'"), FILES)
    assert (found.no_module, found.places) == ("parts.two", ())


def test_names_and_circles():
    lacks = Failure("ImportError", "cannot import name 'A' from 'parts.one' (parts/one.py)", ())
    circle = Failure("ImportError", "cannot import name 'A' from partially initialized module 'parts.one' (most…", ())
    assert lacks.no_name == ("A", "parts.one")
    assert circle.no_name is None
    assert lacks.no_module == ""
    assert Failure("SyntaxError", "invalid syntax (one.py, line 3)", ()).words == "SyntaxError: invalid syntax"
