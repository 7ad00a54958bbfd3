"""A worker's limits in a container: below the container's memory, and over before the platform's time is."""

import pytest

from grader.pack import container_limits
from grader.records import MIB, Limits


def test_room_in_a_container(tmp_path):
    assert container_limits.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text("max\n")
    assert container_limits.memory(tmp_path) is None
    (tmp_path / "memory.max").write_text(f"{768 * MIB}\n")
    assert container_limits.limits(tmp_path).memory_bytes == (768 * MIB) - container_limits.OURS
    (tmp_path / "memory.max").write_text(f"{64 * MIB}\n")
    assert container_limits.limits(tmp_path).memory_bytes == container_limits.LEAST


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("max", None), ("", None), ("9223372036854771712", None), (f"{512 * MIB}", 512 * MIB), ("-1", None)],
)
def test_both_versions_of_control_groups_are_read(text, bytes_, tmp_path):
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text(f"{text}\n")
    assert container_limits.memory(tmp_path) == bytes_


def test_where_nothing_limits_the_usual_memory_stays(tmp_path):
    found, usual = container_limits.limits(tmp_path), Limits()
    assert found.memory_bytes == usual.memory_bytes
    assert found.exercise_seconds < usual.exercise_seconds
    (tmp_path / "memory.max").write_text(f"{1 << 40}")
    assert container_limits.limits(tmp_path).memory_bytes == usual.memory_bytes
