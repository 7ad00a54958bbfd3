"""`python -m reference`: the commands that put our framework beside PyTorch and draw it."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from framework.data import RADII
from reference import bench as benchmark
from reference import diagram as drawing
from reference import report
from reference.compare import SETUPS, Round, Row, rounds, settle, summarize

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The framework beside PyTorch.")


class Dtype(StrEnum):
    """Precision of everything in a run."""

    float32 = "float32"
    float64 = "float64"


def _device(name: str) -> torch.device:
    try:
        torch.zeros(1, device=name).cpu()
        return torch.device(name)
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # torch without CUDA: AssertionError
        raise typer.BadParameter(f"cannot use {name!r}: {str(error).splitlines()[0]:.60}") from None


Device = Annotated[torch.device, typer.Option(parser=_device, help="cpu, cuda, …", metavar="NAME")]
Out = Annotated[Path, typer.Option(file_okay=False, help="Folder for what is written.")]


@app.command()
def compare(
    number: Annotated[int, typer.Option("--rounds", min=1, max=10_000, help="Trainings of both libraries.")] = 50,
    epochs: Annotated[int, typer.Option(min=1, max=10_000)] = 25,
    out: Out = Path("results"),
    dtype: Dtype = Dtype.float64,
    device: Device = "cpu",  # type: ignore[assignment]
) -> None:
    """Table I and Figure 1 of the report: compare.json, compare.md, compare.png."""
    out.mkdir(parents=True, exist_ok=True)
    settle(dtype)
    rows: list[Row] = []
    last: dict[str, Round] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("compare", total=len(SETUPS) * len(RADII) * number)
        for setup in SETUPS:
            for disk in RADII:
                done = []
                for result in rounds(setup, disk, number, epochs, dtype, device):
                    done.append(result)
                    progress.advance(task)
                rows.append(summarize(setup, disk, done))
                last[disk] = done[-1]
    settings = {"rounds": number, "epochs": epochs, "dtype": str(dtype), **report.machine(device)}
    report.write_json(out / "compare.json", settings, rows)
    report.write_markdown(out / "compare.md", settings, rows)
    report.write_figure(out / "compare.png", last)
    Console().print((out / "compare.md").read_text(encoding="utf-8"), markup=False, soft_wrap=True)


@app.command()
def bench(
    repeats: Annotated[int, typer.Option(min=3, max=10_000, help="Pairs of blocks for each row.")] = 60,
    out: Out = Path("results"),
    device: Device = "cpu",  # type: ignore[assignment]
) -> None:
    """Our training step over PyTorch's eager step: a table and bench.json."""
    out.mkdir(parents=True, exist_ok=True)
    settle("float32")
    console = Console()
    with console.status("measuring …"):
        results = [benchmark.measure(workload, repeats, device) for workload in benchmark.WORKLOADS]
    console.print(benchmark.table(results))
    record = {"repeats": repeats, "machine": report.machine(device), "rows": [asdict(result) for result in results]}
    (out / "bench.json").write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")


@app.command()
def diagram(
    out: Annotated[Path, typer.Option(dir_okay=False, help="File that is written.")] = Path("docs/classes.svg"),
) -> None:
    """Figure 2: the class hierarchy, drawn from the classes themselves."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(drawing.draw(), encoding="utf-8")


if __name__ == "__main__":
    app(prog_name="python -m reference")
