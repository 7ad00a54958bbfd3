"""The same files give the same, in a folder or in a zip."""

import zipfile

import pytest

from grader.screen.archive import unpacked
from grader.screen.rule import read_rule

FILES = {
    "framework/__init__.py": "x = 1\n", "framework/deep/er.py": "y = 1\n", "test.py": "z = 1\n", "helpers.py": "a = 1\n",
    "conftest.py": "raise SystemExit\n", "framework/.ipynb_checkpoints/linear.py": "import torch.nn\n",
    "framework/__pycache__/x.py": "import torch.nn\n", ".git/hook.py": "import os\n", "other/side.py": "import torch.nn\n",
    "README.md": "text\n",
}  # fmt: skip
KEPT = {"framework/__init__.py", "framework/deep/er.py", "test.py", "helpers.py"}


def packed(kind, files, folder, below):
    if kind == "zip":
        with zipfile.ZipFile(folder / "s.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(below + name, text)
        return folder / "s.zip"
    for name, text in files.items():
        (folder / "s" / below / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "s" / below / name).write_text(text)
    return folder / "s"


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize("below", ["", "mine/", "a/b/c/"])
def test_the_package_the_script_and_what_is_beside_it(kind, below, tmp_path):
    found = unpacked(packed(kind, FILES, tmp_path, below), read_rule())
    assert found == {name: FILES[name].encode() for name in sorted(KEPT)}


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize(
    ("files", "words"),
    [({"README.md": ""}, "no framework/ and no test.py"), ({"a/b/c/d/framework/x.py": ""}, "no framework/"),
     ({"a/framework/x.py": "", "b/framework/x.py": ""}, "several folders hold framework/")],
)  # fmt: skip
def test_what_is_no_submission_gets_a_sentence(kind, files, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        unpacked(packed(kind, files, tmp_path, ""), read_rule())


def test_a_script_alone_will_do(tmp_path):
    assert list(unpacked(packed("zip", {"test.py": "", "x/framework/y.py": ""}, tmp_path, ""), read_rule())) == [
        "test.py"
    ]


@pytest.mark.parametrize(("name", "data"), [("s.zip", b"PK\x03\x04 no archive"), ("s.rar", b""), ("nothing.zip", None)])
def test_what_cannot_be_read_is_an_error(name, data, tmp_path):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises((ValueError, OSError)):
        unpacked(tmp_path / name, read_rule())
