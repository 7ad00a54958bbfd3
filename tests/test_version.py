"""One version in one place, a heading in the changelog for it, and a question to whoever changes what gives a score."""

import tomllib

import pytest

import grader
from grader.report.sources import ROOT
from tests import version


def test_the_changelog_has_a_heading_for_each_version():
    headings = version.headings()
    assert headings[0] == grader.VERSION
    assert headings == sorted(headings, key=lambda each: [int(part) for part in each.split(".")], reverse=True)
    assert "0.1.0" in headings


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "grader.VERSION"}


def test_whoever_changes_what_gives_a_score_says_whether_one_may_change():
    noted = tomllib.loads(version.NOTED.read_text("utf-8"))
    if noted["python"] != version.python():
        pytest.skip(f"noted with Python {noted['python']}")
    asked = version.ASK.format(version=noted["version"])
    assert (noted["version"], noted["sources"]) == (grader.VERSION, version.sources()), asked


def test_comments_and_docstrings_do_not_ask(tmp_path):
    file = tmp_path / "x.py"
    file.write_text('"""A."""\n\n\ndef f(x):\n    """B."""\n    return x + 1  # C\n')
    before = version.meaning(file)
    file.write_text('"""Another."""\ndef f(x):\n    return x + 1\n')
    assert version.meaning(file) == before
    file.write_text("def f(x):\n    return x + 2\n")
    assert version.meaning(file) != before
