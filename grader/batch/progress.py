"""How far a batch is: a bar with rate, time left and the slowest on a terminal, and a summary at the end."""

import time
from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from grader.batch.entries import Entry

WORK = ("graded", "not gradable", "failed")  # what takes time, and so counts for the rate
RECENT = 20  # results that the rate is taken over


class ProgressBar:
    """The progress of a batch of `total` entries, shown on `console`."""

    def __init__(self, total: int, console: Console) -> None:
        self.counts: Counter[str] = Counter()
        self._total, self._console = total, console
        self._began, self._ends = time.monotonic(), [time.monotonic()]
        self._slowest: tuple[float, str] = (0.0, "")
        self._bar = Progress(
            BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[words]}", markup=False), console=console
        )
        self._task = self._bar.add_task("", total=total, words="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def done(self, entry: Entry, how: str, seconds: float) -> None:
        """Count an entry that is through, and show the rate; `seconds` is what grading it took."""
        self.counts[how] += 1
        if how in WORK:
            self._ends = [*self._ends, time.monotonic()][-RECENT - 1 :]
        if how == "graded":
            self._slowest = max(self._slowest, (seconds, entry.id))
        if how in ("failed", "not gradable"):
            self._console.print(Text(f"{entry.id}: {how}", style="yellow"))
        self._bar.update(self._task, advance=1, words=self._words())

    def pulse(self, running: str, seconds: float) -> None:
        """Show which entry has been running longest, and for how many seconds."""
        self._bar.update(self._task, words=f"{self._words()} · {running} runs for {seconds:.0f} s")

    def summary(self) -> str:
        """One sentence for the end."""
        parts = [f"{count} {how}" for how, count in sorted(self.counts.items())]
        worked, wall = self.counts["graded"], time.monotonic() - self._began
        rate = [f"{60 * worked / wall:.0f} graded a minute"] if worked and wall > 0 else []
        slow = [f"the slowest was {self._slowest[1]} with {self._slowest[0]:.1f} s"] if worked else []
        done = ", ".join(parts) or ("nothing graded" if self._total else "nothing to grade")
        return f"{done}: {wall:.1f} s" + "".join(f", {p}" for p in rate + slow) + "."

    def _words(self) -> str:
        """Rate, time left, slowest so far."""
        fresh, span = len(self._ends) - 1, time.monotonic() - self._ends[0]
        if not fresh or span <= 0:
            return ""
        left = (self._total - sum(self.counts.values())) * span / fresh
        words = f"{60 * fresh / span:.0f} a minute · {left // 60:.0f}:{left % 60:02.0f} left"
        return f"{words} · slowest {self._slowest[1]} {self._slowest[0]:.1f} s" if self._slowest[1] else words
