"""The real commands, over a handful of the corpus: real sandboxes, in processes of their own."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
import typer

from grader.checkup.validate import command, corpus
from grader.checkup.validate.corpus import Mutant

PATIENCE = 60
ROOT = Path(__file__).parents[4]
HANDFUL = (
    "(linear/linear_dw_rebound|module/cell_keeps_never|losses/mse_gradient_without_two|errors/linear_half_updated"
    "|training/script_prints_fractions|pairs/linear_dw_averaged.adam_uncorrected|right/plain)$"
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", "validate", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_handful(tmp_path: Path) -> None:
    done = run("--only", HANDFUL, "--seeds", "1", "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads((tmp_path / "validate.json").read_text())
    summary = record["summary"]
    assert (summary["mistakes"], summary["killed"], summary["named"]) == (5, 5, 5)
    assert (summary["unexplained"], summary["sound"]) == (0, True)
    assert summary["elsewhere"] < 2
    assert [(right["name"], right["score"]) for right in record["right"]] == [("plain", 100.0)]
    assert record["pairs"] == [{"name": "linear_dw_averaged + adam_uncorrected", "killed": True, "beyond": 0.0}]
    assert "must add in place" in (tmp_path / "validate.md").read_text()


def test_wrong_usage() -> None:
    assert run("--only", "(").returncode == 2
    assert run("--only", "no such mistake").returncode == 2


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_whoever_is_stopped_leaves_nothing_running(kill: signal.Signals) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "grader", "validate", "--only", "^linear", "--processes", "2"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end, family = time.monotonic() + PATIENCE, []
    while sum("spawn_main" in " ".join(process.cmdline()) for process in family) < 2:  # both grade, each has a zygote
        assert time.monotonic() < end
        time.sleep(0.05)
        family = [p for p in psutil.Process(run.pid).children(recursive=True) if p.status() != "zombie"]
    run.send_signal(kill)
    run.wait(PATIENCE)
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not [process for process in alive if process.status() != "zombie"]


def test_a_mistake_that_nothing_sees_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = ("framework/linear.py", "self.update_in_value(x)", "self.update_in_value(x)  # no mistake at all")
    harmless = Mutant("nothing", "nothing", (comment,), name="harmless", exercise="linear")
    monkeypatch.setattr(corpus, "mutants", lambda: {"harmless": harmless})
    monkeypatch.setattr(corpus, "pairs", lambda _: [])
    seen: list[Any] = []
    monkeypatch.setattr(command.report, "show", lambda found, *_: seen.append(found))
    with pytest.raises(typer.Exit) as left:
        command.validate(only="linear/harmless", seeds=1, out=None, processes=1, unsafe=False)
    assert left.value.exit_code == 1
    assert [verdict.name for verdict in seen[0].survivors] == ["harmless"]
