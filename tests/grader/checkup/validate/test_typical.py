"""The page of typical mistakes: in step with the grader, and with nothing of a hidden test but title and hint."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from grader import settings
from grader.checkup.validate import corpus, typical
from grader.checkup.validate.command import run
from grader.checkup.validate.corpus import mutants

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.corpus
def test_the_committed_page_is_what_the_grader_says_now() -> None:
    wanted = re.compile(rf"/({'|'.join(corpus.lists().typical)})$")
    found = run(wanted, 1, 1, Console(file=io.StringIO()))
    assert typical.graded(found)
    assert all(verdict.named for verdict in found.verdicts)
    page = typical.page(found, settings.read().rubric)
    assert (DOCS / "hints.md").read_text("utf-8") == page
    hidden = re.findall(r"Hidden test:\n\n```\n(.*?)```", page, re.S)
    assert hidden
    for said in hidden:
        assert [line.strip().split(" ")[0] for line in said.splitlines()] == ["✗", "Hint:"]


def test_ten_mistakes_of_six_exercises() -> None:
    known = mutants()
    assert len(set(corpus.lists().typical)) == 10
    assert len({known[name].exercise for name in corpus.lists().typical}) >= 6
    assert len(typical.changes(known["adam_constant_correction"])) == 5
