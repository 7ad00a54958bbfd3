"""What is numpy's in a worker: its arrays, and no trace of torch in a process that has just these."""

import numpy as np

from grader.worker import main, numpy_side
from tests.commands import python

ALONE = """
import sys
from grader.worker import main, wire
side = main.side("numpy")
side.prepare({"library": ["math", "no_such_module"], "preload": []}, files=True)
wire.carry(side.CARRIER)
plan = {}
assert side.put_out_of_order(plan, ()) == {}
side.hide(plan, {}, [])()
print(sorted(plan), "torch" in sys.modules)
"""


def test_it_is_found_by_the_name_of_its_library():
    assert main.side("numpy") is numpy_side
    assert numpy_side.version == np.__version__


def test_a_process_that_has_just_these_never_sees_torch():
    done = python("-c", ALONE)
    assert done.stdout.split("]") == ["['engine', 'reach', 'ready_made'", " False\n"], done.stderr


def test_a_script_runs_unwatched():
    watching = numpy_side.Watching({})
    with watching.meanwhile():
        assert watching.importer({"a.py": b""}).files == {"a.py": b""}
    assert watching.testimony() is None
    assert numpy_side.arithmetic(None) is None
