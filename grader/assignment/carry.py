"""Errors carried forward: what a test leans on and does not judge may be the suite's own.

A mistake costs its own points. Where a student's `Cell` forgets its input, the layers are judged on a sound base
(`Mended`); where one part of a training run is known to be wrong, a part of ours takes its place (`Parts`), so
that the rest is judged. A part that was hardly begun is no mistake, and is not made up for: then the test is blocked.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..testing.mismatch import Blocked

BASE = (
    "module.test_cell_at_first",
    "module.test_training_mode",
    "module.test_update_in_value",
    "module.test_in_value_by_forward",
    "module.test_cells_apart",
    "module.test_no_parameters",
)
CELLS = ("Sigmoid", "Relu", "Tanh", "Softmax", "Linear")
SPEAKS_OF = {
    "Module and Cell": ("module.",),
    "Linear": ("linear.",),
    "Sequential": ("sequential.",),
    **{
        name: (f"activations.test_{name.lower()}", "activations.test_in_value", "activations.test_untouched",
               "activations.test_own_activation", "activations.test_pure_derivative", "activations.test_strides")
        for name in ("Relu", "Tanh")
    },
    **{
        name: (f"losses.test_{key}", "losses.test_laws", "losses.test_dtype", "losses.test_strides",
               "losses.test_untouched")
        for name, key in (("MSELoss", "mse"), ("CrossEntropyLoss", "cross_entropy"))
    },
    **{
        name: (f"optimizers.test_{name.lower()}", "optimizers.test_attributes", "optimizers.test_zero_grad",
               "optimizers.test_live", "optimizers.test_apart", "optimizers.test_between_steps",
               "optimizers.test_dtype")
        for name in ("SGD", "Adam")
    },
}  # fmt: skip
"""Which tests say whether a part is right: the beginnings of their names."""

BEGUN = 0.2  # share of a part's tests that must have passed for ours to take its place
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
            source = standins().MENDED_BASE.replace("Mended", name)
            if self._parameters and name != "Linear":
                source += standins().NO_PARAMETERS
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
    return Mended(student, parameters="module.test_no_parameters" in wrong)


class Parts:
    """What a training run is put together from: the student's parts, and at most one exercise's of ours."""

    def __init__(self, student: Any, kinds: Mapping[str, str]) -> None:
        self._student, self._kinds = student, kinds

    def fallen(self, name: str) -> list[str]:
        """The tests of a part that did not pass."""
        return [test for test in self._tests(name) if self._kinds[test] in FELL]

    def take(self, *names: str) -> dict[str, Any]:
        """The classes of those names; raises Blocked where too much of them is wrong."""
        wrong = {name: self.fallen(name) for name in dict.fromkeys(names)}
        wrong = {name: tests for name, tests in wrong.items() if tests}
        exercises = {tests[0].partition(".")[0] for tests in wrong.values()}
        ours = standins() is not None and len(exercises) == 1 and all(self._begun(name) for name in wrong)
        if wrong and not ours:
            raise self.blocked(*wrong)
        return {
            name: self._student.define(name, standins().STAND_INS[name])
            if name in wrong
            else getattr(self._student, name)
            for name in names
        }

    def blocked(self, *names: str) -> Blocked:
        """Names what is wrong already."""
        tests = [test for name in names for test in self.fallen(name)]
        return Blocked(
            f"leans on {', '.join(names)}: mend {', '.join(tests[:3])} first",
            f"First mend {', '.join(names)}: the tests of {'these' if len(names) > 1 else 'this'} above say how.",
        )

    def _tests(self, name: str) -> list[str]:
        return [test for test in self._kinds if test.startswith(SPEAKS_OF[name])]

    def _begun(self, name: str) -> bool:
        tests = self._tests(name)
        return sum(self._kinds[test] == "passed" for test in tests) >= BEGUN * len(tests)
