"""The differentiation engine, put out of order."""

STATUS = 86  # exit status of a worker that called it
