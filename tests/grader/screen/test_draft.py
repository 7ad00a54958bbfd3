"""What is said in the end: of what runs, of what does not, of the script."""

import ast

from grader.screen.draft import of_entry, of_key, settle
from grader.screen.rule import read_rule
from grader.screen.source import File

RULE = read_rule()


def stretch(path="framework/a.py"):
    return File(path, ast.parse("")).body


def test_a_violation_that_does_not_run_is_one_remark_with_its_reason():
    idle = stretch()
    entry = RULE.entry("torch.nn.Linear")
    drafts = [of_entry(RULE, entry, "torch.nn.Linear", idle, line, "torch.nn.Linear") for line in (7, 3)]
    (found,) = settle(drafts, set(), RULE)
    assert (found.kind, found.line) == ("remark", 3)
    assert found.message.startswith("Nothing that runs gets here (")
    assert [f.kind for f in settle(drafts, {idle}, RULE)] == ["violation"] * 2


def test_a_remark_is_kind_and_said_once():
    live = stretch()
    drafts = [of_key(RULE, "getters", live, line, text) for line, text in ((1, "a"), (1, "b"), (2, "a"), (3, "c"))]
    found = list(settle(drafts, {live}, RULE))
    assert [(f.line, f.text) for f in found] == [(1, "a"), (3, "c")]
    assert found[0].message == (
        "Your instructor will look at this; write the attribute's name out, as in `self.w`, and nobody has to."
    )
    assert list(settle(drafts, set(), RULE)) == []


def test_of_the_script_less_is_said():
    live = stretch("test.py")
    drafts = [of_key(RULE, key, live, line, key) for line, key in enumerate(("complex", "attributes", "getters"))]
    assert [f.rule for f in settle(drafts, {live}, RULE)] == ["dynamic"]
