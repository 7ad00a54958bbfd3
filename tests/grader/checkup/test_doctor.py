"""Doctor in all set-ups: as root, as a plain user, with unshare refused, without Landlock; and where a wall fails."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader import settings
from grader.checkup.doctor import Attempt, Diagnosis, examine, try_forbidden
from grader.sandbox.zygote import Zygote

ROOT = Path(__file__).parents[3]
STANDS = "no Linux with seccomp: the grader refuses to run here, as sandbox/test_zygote.py shows"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason=STANDS)


@linux
@pytest.mark.parametrize("without", [(), ("namespaces",), ("landlock",), ("namespaces", "landlock")], ids=str)
def test_no_forbidden_action_has_an_effect(without):
    with Zygote(without=without, preload=["ctypes"]) as zygote:
        attempts = try_forbidden(zygote, "framework")
    assert len(attempts) >= 25
    assert [a for a in attempts if a.effect] == []


@linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can try being another user")
def test_no_forbidden_action_has_an_effect_as_a_plain_user(tmp_path):
    shutil.copytree(ROOT / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "reference", tmp_path / "reference", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
    code = (
        "import os, sys, sysconfig\nfrom grader.worker import kernel, namespaces\n"
        "kernel.libc.unshare(kernel.CLONE['mount'])  # the interpreter may lie in a folder closed to others\n"
        "namespaces._private_mounts([sys.base_prefix, sysconfig.get_path('purelib'), sys.prefix + '/bin'])\n"
        "os.setgroups([]); os.setresgid(1, 1, 1); os.setresuid(1, 1, 1)\n"
        "from grader.checkup.doctor import try_forbidden\nfrom grader.sandbox.zygote import Zygote\n"
        "with Zygote(preload=['ctypes']) as zygote: attempts = try_forbidden(zygote, 'framework')\n"
        "assert len(attempts) >= 25\nprint([a for a in attempts if a.effect])"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "[]", done.stderr


@linux
def test_a_diagnosis_is_healthy_only_if_all_is_well():
    found = examine(settings.read(), None, unsafe=False)
    assert found.healthy(100.0)
    assert found.nothing == 0.0
    assert not replace(found, solution=99.0).healthy(100.0)
    assert not replace(found, nothing=1.0).healthy(100.0)
    assert not replace(found, attempts=(Attempt("fork", "41", "41"),)).healthy(100.0)
    assert isinstance(found, Diagnosis)
