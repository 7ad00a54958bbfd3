"""Landlock, tried in children: what is granted can be done, everything else is refused."""

import os
from pathlib import Path

import pytest

from grader.worker import kernel, landlock, walls

pytestmark = pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")


@pytest.mark.parametrize(("abi", "rights"), [(1, 13), (2, 14), (3, 15), (4, 15), (5, 16), (6, 16)])
def test_each_version_has_more_rights_to_refuse(abi, rights):
    assert landlock.handled(abi).bit_count() == rights
    assert landlock.handled(abi) & landlock.READ == landlock.READ


@pytest.fixture
def folders(tmp_path):
    """One to read, one to write to, one that nobody spoke of."""
    for name in ("read", "write", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    return tmp_path


def restricted(folders, step):
    """What came of a step under the rules, in words."""
    rules = landlock.ruleset(
        landlock.version(), [str(folders / "read"), str(folders / "gone")], [str(folders / "write")]
    )

    def locked():
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        landlock.restrict(rules)
        step()

    try:
        return walls.attempt(locked)
    finally:
        os.close(rules)


def test_what_is_granted_can_be_done(folders):
    def step():
        assert (folders / "read" / "file").read_text() == "x"
        (folders / "write" / "new").mkdir()
        (folders / "write" / "file").write_text("y")
        (folders / "write" / "file").unlink()

    assert restricted(folders, step) == ""
    assert [path.name for path in (folders / "write").iterdir()] == ["new"]


@pytest.mark.parametrize(
    "step",
    [
        lambda folders: (folders / "read" / "file").write_text("y"),
        lambda folders: (folders / "read" / "file").unlink(),
        lambda folders: (folders / "other" / "file").read_text(),
        lambda folders: list((folders / "other").iterdir()),
        lambda folders: (folders / "write" / "link").symlink_to("/etc/passwd"),
        lambda folders: os.mkfifo(folders / "write" / "pipe"),
        lambda _: os.execv("/bin/true", ["true"]),  # noqa: S606
        lambda _: Path("/etc/passwd").read_text(),
    ],
)
def test_everything_else_is_refused(step, folders):
    assert "Permission denied" in restricted(folders, lambda: step(folders))


def test_a_single_file_may_be_granted(folders):
    rules = landlock.ruleset(landlock.version(), [str(folders / "other" / "file")], [])

    def locked():
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        landlock.restrict(rules)
        assert (folders / "other" / "file").read_text() == "x"
        (folders / "read" / "file").read_text()

    assert "Permission denied" in walls.attempt(locked)
    os.close(rules)
