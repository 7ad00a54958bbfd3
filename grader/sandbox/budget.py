"""What workers may use up together: those of one exercise, and those of a whole submission.

CPU and wall time are counted an exercise. Time in which nothing is computed is counted once for all: whoever sleeps
just below every limit would hold up a class for ten minutes, with hardly any CPU.
"""


class Purse:
    """The seconds that the workers of a submission have let pass without computing, all of them together."""

    def __init__(self) -> None:
        self.idle_seconds = 0.0  # standing in line for a core on a busy machine is not counted


class Budget:
    """What the workers of one exercise have used up together; `extra_seconds` of CPU are beyond the common limit."""

    def __init__(self, extra_seconds: float = 0.0) -> None:
        # What an exercise may use beyond the common limit is credit: below zero at first.
        self.extra = extra_seconds
        self.seconds = -2 * extra_seconds
        self.cpu_seconds = -extra_seconds  # of workers that have ended
