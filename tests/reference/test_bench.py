"""`python -m reference bench` at a small size."""

import json
from dataclasses import replace

import torch

from reference.bench import WORKLOADS, measure, table
from tests.commands import python


def test_every_workload_can_be_measured():
    for workload in WORKLOADS:
        small = replace(workload, case=replace(workload.case, batch_size=2))
        measured = measure(small, 3, torch.device("cpu"))
        assert measured.ratio > 0
        assert measured.ours_us > 0
        assert measured.pytorch_us > 0


def test_a_missed_goal_is_marked():
    measured = measure(replace(WORKLOADS[0], goal=0.0), 3, torch.device("cpu"))
    (ratio,) = table([measured]).columns[6].cells
    assert ratio.endswith("!")


def test_the_command_writes_what_it_shows(tmp_path):
    done = python("-m", "reference", "bench", "--repeats", "3", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "bench.json").read_text())
    asked = [(r["network"], r["optimizer"], r["loss"], r["batch_size"]) for r in record["rows"]]
    assert len(asked) == len(set(asked)) == len(WORKLOADS)
    assert {
        ("report's", o, loss, n) for o in ("sgd", "adam") for loss in ("mse", "cross-entropy") for n in (10, 100, 1000)
    } < set(asked)
    assert ("wide", "sgd", "mse", 256) in asked
    assert all(r["ratio"] > 0 for r in record["rows"])
    assert record["machine"]["threads"] == 1
