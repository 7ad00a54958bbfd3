"""Errors carried forward, of this assignment: its parts, and the base that its cells stand on.

Where a student's `Cell` forgets its input, the layers are judged on a sound base (`Mended`); where parts of a training
run are known to be wrong, parts of ours take their places (`Parts`).
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..testing import carry
from ..testing.carry import FELL, Part

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


class Parts(carry.Parts):
    """What a training run is put together from; a wrong base of cells is made up for as well."""

    def __init__(self, student: Any, kinds: Mapping[str, str]) -> None:
        ours = standins()
        super().__init__(student, kinds, PARTS, ours.STAND_INS if ours else None)

    def in_place(self) -> str:
        """What puts ours in the places of the student's where a script runs, below its own cells, too."""
        ours = super().in_place()
        if standins() and any(self._kinds.get(name) in FELL for name in BASE):
            own = [name for name in CELLS if name not in self.stood_in_for()]
            ours += standins().mended_in_place(own, parameters=self._kinds.get(NO_PARAMETERS) in FELL)
        return ours

    def all_fallen(self) -> list[str]:
        """Every part that is known to be wrong, the base classes first."""
        return [name for name in (BASES, *PARTS) if self.fallen(name)]

    def _speaks(self, test: str, name: str) -> bool:
        return test.startswith("module.") if name == BASES else super()._speaks(test, name)
