"""The records between the stages: frozen, with limits that fit together."""

from dataclasses import FrozenInstanceError, fields

import pytest

from grader.records import Layout, Limits, OperationLog, ScriptRun, Submission


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (Submission("anna", "", {}), "files"),
        (Limits(), "threads"),
        (Layout("framework", "test.py"), "script"),
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
