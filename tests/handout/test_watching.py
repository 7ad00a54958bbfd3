"""Nothing hangs in silence, and nothing outlives a check: real processes, real signals, a real kernel."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jupyter_client import KernelManager

from tests.handout.student import copy, environment, run_student, solve

FORWARD = "y = x.mm(self.w.T)  # (N, O)"
BEGUN = "open('begun', 'w').close()"
HANGS = {
    "loop": f"{BEGUN}\n        while True: y = x",
    "loop that swallows": f"{BEGUN}\n        while True:\n            try: y = x\n            except: pass",
    "sleep": f"{BEGUN}\n        __import__('time').sleep(1000)",
    "one long call": f"{BEGUN}\n        y = sum(range(10 ** 14))",
    "processes": f"__import__('subprocess').Popen(['sleep', '1000'])\n        {BEGUN}\n        while True: y = x",
}
SCRIPT = f"import subprocess\nsubprocess.Popen(['sleep', '1000'])\n{BEGUN}\nwhile True: pass\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture
def folder(tmp_path):
    made = copy(tmp_path / "handout")
    solve(made)
    return made


def hang(folder, how):
    """Let `Linear.forward` or the script never end."""
    if how == "script":
        (folder / "test.py").write_text(SCRIPT, "utf-8")
        return "training"
    source = folder / "framework" / "linear.py"
    text = source.read_text("utf-8")
    assert FORWARD in text
    source.write_text(text.replace(FORWARD, HANGS[how]), "utf-8")
    return "linear"


def alive(folder):
    """The processes that work in the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").readlink() == folder:
                found.append((int(place.name), (place / "cmdline").read_bytes().replace(b"\0", b" ")))
        except OSError:  # it has ended
            continue
    return found


def until(done, seconds=120.0):
    """Wait for it; whether it came."""
    patience = time.monotonic() + seconds
    while not done() and time.monotonic() < patience:
        time.sleep(0.05)
    return done()


def started(folder, exercise):
    """`check.py`, which is in the middle of what hangs."""
    run = subprocess.Popen(
        [sys.executable, "check.py", exercise, "--limit", "600"],
        cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    assert until(lambda: (folder / "begun").exists() or run.poll() is not None)
    assert run.poll() is None
    return run


def test_after_ten_seconds_it_says_what_runs_and_at_the_limit_the_rest_goes_on(folder):
    hang(folder, "loop")
    said = run_student(folder, "check.py", "linear", "--limit", "14")
    assert (said.returncode, said.stderr) == (0, "")
    notice, _, rest = said.stdout.partition("\n")
    assert re.match(r"“forward on two samples, worked out by hand” has been running for 1\d s in framework/", notice)
    assert re.search(r"framework/linear\.py:\d+: while True: y = x", notice)
    assert re.search(r"stopped after \d+ s in framework/linear\.py:\d+: while True: y = x", " ".join(rest.split()))
    assert "✓ Parameters start at random" in rest or "earlier tests of this exercise used up its time" in rest
    assert alive(folder) == []


@pytest.mark.parametrize("how", ["loop that swallows", "one long call"])
def test_what_cannot_be_interrupted_ends_with_its_process_and_the_rest_goes_on(how, folder):
    hang(folder, how)
    said = run_student(folder, "check.py", "linear", "--limit", "5")
    assert "stopped after" in said.stdout
    assert "✓ Linear(3, 4) has its sizes" in said.stdout
    assert alive(folder) == []


@pytest.mark.parametrize("how", [*HANGS, "script"])
def test_ctrl_c_is_one_line_and_leaves_nothing(how, folder):
    run = started(folder, hang(folder, how))
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=60)
    lines = [line for line in said.splitlines() if "has been running for" not in line]
    assert len(lines) == 1, said
    at = r"Stopped at framework/linear\.py:\d+: does a loop there.*"
    at = r"Stopped.*" if how in ("one long call", "script") else at  # which may be before anything can be asked
    assert re.fullmatch(at, lines[0].strip())
    assert run.returncode == 130
    assert until(lambda: not alive(folder), 10), alive(folder)


@pytest.mark.parametrize("how", ["loop", "one long call", "processes", "script"])
def test_a_killed_check_leaves_nothing(how, folder):
    run = started(folder, hang(folder, how))
    run.kill()
    run.wait()
    run.stdout.close()
    assert until(lambda: not alive(folder), 20), alive(folder)


@pytest.mark.parametrize("how", ["loop", "script"])
def test_a_closed_notebook_leaves_nothing(how, folder):
    """Neither the check that runs, nor the process that waits for the next one."""
    exercise = hang(folder, how)
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), env=environment())
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        client.execute(f"from checks.lab import check, warm\nwarm()\ncheck({exercise!r}, limit=600)")
        assert until((folder / "begun").exists)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert until(lambda: not alive(folder), 20), alive(folder)


def test_the_process_that_waits_for_the_next_check_ends_with_the_kernel(folder):
    code = "from checks.lab import warm\nwarm()\nimport os\nos.kill(os.getpid(), 9)"
    assert run_student(folder, "-c", code).returncode == -signal.SIGKILL
    assert until(lambda: not alive(folder), 20), alive(folder)


@pytest.mark.parametrize(("line", "says"), [("breakpoint()", "`breakpoint()`"), ("input('Epochs? ')", "`input()`")])
def test_the_script_waits_for_no_keyboard(line, says, folder):
    script = folder / "test.py"
    script.write_text(script.read_text("utf-8").replace("    settings = arguments()\n", f"    {line}\n"), "utf-8")
    said = " ".join(run_student(folder, "check.py", "training").stdout.split())
    assert says.strip("`") in said
    assert re.search(r"test\.py:\d+", said)
