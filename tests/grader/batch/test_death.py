"""SIGKILL of the parent, of a grading process, and Ctrl-C: what was written stays, and the next run does the rest."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.grader.classroom import grader, hand_in, rows, start, times

PATIENCE = 120
NAMES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "in"
    for name in NAMES:
        hand_in(folder, name, "stubs")
    return folder


def family(pid: int) -> list[psutil.Process]:
    return [process for process in psutil.Process(pid).children(recursive=True) if process.status() != "zombie"]


def graders(pid: int) -> list[psutil.Process]:
    """The processes that grade."""
    return [process for process in family(pid) if "spawn_main" in " ".join(process.cmdline())]


def first_result(results: Path) -> None:
    """Wait until something is done and something is not."""
    end = time.monotonic() + PATIENCE
    while not times(results):
        assert time.monotonic() < end
        time.sleep(0.01)


def all_there(results: Path) -> None:
    found = rows(results)
    assert [row["id"] for row in found] == list(NAMES)
    assert {(row["status"], row["score"]) for row in found} == {("graded", "0")}
    assert not list(results.rglob(".scores.json.*"))


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_the_parent_goes_and_the_next_run_does_the_rest(kill: signal.Signals, folder: Path, tmp_path: Path) -> None:
    batch = start("batch", folder, "--out", tmp_path, "--jobs", 1)
    first_result(tmp_path)
    children = family(batch.pid)
    batch.send_signal(kill)
    _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == (-signal.SIGKILL if kill == signal.SIGKILL else 130), said
    if kill == signal.SIGINT:
        assert "the same command goes on from there" in said
        assert len(rows(tmp_path)) == len(times(tmp_path))
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not [process for process in alive if process.status() != "zombie"], "it left processes behind"
    before = times(tmp_path)
    assert 0 < len(before) < len(NAMES)
    said = grader("batch", folder, "--out", tmp_path, "--jobs", 1)
    assert f"{len(NAMES) - len(before)} graded, {len(before)} unchanged" in said
    assert before.items() <= times(tmp_path).items()
    all_there(tmp_path)


def test_a_grading_process_dies_and_its_entry_is_tried_again(folder: Path, tmp_path: Path) -> None:
    batch = start("batch", folder, "--out", tmp_path, "--jobs", 1)
    first_result(tmp_path)
    os.kill(graders(batch.pid)[0].pid, signal.SIGKILL)
    _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 0, said
    assert f"{len(NAMES)} graded" in said
    all_there(tmp_path)


@pytest.mark.parametrize("presses", [1, 4])
def test_ctrl_c_at_any_moment_is_a_sentence_or_none(presses: int, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    hand_in(folder, "a", "loops")  # takes longer than the latest moment
    for seconds in (0.5, 2.0, 6.0):  # importing; here and in the grading process; grading
        batch = start("batch", folder, "--out", tmp_path / str(seconds), "--jobs", 1, start_new_session=True)
        for press in range(presses):
            time.sleep(seconds if press == 0 else 0.1)
            with suppress(ProcessLookupError):
                os.killpg(batch.pid, signal.SIGINT)
        _, said = batch.communicate(timeout=PATIENCE)
        assert batch.returncode in (-signal.SIGINT, 130)
        assert "Traceback" not in said
        assert "Error" not in said
