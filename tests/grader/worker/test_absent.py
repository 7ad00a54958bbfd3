"""Stand-ins for modules that a worker does not load: they answer as the real ones do, and bring nothing with them."""

import importlib
import importlib.util
import operator
import sys
import typing
import warnings

import pytest
import torch

from grader.worker import absent, walls

SHAPES = "torch.fx.experimental.symbolic_shapes"
PLAIN = {
    "sym_eq": [(3, 3), (3, 4), ((1, 2), (1, 2))],
    "guarding_hint_or_throw": [(5,)],
    "has_guarding_hint": [(5,)],
    "is_nested_int": [(3,)],
    **dict.fromkeys(("sym_and", "sym_or"), ((True, True), (True, False), (False, False), (True,))),
}
SCRIPT = """
import abc
import matplotlib, pylab, seaborn as sns
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D

def draw(ax: plt.Axes | None = None, other: None | plt.Axes = None) -> Figure:
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 6))
    left.plot([1, 2], label="x")
    right.set(title="y")
    for each in fig.axes:
        each.grid(True)
    with plt.style.context("ggplot") as style:
        sns.heatmap([[1]], ax=plt.gca())
    return fig

class Picture(plt.Figure, abc.ABC):
    def draw(self):
        return isinstance(self, plt.Axes) or isinstance(plt.gca(), (int, plt.Axes))

plt.rcParams["figure.dpi"] = 100
plt.rcParams["figure.figsize"][0]
plt.rcParams.update({"font.size": 9})
plt.title.text = "set"
matplotlib.use("Agg")
drawn = draw()
"""


@pytest.fixture
def silence(monkeypatch):
    """Nothing of the plotting libraries is loaded, and the silence alone answers for what is not."""
    for name in [name for name in sys.modules if name.partition(".")[0] in absent.PLOTTING]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [absent.Silence()])
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in absent.PLOTTING]:
        del sys.modules[name]


def test_shapes_are_answered_for_as_torch_does():
    real = importlib.import_module(SHAPES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # one of them is about to go
        for name, stand_in in absent.SHAPES.items():
            for arguments in PLAIN.get(name, [(True,), (False,)]):
                assert stand_in(*arguments) == getattr(real, name)(*arguments), (name, arguments)


def stood_in():
    """In a child: nothing of it is loaded when they are put in their places."""
    for name in [name for name in sys.modules if name.startswith((SHAPES, "torch._inductor", "sympy"))]:
        del sys.modules[name]
        holder = sys.modules.get(name.rpartition(".")[0])
        if holder is not None:
            vars(holder).pop(name.rpartition(".")[2], None)
    absent.stand_in()


def test_they_are_found_in_their_places_and_bring_nothing():
    def used():
        stood_in()
        there = set(sys.modules)
        import torch._inductor.config  # noqa: PLC0415
        from torch.fx.experimental.symbolic_shapes import guard_or_false, sym_eq  # noqa: PLC0415

        assert torch._inductor.config is sys.modules["torch._inductor.config"]
        assert guard_or_false(True) is True
        assert sym_eq is operator.eq
        torch.use_deterministic_algorithms(True)
        assert torch._inductor.config.deterministic is True
        assert sys.modules.keys() - there == set()

    assert walls.attempt(used) == ""


def test_a_real_one_that_is_loaded_stays():
    def used():
        stood_in()
        real = sys.modules["torch._inductor.config"] = type(sys)("torch._inductor.config")
        absent.stand_in()
        assert sys.modules["torch._inductor.config"] is torch._inductor.config is real

    assert walls.attempt(used) == ""


@pytest.mark.usefixtures("silence")
def test_a_package_goes_on_as_if_it_drew():
    space = {}
    exec(SCRIPT, space)  # noqa: S102 (it is imported like this)
    assert isinstance(space["drawn"], absent.Nothing)
    assert space["Picture"]().draw()
    assert space["plt"] is sys.modules["matplotlib.pyplot"]
    assert typing.get_type_hints(space["draw"]).keys() == {"ax", "other", "return"}


@pytest.mark.usefixtures("silence")
def test_it_answers_for_plotting_libraries_alone():
    for name in ("matplotlib_inline", "nowhere", "my.matplotlib", "sea"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
    assert importlib.import_module("matplotlib.a.b.c").__name__ == "matplotlib.a.b.c"


@pytest.mark.usefixtures("silence")
def test_what_is_loaded_is_the_real_one(monkeypatch):
    real = type(sys)("seaborn")
    monkeypatch.setitem(sys.modules, "seaborn", real)
    assert importlib.import_module("seaborn") is real


def test_nothing_has_no_special_names_and_hides_no_exception():
    nothing = absent.Nothing("plt")
    assert not hasattr(nothing, "__wrapped__")
    assert not hasattr(nothing, "__array__")
    assert nothing.title.__name__ == "title"
    with pytest.raises(ZeroDivisionError), nothing:
        1 / 0  # noqa: B018
