"""What a suite may raise: each says who, what was expected and what came, and carries a hint for the student."""

APPROXIMATED = "Write the formula of the derivative: an approximation by nearby values earns nothing."


class Mismatch(AssertionError):
    """What came is not what was expected; `hint` names the likely mistake without giving the values."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Blocked(Mismatch):
    """The test cannot say anything, because something that it leans on is wrong already; the text names it."""
