"""Which walls stand, in words: nothing that is missing is left unsaid."""

from types import SimpleNamespace
from typing import Any

import pytest

from grader.records import Isolation, Kit, Limits
from grader.sandbox.isolation import OUT_OF_ORDER, isolation

WHOLE = {
    "user": 61184, "landlock": 6, "seccomp": True, "namespaces": ["pid", "net"], "missing": {},
    "engine": "", "ready_made": "", "reach": "",
}  # fmt: skip


def said(safe: bool = True, **plan: Any) -> Isolation:
    """In words, of a zygote that has found out this."""
    zygote = SimpleNamespace(facts={"plan": WHOLE | plan}, safe=safe, kit=Kit(ruled=True))
    return isolation(zygote, Limits())


def test_all_walls() -> None:
    found = said()
    assert found.safe
    assert found.missing == ()
    assert found.user == "user 61184, no capability"
    assert found.filesystem.startswith("Landlock 6: ")
    assert found.network == "no socket can be opened, a network namespace of its own"
    assert found.syscalls.startswith("seccomp")
    assert found.namespaces == "pid, net"
    assert found.engine == OUT_OF_ORDER


@pytest.mark.parametrize(
    ("plan", "field", "words"),
    [
        ({"user": None, "missing": {"user": "only root can"}}, "user", "only root can"),
        ({"landlock": 0, "missing": {"landlock": "too old"}}, "filesystem", "system calls that open"),
        ({"landlock": 0, "seccomp": False, "missing": {"seccomp": "left out"}}, "filesystem", "not walled off"),
        ({"seccomp": False, "namespaces": [], "missing": {"namespaces": "refused"}}, "network", "not walled off"),
        ({"seccomp": False, "missing": {"seccomp": "left out"}}, "syscalls", "not walled off"),
        ({"namespaces": [], "missing": {"namespaces": "refused"}}, "namespaces", "refused"),
        ({"engine": "left out"}, "engine", "engine: left out"),
        ({"ready_made": "left out", "reach": "odd"}, "engine", "ready-made: left out; formulas: odd"),
    ],
)
def test_what_is_missing_is_said_where_it_should_stand_and_in_a_list(
    plan: dict[str, Any], field: str, words: str
) -> None:
    found = said(safe=plan.get("seccomp", True), **plan)
    assert getattr(found, field).startswith(words)
    names = {"engine": "engine", "ready_made": "ready-made", "reach": "formulas"}
    listed = plan.get("missing", {}) | {names[name]: why for name, why in plan.items() if name in names}
    assert found.missing == tuple(f"{name}: {why}" for name, why in sorted(listed.items()))
    assert found.safe == plan.get("seccomp", True)
