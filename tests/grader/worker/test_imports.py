"""What a worker can import: in a child, everything that is loaded beforehand, the submission's files, and no other."""

import ctypes
import importlib
import importlib.util
import os
import sys
import warnings
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from grader.worker import absent, imports, loader, torch_side, walls

FILES = {"parts/__init__.py": b"from . import inner\n", "parts/inner.py": b"import math, numpy.linalg\nx = math.pi\n"}
LATE = "wave"  # of the standard library, and loaded by nobody


def closed(step, offered=None):
    """Do this in a child from which only the files can be imported."""

    def closing():
        if offered is not None:
            imports.hide(offered)
        imports.close(loader.MemoryImporter(FILES))
        step()

    return walls.attempt(closing)


def test_everything_is_loaded_that_students_plausibly_import():
    def prepared():
        sys.modules.pop(LATE, None)
        imports.prepare(("no_such", "xml.no_such", LATE, *torch_side.AT_FIRST_USE))
        absent.stand_in()
        torch.testing._comparison._HAS_DTENSOR = False  # as torch's side does
        wanted = [*imports.LIBRARY, *torch_side.AT_FIRST_USE, LATE, "torch._inductor.config"]
        assert [name for name in wanted if name not in sys.modules and importlib.util.find_spec(name)] == []
        there = set(sys.modules)
        torch.testing.assert_close(torch.ones(2), torch.ones(2))
        assert sys.modules.keys() - there == set()

    assert walls.attempt(prepared) == ""


def test_the_submission_is_found_and_what_is_loaded():
    def imported():
        package = importlib.import_module("parts")
        assert package.inner.x > 3
        assert importlib.import_module("torch.nn.functional") is torch.nn.functional
        assert importlib.reload(package) is package

    assert closed(imported) == ""


@pytest.mark.parametrize("name", [LATE, "torch.no_such", "parts.no_such", "grader.no_such", "no_such"])
def test_whatever_else_is_missing_as_any_missing_module_is(name):
    def imported():
        sys.modules.pop(LATE, None)
        with pytest.raises(ModuleNotFoundError, match=f"No module named '{name}'"):
            importlib.import_module(name)
        assert importlib.util.find_spec(LATE) is None
        sys.path.append(str(Path(os.__file__).parent))
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(LATE)

    assert closed(imported) == ""


def test_pythons_own_finder_finds_nothing_either(tmp_path):
    def looked():
        warnings.simplefilter("ignore", ImportWarning)  # it has nobody to ask
        assert PathFinder.find_spec(LATE) is None
        assert PathFinder.find_spec("written", [str(tmp_path)]) is None

    (tmp_path / "written.py").touch()
    assert closed(looked) == ""


def test_a_plotting_library_is_silent():
    def imported():
        for name in [name for name in sys.modules if name.partition(".")[0] in absent.PLOTTING]:
            del sys.modules[name]
        assert isinstance(importlib.import_module("matplotlib.pyplot"), absent.Nothing)

    assert closed(imported) == ""


def test_nothing_leads_to_code_that_nobody_read():
    def led():
        for module, names in imports.LEADING.items():
            for name in names.split():
                assert not hasattr(sys.modules[module], name), (module, name)
        assert sys.modules["marshal"].dumps(1)

    import sqlite3  # noqa: F401, PLC0415

    for module, names in imports.LEADING.items():
        assert set(names.split()) <= vars(sys.modules[module]).keys()
    assert closed(led) == ""


def holders(name):
    """The modules through which a name leads to that module."""
    held = sys.modules[name]
    return [module for module in list(sys.modules.values()) if any(each is held for each in vars(module).values())]


def test_the_hidden_modules_are_in_no_place_where_a_name_leads_to_them():
    def hidden():
        there = dict(sys.modules)
        other = sys.modules["other"] = ModuleType("other")
        other.under_another_name, other.kept = ctypes, np
        modules = {id(module) for name, module in there.items() if name.partition(".")[0] in imports.HIDDEN}
        imports.hide(())
        assert [name for name in there if name.partition(".")[0] in imports.HIDDEN and name in sys.modules] == []
        assert [(module, name) for module in sys.modules.values() for name, value in vars(module).items()
                if id(value) in modules] == []  # fmt: skip
        assert other.kept is np
        assert there.keys() - sys.modules.keys() == {name for name in there if name.partition(".")[0] in imports.HIDDEN}
        imports.close(loader.MemoryImporter(FILES))
        for name in imports.HIDDEN:
            with pytest.raises(ModuleNotFoundError):
                importlib.import_module(name)
        assert torch.equal(torch.from_numpy(np.ones(2)), torch.ones(2, dtype=torch.float64))

    assert holders("ctypes")
    assert walls.attempt(hidden) == ""


def test_our_own_modules_keep_them():
    """The zygote's package has a name of one word."""

    def hidden():
        imports.__package__ = "grader"
        absent.kept = there = ctypes
        imports.hide(())
        assert absent.kept is there
        assert "ctypes" not in sys.modules

    assert walls.attempt(hidden) == ""


def test_what_is_offered_stays():
    def hidden():
        import ctypes as again  # noqa: PLC0415

        assert again is ctypes
        assert again.c_int(3).value == 3
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("_ctypes")

    assert closed(hidden, offered=("ctypes",)) == ""
