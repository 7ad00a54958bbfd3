"""Modules beside the script: taken where the work imports them, in no other case, and never in Python's place."""

from pathlib import Path

import pytest

from grader import intake
from grader.errors import NotGradable
from grader.sandbox.sandbox import Sandbox
from tests.grader.intake.packing import FILES, LAYOUT, PACKINGS, Packing, folder, zipped


def taken(tmp_path: Path, script: str, **beside: str) -> set[str]:
    """Which of the files beside are taken; `a__b` is a/b.py."""
    more = {name.replace("__", "/") + ".py": text.encode() for name, text in beside.items()}
    return (
        intake.read(folder(tmp_path / "a", {**FILES, "test.py": script.encode(), **more}), LAYOUT).files.keys()
        - FILES.keys()
    )


@pytest.mark.parametrize("line", [
    "import helpers", "import helpers as h, os", "from helpers import x", "import helpers.x",
    "def f():\n    import helpers",
    "try:\n    import helpers\nexcept ImportError: pass", "import importlib\nimportlib.import_module('helpers')",
    "__import__('helpers')",
])  # fmt: skip
def test_each_way_to_import(tmp_path: Path, line: str) -> None:
    assert taken(tmp_path, line, helpers="", others="") == {"helpers.py"}


@pytest.mark.parametrize("line", [
    "", "# import helpers", "'import helpers'", "from . import helpers", "import framework.helpers",
    "from a import helpers",
    "import helpers\ndef f(:", "importlib.import_module(name)",
])  # fmt: skip
def test_what_is_not_imported_is_not_taken(tmp_path: Path, line: str) -> None:
    assert taken(tmp_path, line, helpers="") == set()


def test_what_modules_and_the_package_import_is_taken_as_well(tmp_path: Path) -> None:
    chain = {"one": "import two", "two": "from three import x", "three": "import one", "four": "", "five": ""}
    assert taken(tmp_path, "import one", **chain) == {"one.py", "two.py", "three.py"}
    root = folder(tmp_path / "b", {**FILES, "framework/linear.py": b"import four", "four.py": b"", "five.py": b""})
    assert intake.read(root, LAYOUT).files.keys() - FILES.keys() == {"four.py"}


def test_a_package_is_taken_whole(tmp_path: Path) -> None:
    beside = {
        "plots__draw": "from . import colours\nimport shades",
        "plots__colours": "",
        "shades": "",
        "data__load": "",
    }
    assert taken(tmp_path, "from plots.draw import x", **beside) == {"plots/draw.py", "plots/colours.py", "shades.py"}


def test_of_one_name_python_s_choice_is_taken(tmp_path: Path) -> None:
    both = {"plots.py": b"", "plots/draw.py": b"", "test.py": b"import plots"}
    assert intake.read(folder(tmp_path / "a", {**FILES, **both}), LAYOUT).files.keys() - FILES.keys() == {"plots.py"}
    both["plots/__init__.py"] = b""
    found = intake.read(folder(tmp_path / "b", {**FILES, **both}), LAYOUT).files.keys() - FILES.keys()
    assert found == {"plots/__init__.py", "plots/draw.py"}


NEVER = ("random", "conftest", "sitecustomize", "usercustomize", "setup", "torch", "numpy", "pytest", "sympy", "typing")


@pytest.mark.parametrize("name", NEVER)
def test_nothing_is_taken_in_the_place_of_python_torch_or_a_hook(tmp_path: Path, name: str) -> None:
    assert taken(tmp_path, f"import {name}", **{name: ""}) == set()
    package = {f"{name}/__init__.py": b"", "test.py": f"import {name}".encode(), "x.pth": b"", "pytest.ini": b""}
    assert intake.read(folder(tmp_path / "b", {**FILES, **package}), LAYOUT).files.keys() == FILES.keys()


@pytest.mark.parametrize("pack", PACKINGS)
def test_a_link_is_refused_only_where_it_is_imported(tmp_path: Path, pack: Packing) -> None:
    root = folder(tmp_path / "a", {**FILES, "test.py": b"import helpers"})
    (root / "others.py").symlink_to("test.py")
    assert intake.read(root, LAYOUT).files.keys() == FILES.keys()
    (root / "helpers.py").symlink_to("test.py")
    with pytest.raises(NotGradable, match=r"'helpers\.py' is a link"):
        intake.read(root, LAYOUT)
    big = {**FILES, "test.py": b"import big", "big.py": bytes(1 << 20), "bigger.py": bytes(1 << 20)}
    with pytest.raises(NotGradable, match=r"'big\.py' has more than 256 KiB"):
        intake.read(pack(tmp_path / "b", big), LAYOUT)


def test_in_a_worker_they_are_imported_and_shadow_nothing(tmp_path: Path) -> None:
    imports = b"import helpers, random, torch.fft, wave\ntorch.rand(2)\n"
    script = imports + b"print(helpers.y, helpers.z, hasattr(random, 'mine'), hasattr(wave, 'mine'))"
    files = {
        "framework/__init__.py": b"import helpers\nclass Linear:\n    y = helpers.y\n", "test.py": script,
        "helpers.py": b"from plots.draw import z\ny = 3\n", "plots/draw.py": b"z = 4\n",
    }  # fmt: skip
    mine = {"random.py": b"mine = 1\n", "wave.py": b"mine = 1\n", "torch/fft.py": b"raise ImportError('mine')\n"}
    read = intake.read(zipped(tmp_path / "a.zip", {**files, **mine}), LAYOUT).files
    assert read == files
    for given in (files, files | mine):  # the worker does not rely on intake
        with Sandbox(given, LAYOUT.package) as sandbox:
            assert sandbox.script("test.py").stdout == "3 4 False False\n"
            assert sandbox.student().Linear.y == 3
