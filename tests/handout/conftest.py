"""What the tests of the handout share: a repository in which anything may be planted."""

import shutil

import pytest

from tests.handout.student import ROOT


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """What the handout is made from, in a place where it may be changed."""
    place = tmp_path_factory.mktemp("repository")
    for name in ("framework", "handout", "grader", "reference"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("test.py", "requirements.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, place / name)
    return place
