"""Errors carried forward: a training leans on every part, and a part that is known to be wrong costs its own points.

Where its tests failed, a part of ours takes its place (`stand_ins`), so that the rest is judged. A part that does
nothing right of what a training needs was not begun: nothing is made up for, and the test is blocked. So it is where
nothing of the student's would be left. Every other suite brings what it leans on itself.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..testing.mismatch import Blocked

PARTS = {
    "Conv2d": ("conv.", ("lists", "forward", "gradient_input", "gradient_kernel", "gradient_bias")),
    "Upsample": ("upsample.", ("example", "forward", "backward")),
    "ReLU": ("activations.test_relu", ("relu", "relu_backward")),
    "Sigmoid": ("activations.test_sigmoid", ("sigmoid", "sigmoid_backward")),
    "MSELoss": ("losses.test_mse", ("mse", "mse_gradient")),
    "psnr": ("losses.test_psnr", ()),
    "Sequential": ("sequential.", ("forward", "backward", "lists")),
    "SGD": ("optimizers.", ("zero_grad", "step", "steps")),
}
"""How the names of a part's tests begin; and those that show that it was begun, or none where nobody asks."""
FELL = ("failed", "blocked", "crashed", "timeout")
HOME = f"{__package__}.stand_ins"
"""Our own parts, a solution: a copy of the suites for students is without them."""


class Parts:
    """What a training is put together from: the student's parts, and ours for those that are known to be wrong."""

    def __init__(self, student: Any, kinds: Mapping[str, str]) -> None:
        self._student, self._kinds = student, kinds
        self.wrong = [name for name in PARTS if self._fallen(name)]

    def take(self, *names: str) -> dict[str, Any]:
        """The classes of those names; raises Blocked where one was not begun, or nothing of the student's is left."""
        wrong = [name for name in names if name in self.wrong]
        ours = self._ours(wrong)
        if wrong and (ours is None or len(wrong) == len(names)):
            raise self.blocked(*wrong)
        made = ours.STAND_INS if ours else {}
        return {
            name: self._student.define(name, made[name]) if name in wrong else getattr(self._student, name)
            for name in names
        }

    def in_place(self) -> str:
        """What puts ours in the places of the wrong ones where the script runs; empty where that cannot be done."""
        ours = self._ours(self.wrong)
        return ours.in_place(self.wrong) if self.wrong and ours else ""

    def blocked(self, *names: str) -> Blocked:
        """Names what is wrong already."""
        tests = [test for name in names for test in self._fallen(name)]
        return Blocked(
            f"leans on {', '.join(names)}: mend {', '.join(tests[:3])} first",
            f"First mend {', '.join(names)}: the tests of {'these' if len(names) > 1 else 'this'} above say how.",
        )

    def _ours(self, wrong: list[str]) -> Any:
        """Our own parts; None in a copy for students, or where one of the wrong ones was not begun."""
        return import_module(HOME) if all(map(self._begun, wrong)) and find_spec(HOME) else None

    def _fallen(self, name: str) -> list[str]:
        """The tests of a part that did not pass."""
        begins, part = PARTS[name][0], f"[{name}]"
        exercise = begins.partition(".")[0]
        return [
            test
            for test, kind in self._kinds.items()
            if kind in FELL and (test.startswith(begins) or (test.startswith(f"{exercise}.") and test.endswith(part)))
        ]

    def _begun(self, name: str) -> bool:
        begins, core = PARTS[name]
        exercise = begins.partition(".")[0]
        return not core or any(self._kinds.get(f"{exercise}.test_{test}") == "passed" for test in core)
