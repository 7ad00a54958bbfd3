"""Report: what `compare` found, as JSON, as a Markdown table and as Figure 1."""

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from matplotlib.figure import Figure

from framework.figure import draw_predictions
from reference.compare import Round, Row

PUBLISHED = {"ours": "92.62 ± 2.99", "PyTorch": "93.61 ± 2.57"}
"""The report's own Table I: test accuracy over 50 rounds of 25 epochs, %."""


def machine(device: torch.device) -> dict[str, Any]:
    """Where numbers were measured."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "threads": torch.get_num_threads(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else processor(),
    }


def write_json(path: Path, settings: dict[str, Any], rows: list[Row]) -> None:
    """All numbers, with the settings and the machine that made them."""
    record = {"settings": settings, "published": PUBLISHED, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def write_markdown(path: Path, settings: dict[str, Any], rows: list[Row]) -> None:
    """Table I: two lines for each set-up and disk."""
    lines = [
        "# Table I",
        "",
        "{rounds} rounds of {epochs} epochs, {dtype}, 1,000 training and 1,000 test points, batches of 10, "
        "mean squared error; both start from the same weights and see the same batches.".format(**settings),
        "Python {python}, torch {torch}, {system}, {device}, {threads} thread.".format(**settings),
        "",
        "| set-up | disk (radius) | library | test accuracy, % | minimum, % | training, s | time ratio | apart |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        for party, library in enumerate(("ours", "PyTorch")):
            lines.append(
                f"| {row.setup} | {row.disk} ({row.radius:.4f}) | {library} "
                f"| {row.mean[party]:.2f} ± {row.deviation[party]:.2f} | {row.minimum[party]:.1f} "
                f"| {row.seconds[party]:.3f} ± {row.seconds_deviation[party]:.3f} "
                f"| {f'{row.time_ratio:.2f}' if party == 0 else ''} | {f'{row.weights:.0e}' if party == 0 else ''} |"
            )
    lines += [
        "",
        f"The report printed {PUBLISHED['ours']} for its own library and {PUBLISHED['PyTorch']} for PyTorch. "
        "The time ratio is the median over the rounds of our training time over PyTorch's; weights differ by at most "
        "the last column, relative to the largest of their tensor, in any round.",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_figure(path: Path, last: dict[str, Round]) -> None:
    """Figure 1: a row for each disk, our test predictions on the left, PyTorch's on the right."""
    figure = Figure(figsize=(11, 5.8 * len(last)), layout="constrained")
    grid = figure.subplots(len(last), 2, squeeze=False)
    for axes, (disk, done) in zip(grid, last.items(), strict=True):
        for party, library in enumerate(("ours", "PyTorch")):
            draw_predictions(axes[party], done.points, done.classes, done.predictions[party], disk)
            axes[party].set_title(f"{library}, disk “{disk}”: {done.accuracies[party]:.1f} % right")
    figure.savefig(path, dpi=110)


def processor() -> str:
    """The processor's name where Linux tells it, else its architecture."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.machine()
