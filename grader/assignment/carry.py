"""Errors carried forward: what a test leans on and does not judge may be the suite's own.

A mistake costs its own points. Where a student's `Cell` forgets its input, the layers are judged on a sound base
(`Mended`); where parts of a training run are known to be wrong, parts of ours take their places (`Parts`), so that the
rest is judged, and mistakes add up. A part that does nothing right of what a run needs was not begun: nothing is made
up for, and the test is blocked. So it is where nothing of the student's would be left.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from ..testing.mismatch import Blocked

NO_PARAMETERS = "module.test_no_parameters"
BASE = (
    "module.test_cell_at_first",
    "module.test_training_mode",
    "module.test_update_in_value",
    "module.test_in_value_by_forward",
    "module.test_cells_apart",
    NO_PARAMETERS,
)
CELLS = ("Sigmoid", "Relu", "Tanh", "Softmax", "Linear")


class Part(NamedTuple):
    """A part of a training run, by the tests that judge it."""

    tests: str  # how their names begin; those that end in [its name] judge it as well
    core: tuple[str, ...]  # of those that show that it was begun: it does something of what a run needs

    @property
    def exercise(self) -> str:
        """The exercise that these tests belong to."""
        return self.tests.partition(".")[0]


PARTS = {
    "Linear": Part("linear.", ("forward", "forward_example", "backward_example", "gradient_input", "gradient_weight",
                               "gradient_bias")),
    "Sequential": Part("sequential.", ("forward", "backward", "whole_gradients", "nesting", "predict")),
    "Relu": Part("activations.test_relu", ("relu", "relu_backward")),
    "Tanh": Part("activations.test_tanh", ("tanh", "tanh_derivative", "tanh_backward")),
    "MSELoss": Part("losses.test_mse", ("mse", "mse_gradient")),
    "CrossEntropyLoss": Part("losses.test_cross_entropy", ("cross_entropy_indices", "cross_entropy_rows",
                             "cross_entropy_gradient_indices", "cross_entropy_gradient_rows")),
    "SGD": Part("optimizers.test_sgd", ("sgd_one_step", "sgd_ten_steps", "live[SGD]")),
    "Adam": Part("optimizers.test_adam", ("adam_one_step", "adam_ten_steps", "live[Adam]")),
}  # fmt: skip
BASES = "Module and Cell"
FELL = ("failed", "blocked", "crashed", "timeout")
HOME = f"{__package__}.stand_ins"
"""The texts of our own parts, a solution: a copy of the suites for students is without them."""


@cache
def standins() -> Any:
    """Our own parts, or None in such a copy."""
    return import_module(HOME) if find_spec(HOME) else None


class Mended:
    """A student whose cells keep `train` and `in_value` by a base of ours; all else is the student's."""

    def __init__(self, student: Any, *, parameters: bool) -> None:
        self._student, self._parameters = student, parameters
        self._mended: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in CELLS:
            return getattr(self._student, name)
        if name not in self._mended:
            source = standins().base(name, parameters=self._parameters).replace("Mended", name)
            self._mended[name] = self._student.define(name, source)
        return self._mended[name]

    def define(self, name: str, source: str) -> Any:
        """A class of the suite's; one that is built on Cell stands on the sound base, too."""
        base = standins().MENDED_BASE.replace("Mended", name) if f"class {name}(Cell):" in source else ""
        return self._student.define(name, source + base)


def mend(student: Any, kinds: Mapping[str, str], exercise: str) -> Any:
    """The student as the suite of `exercise` sees it: on a sound base, if its own is known to be wrong."""
    wrong = [name for name in BASE if kinds.get(name) in FELL]
    if exercise == "module" or not wrong or standins() is None:
        return student
    return Mended(student, parameters=NO_PARAMETERS in wrong)


class Parts:
    """What a training run is put together from: the student's parts, and ours for those that are known to be wrong."""

    def __init__(self, student: Any, kinds: Mapping[str, str]) -> None:
        self._student, self._kinds = student, kinds

    def take(self, *names: str) -> dict[str, Any]:
        """The classes of those names; raises Blocked where one was not begun, or nothing of the student's is left."""
        wrong = [name for name in dict.fromkeys(names) if self.fallen(name)]
        if standins() is None or len(wrong) == len(set(names)):
            missing = wrong
        else:
            missing = [name for name in wrong if not self._begun(name)]
        if missing:
            raise self.blocked(*missing)
        return {
            name: self._student.define(name, standins().STAND_INS[name])
            if name in wrong
            else getattr(self._student, name)
            for name in names
        }

    def in_place(self) -> str:
        """What puts ours in the places of the student's where a script runs; empty where there is nothing to do.

        A part that was not begun stays as it is: where the script gets on without it, so does the judgement.
        """
        wrong = [name for name in PARTS if self.fallen(name) and self._begun(name)]
        based = any(self._kinds.get(name) in FELL for name in BASE)
        if not standins() or not (wrong or based):
            return ""
        ours: str = standins().in_place(wrong)
        if based:
            own = [name for name in CELLS if name not in wrong]
            ours += standins().mended_in_place(own, parameters=self._kinds.get(NO_PARAMETERS) in FELL)
        return ours

    def fallen(self, name: str) -> list[str]:
        """The tests of a part that did not pass, and judged nothing else."""
        return [test for test, kind in self._kinds.items() if kind in FELL and self._speaks(test, name)]

    def all_fallen(self) -> list[str]:
        """Every part that is known to be wrong, the base classes first."""
        return [name for name in (BASES, *PARTS) if self.fallen(name)]

    def not_begun(self) -> list[str]:
        """Those of them that nothing of ours takes the place of."""
        return [name for name in PARTS if self.fallen(name) and not self._begun(name)]

    def blocked(self, *names: str) -> Blocked:
        """Names what is wrong already."""
        tests = [test for name in names for test in self.fallen(name)]
        return Blocked(
            f"leans on {', '.join(names)}: mend {', '.join(tests[:3])} first",
            f"First mend {', '.join(names)}: the tests of {'these' if len(names) > 1 else 'this'} above say how.",
        )

    def _speaks(self, test: str, name: str) -> bool:
        if name == BASES:
            return test.startswith("module.")
        part = PARTS[name]
        return test.startswith(part.tests) or (test.startswith(f"{part.exercise}.") and test.endswith(f"[{name}]"))

    def _begun(self, name: str) -> bool:
        part = PARTS[name]
        return any(self._kinds.get(f"{part.exercise}.test_{test}") == "passed" for test in part.core)
