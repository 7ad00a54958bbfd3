"""`python -m grader.watching`: what looking for approximated derivatives costs, over the suites that ask for gradients.

The same suites with and without the watch, paired and interleaved, on the project's own solution; medians.
"""

import statistics
import sys
from pathlib import Path

import msgspec
import torch

from grader import intake, running
from grader import rubric as rubrics
from grader.approximation import Watch
from grader.bench import NotASolution, timed
from grader.outcomes import Journal
from grader.probes import PROBES
from grader.rubric import Rubric
from grader.sandbox import Sandbox
from grader.watch import Budget
from grader.zygote import Zygote

ROUNDS = 15


class Cost(msgspec.Struct, frozen=True):
    """Medians of the rounds, in seconds of CPU time, both sides of the wire together."""

    without: float
    watched: float

    @property
    def share(self) -> float:
        """What the watch adds, as a share of the suites alone."""
        return self.watched / self.without - 1


def gradient_suites(rubric: Rubric) -> Rubric:
    """The exercises in which a derivative is watched; what earlier exercises they need is taken for granted."""
    kept = {key: e for key, e in rubric.exercises.items() if any(test.watched for test in e.tests.values())}
    return msgspec.structs.replace(rubric, exercises=kept)


def measure(solution: Path, rounds: int = ROUNDS) -> Cost:
    """Run them `rounds` times each way, and once each before to warm up."""
    files, rubric, zygote = intake.read(solution).files, gradient_suites(rubrics.read()), Zygote()

    def run(*, watched: bool) -> None:
        with Sandbox(files, zygote=zygote) as sandbox:
            watch = Watch(lambda rough: sandbox.student(Budget(), rough=rough), PROBES, 1) if watched else None
            outcomes = Journal(rubric)
            running.run(rubric, lambda _: sandbox.student(Budget()), seed=1, journal=outcomes, watch=watch)
        if short := [outcome for outcome in outcomes if outcome.kind != "passed"]:
            raise NotASolution(f"expected a solution with full marks, got {short[0]}")

    try:
        pairs = [(timed(lambda: run(watched=False))[0], timed(lambda: run(watched=True))[0]) for _ in range(rounds + 1)]
    finally:
        zygote.close()
    return Cost(*(statistics.median(column) for column in zip(*pairs[1:], strict=True)))


def main() -> None:
    """Say it in two lines."""
    torch.set_num_threads(1)
    cost = measure(Path(__file__).parents[1])
    sys.stdout.write(f"gradient suites: {cost.without:.2f} s CPU; with the watch {cost.watched:.2f} s\n")
    sys.stdout.write(f"the watch: {cost.share:+.0%}\n")


if __name__ == "__main__":
    main()
