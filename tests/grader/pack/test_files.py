"""Packing: an archive whole or not at all, the same bytes whenever, and the requirements that the files need."""

import shutil
import stat
import zipfile

import pytest

from grader import settings
from grader.pack import files


def test_the_same_files_give_the_same_bytes_in_whichever_order(tmp_path):
    one = files.write_zip(tmp_path / "one.zip", {"a": b"1", "b/c": b"2"}, {"a"})
    other = files.write_zip(tmp_path / "deep" / "other.zip", {"b/c": b"2", "a": b"1"}, {"a"})
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as packed:
        modes = {info.filename: stat.S_IMODE(info.external_attr >> 16) for info in packed.infolist()}
        assert modes == {"a": 0o755, "b/c": 0o644}
        assert packed.read("b/c") == b"2"


def test_what_fails_leaves_the_earlier_archive(tmp_path):
    path = files.write_zip(tmp_path / "a.zip", {"a": b"1"}, set())
    before = path.read_bytes()
    with pytest.raises(TypeError):
        files.write_zip(path, {"a": b"1", "b": None}, set())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_a_folder_holds_the_files_as_they_are(tmp_path):
    files.write_folder(tmp_path / "out", {"a/b.py": b"x = 1\n", "c.txt": b"no line end"})
    assert (tmp_path / "out" / "a" / "b.py").read_bytes() == b"x = 1\n"
    assert (tmp_path / "out" / "c.txt").read_text() == "no line end\n"


def test_a_template_is_filled_and_the_shells_own_signs_stay():
    text = files.template("setup.sh", torch_index="https://example.org").decode()
    assert "https://example.org" in text
    assert "@{" not in text
    assert "@{torch_index}" in files.template("setup.sh").decode()


def test_requirements_are_those_that_the_files_import():
    lines = files.requirements({"a.py": b"import torch\n", "b.py": b"    from rich.table import Table\n"}).decode()
    names = {line.partition("==")[0] for line in lines.splitlines()[1:]}
    assert {"torch", "rich"} <= names
    assert not {"typer", "jinja2", "pytest"} & names
    assert names - {"torch", "rich"} == files.FOR_SUBMISSIONS


def test_what_the_rule_lets_scripts_import_is_required_as_well(tmp_path, monkeypatch):
    shutil.copytree(settings.DEFAULT, tmp_path, dirs_exist_ok=True)
    rule = (tmp_path / "rule.toml").read_text("utf-8")
    (tmp_path / "rule.toml").write_text(
        rule.replace('"matplotlib mpl_toolkits numpy"', '"psutil no_such_name"'), "utf-8"
    )
    monkeypatch.setenv(settings.CHOSEN, str(tmp_path))
    names = [line.partition("==")[0] for line in files.requirements({}).decode().splitlines()[1:]]
    assert sorted(names) == sorted({"psutil", *files.FOR_SUBMISSIONS})


def test_a_comment_or_another_name_is_no_import():
    lines = files.requirements({"a.py": b"# import typer\nimport torchvision\n", "a.toml": b"import rich"}).decode()
    assert not {"typer", "torch", "rich"} & {line.partition("==")[0] for line in lines.splitlines()[1:]}
