"""The records between the stages: frozen, with limits that fit together."""

from dataclasses import FrozenInstanceError, fields

import pytest

from grader.records import HandedOut, Layout, Limits, OperationLog, ScriptRun, Submission


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (Submission("anna", "", {}), "files"),
        (Limits(), "threads"),
        (Layout("framework", "test.py"), "script"),
        (HandedOut(), "given"),
        (ScriptRun(0, "", "", 0.1), "status"),
    ],
)
def test_no_stage_changes_what_it_was_given(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)


def test_one_call_is_part_of_an_exercise() -> None:
    usual = Limits()
    assert usual.call_seconds <= usual.exercise_seconds
    assert usual.call_cpu_seconds <= usual.exercise_cpu_seconds
    assert usual.call_cpu_seconds <= usual.call_seconds
    assert usual.exercise_cpu_seconds <= usual.exercise_seconds
    assert usual.output_bytes < usual.flood_bytes
    assert usual.file_bytes < usual.scratch_bytes
    assert all(getattr(usual, field.name) > 0 for field in fields(usual))


def test_a_log_counts_all_operations() -> None:
    assert OperationLog().total == 0
    assert OperationLog({"aten::mm": 3, "aten::add_": 1}).total == 4
    one, other = OperationLog(), OperationLog()
    one.counts["aten::mm"] = 1
    assert other.counts == {}


@pytest.mark.parametrize(
    ("code", "same"), [(b"x = 1\ny = 2\n", True), (b"x = 1\r\ny = 2", True), (b"x = 1\ny = 3\n", False), (b"", False)]
)
def test_a_file_is_untouched_whatever_its_line_ends(code: bytes, same: bool) -> None:
    handed_out = HandedOut({"a.py": b"x = 1\ny = 2\n"}, {"b.py": b"x"})
    assert handed_out.untouched("a.py", code) == same
    assert not handed_out.untouched("c.py", code)
    assert (handed_out.get("b.py"), handed_out.get("c.py")) == (b"x", None)
