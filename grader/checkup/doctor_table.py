"""What `doctor` found, on the terminal: the walls as a table, a line a forbidden action, the two scores last."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.checkup.doctor import Diagnosis
from grader.report import fingerprint
from grader.report.terminal import MOST_CHARACTERS


def show_diagnosis(found: Diagnosis, console: Console) -> None:
    """Print what `doctor` found: the walls, each forbidden action, the two scores."""
    walls = Table(title="walls round a worker", show_header=False)
    for name in ("user", "filesystem", "network", "syscalls", "namespaces", "engine"):
        walls.add_row(name, Text(str(getattr(found.isolation, name))))
    walls.add_row(fingerprint.library()[0], f"{fingerprint.library()[1]}, one thread here, one in a worker")
    console.print(walls)
    for missing in found.isolation.missing:
        console.print(Text(f"missing: {missing}", style="yellow"))
    for attempt in found.attempts:
        said = f"HAS AN EFFECT: {attempt.effect}" if attempt.effect else f"held ({attempt.answer})"
        style = "red" if attempt.effect else "green"
        console.print(Text(f"{attempt.action}: {said}"[:MOST_CHARACTERS], style=style))
    console.print(f"{len(found.attempts)} forbidden actions tried, {len(found.holes)} had an effect")
    console.print(f"the solution scores {found.solution}, the untouched handout {found.nothing}")
