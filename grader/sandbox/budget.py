"""What the workers of one exercise have used up together."""


class Budget:
    """What the workers of one exercise have used up together."""

    def __init__(self, extra_seconds: float = 0.0) -> None:
        # What an exercise may use beyond the common limit is credit: below zero at first.
        self.extra = extra_seconds
        self.seconds = -2 * extra_seconds
        self.cpu_seconds = -extra_seconds  # of workers that have ended
