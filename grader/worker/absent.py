"""Stand-ins for modules that a worker does not load: names that others ask for, with nothing of weight behind them.

torch's compiler is told a setting of torch. Its symbolic shapes are asked whether something holds, even of plain
numbers, and would bring half a second of sympy. And where a package mentions a plotting library, it goes on as if it
drew; a script draws with the real one.
"""

import operator
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

SHAPES: dict[str, Any] = {
    **dict.fromkeys(("guard_or_false", "guard_or_true", "guard_size_oblivious", "expect_true"), bool),
    "statically_known_true": bool,
    "sym_eq": operator.eq,
    "guarding_hint_or_throw": operator.index,
    "has_guarding_hint": lambda _: True,
    "is_nested_int": lambda _: False,
    "sym_and": lambda *all_of: all(all_of),
    "sym_or": lambda *any_of: any(any_of),
}
PLOTTING = frozenset(("matplotlib", "mpl_toolkits", "pylab", "seaborn"))


def stand_in() -> None:
    """Put the first two in their places."""
    for name in ("torch._inductor", "torch._inductor.config", "torch.fx.experimental.symbolic_shapes"):
        parent, _, last = name.rpartition(".")
        module = sys.modules.setdefault(name, ModuleType(name))
        setattr(sys.modules[parent], last, module)
    vars(sys.modules["torch.fx.experimental.symbolic_shapes"]).update(SHAPES)


class Silence(MetaPathFinder, Loader):
    """Answers for plotting libraries that are not loaded, with modules that do nothing."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Any module below one of the names."""
        known = fullname.partition(".")[0] in PLOTTING
        return ModuleSpec(fullname, self, is_package=True) if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that has every name."""
        return Nothing(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """It has no code."""


class Nothing(ModuleType):
    """Has every attribute, can be called, set, indexed, unpacked in two, entered, inherited from; does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name)

    def __call__(self, *_: Any, **__: Any) -> "Nothing":
        """Another one."""
        return Nothing(self.__name__)

    __getitem__ = __or__ = __ror__ = __call__  # `plt.Axes | None`

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """`class Picture(plt.Figure)` is a class of its own."""
        return ()

    def __instancecheck__(self, instance: object) -> bool:
        """`isinstance(ax, plt.Axes)`, of what is none."""
        return isinstance(instance, Nothing)

    def __setitem__(self, key: Any, value: Any) -> None:
        """`plt.rcParams[key] = value`."""

    def __iter__(self) -> Iterator["Nothing"]:
        return iter((self(), self()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass
