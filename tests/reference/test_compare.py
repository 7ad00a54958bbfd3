"""`python -m reference compare` at a small size, as a process and from inside."""

import json

import pytest
import torch

from reference.compare import SETUPS, rounds, settle, summarize
from tests.commands import python


def test_a_small_run_writes_numbers_table_and_figure(tmp_path):
    done = python("-m", "reference", "compare", "--rounds", "2", "--epochs", "2", "--out", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "new" / "compare.json").read_text())
    assert record["settings"]["rounds"] == 2
    assert record["settings"]["threads"] == 1
    rows = record["rows"]
    assert [(row["setup"], row["disk"]) for row in rows] == [(s.name, d) for s in SETUPS for d in ("report", "course")]
    for row in rows:
        assert row["mean"][0] == row["mean"][1]  # weight by weight the same network
        assert row["weights"] <= 1e-9
        assert 0 < row["time_ratio"] < 10
        assert row["minimum"][0] <= row["mean"][0]
    table = (tmp_path / "new" / "compare.md").read_text()
    assert table.count("| PyTorch |") == 4
    assert f"{rows[0]['mean'][0]:.2f} ± {rows[0]['deviation'][0]:.2f}" in table
    assert "92.62 ± 2.99" in table
    assert table in done.stdout
    assert (tmp_path / "new" / "compare.png").read_bytes().startswith(b"\x89PNG")


def test_rounds_differ_and_a_round_repeats():
    settle("float64")
    first, second = rounds(SETUPS[1], "course", 2, 1, "float64", torch.device("cpu"))
    (again,) = rounds(SETUPS[1], "course", 1, 1, "float64", torch.device("cpu"))
    assert not torch.equal(first.points, second.points)
    assert torch.equal(first.predictions[0], again.predictions[0])
    row = summarize(SETUPS[1], "course", [first, second])
    assert row.mean[0] == pytest.approx((first.accuracies[0] + second.accuracies[0]) / 2)
    assert row.minimum[1] == min(first.accuracies[1], second.accuracies[1])


@pytest.mark.parametrize(
    "wrong",
    [["--rounds", "0"], ["--epochs", "x"], ["--dtype", "float16"], ["--device", "nowhere"], ["--out", __file__]],
    ids=str,
)
def test_a_wrong_argument_is_refused(wrong):
    done = python("-m", "reference", "compare", *wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert wrong[0] in done.stderr
