"""What the pages name is there: files and folders, modules, commands of make."""

import re
import tomllib

import pytest

from tests.commands import ROOT

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES += [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name not in ("validate.md", "hints.md")]
HOUSES = "grader|framework|reference|handout|tests|docs"
PATH = re.compile(rf"(?<![\w./])((?:{HOUSES})/[\w./-]*\w/?)(?![\w*<{{])")
MODULE = re.compile(rf"`(?:python -m )?((?:{HOUSES})(?:\.\w+)+)\b(?!\()")
MADE_UP = ("leaky", "dropin")  # by the pages that add an exercise


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_path_on_a_page_is_there(page):
    text = page.read_text("utf-8")
    for name in PATH.findall(text):
        if not any(word in name for word in MADE_UP):
            assert (ROOT / name).exists() or (ROOT / f"{name}.py").exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_module_on_a_page_is_there(page):
    for name in MODULE.findall(page.read_text("utf-8")):
        places = [ROOT.joinpath(*name.split(".")), ROOT.joinpath(*name.split(".")[:-1])]
        found = any(place.is_dir() or place.with_suffix(".py").is_file() for place in places)
        assert found, name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_on_a_page_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


def test_every_target_of_make_on_a_page_is_one():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets >= {"check", "test", "handout", "all"}
    for page in [*PAGES, ROOT / ".ci/run"]:
        asked = re.findall(r"(?:`|^)make (?:--no-print-directory )?(\w+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(asked) <= targets, page
    assert "\tpython -m pytest\n" in (ROOT / "Makefile").read_text("utf-8")


def test_the_generated_handout_is_folded_away():
    assert "handout/student/** linguist-generated=true -diff" in (ROOT / ".gitattributes").read_text("utf-8")


def test_the_linter_forgives_few_places():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert len(settings["tool"]["ruff"]["lint"]["per-file-ignores"]) <= 6
