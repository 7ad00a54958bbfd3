"""What a watcher keeps: outermost calls in their order, as numbers; and that who is watched notices nothing."""

from types import ModuleType

import pytest
import torch

from grader.worker.watch import Watcher

SOURCE = """
class Part:
    def run(self, x): raise NotImplementedError
class Double(Part):
    def run(self, x): return 2 * x
class Chain(Part):
    def __init__(self, *parts): self.parts = parts
    def run(self, x):
        for part in self.parts: x = part.run(x)
        return x
class Judge:
    def look(self, x, target): return (x - target).sum()
    def go(self): return "gone"
"""
PLAN = {
    "calls": [["look", ["Judge", "Absent"], "look", 1, False], ["go", ["Judge"], "go", None, False],
              ["run", ["Part"], "run", 0, True]],
    "still": [], "enough": ["go", 3], "few": 4,
}  # fmt: skip


@pytest.fixture
def package():
    module = ModuleType("parts")
    exec(SOURCE, module.__dict__)  # noqa: S102 - a package to be watched
    return module


def watched(package, **more):
    watcher = Watcher({**PLAN, **more})
    watcher.wrap(package)
    return watcher


def lines(watcher):
    return watcher.testimony(0)["calls"].tolist()


def test_only_the_outermost_call_counts(package):
    watcher, x = watched(package), torch.arange(6.0).view(3, 2)
    assert package.Chain(package.Double(), package.Double()).run(x).equal(4 * x)
    told = watcher.testimony(7)
    assert told["counts"] == {"look": 0, "go": 0, "run": 1}
    assert told["calls"].tolist() == [[2, 2, 3, 2, 2, 3, 2]]
    assert told["numbers"].tolist() == [*x.flatten().tolist(), *(4 * x).flatten().tolist()]
    assert told["operations"] == 7


def test_a_call_on_what_came_last_goes_on_with_it(package):
    watcher, x = watched(package), torch.ones(3, 2)
    package.Double().run(package.Double().run(x))
    package.Double().run(x)
    assert len(lines(watcher)) == 2
    assert watcher.testimony(0)["numbers"].tolist() == [1.0] * 6 + [4.0] * 6 + [1.0] * 6 + [2.0] * 6


def test_what_is_kept_stays_as_it_was(package):
    watcher, x = watched(package), torch.ones(3, 2)
    y = package.Double().run(x)
    package.Judge().look(y, target=x)
    x.zero_(), y.zero_()
    assert watcher.testimony(0)["numbers"].tolist() == [1.0] * 6 + [2.0] * 6 + [1.0] * 6


def test_a_result_written_into_at_once_is_not_known(package):
    watcher = watched(package)
    package.Double().run(torch.ones(3, 2)).zero_()
    assert lines(watcher) == [[2, 2, 3, 2, -1, -1, -1]]


def test_once_there_was_enough_only_large_calls_and_each_tenth_small_one_are_kept(package):
    watcher, judge, part = watched(package), package.Judge(), package.Double()
    for _ in range(3):
        judge.go()
    for _ in range(20):
        judge.go()
        part.run(torch.ones(2, 2))
    part.run(torch.ones(5, 2))
    told = watcher.testimony(0)
    assert told["counts"] == {"look": 0, "go": 3, "run": 21}
    assert [line[2] for line in told["calls"].tolist()] == [-1] * 3 + [2, 2, 5]
    assert told["dropped"] == 18


def test_what_is_still_does_nothing(package):
    watcher = watched(package, still=["go"])
    assert package.Judge().go() is None
    assert watcher.testimony(0)["counts"]["go"] == 1


def test_who_raises_raises(package):
    watched(package)
    with pytest.raises(NotImplementedError):
        package.Part().run(torch.ones(2, 2))
    with pytest.raises(TypeError):
        package.Double().run()


def test_classes_made_later_are_counted(package):
    watcher = watched(package)
    type("Own", (package.Part,), {"run": lambda _, x: x})().run(torch.ones(2, 2))
    assert watcher.testimony(0)["others"] == 1


def test_watching_draws_no_number_and_keeps_names(package):
    watched(package)
    torch.manual_seed(1)
    package.Double().run(torch.ones(2, 2))
    drawn = torch.rand(1)
    torch.manual_seed(1)
    assert torch.rand(1).equal(drawn)
    assert package.Double.run.__name__ == "run"


def test_odd_values_are_no_tensors_to_keep(package):
    watcher, part = watched(package), package.Double()
    for odd in (3, torch.ones(2, 2, 2), torch.tensor(1.0), torch.ones(2, 2, dtype=torch.complex64)):
        part.run(odd)
    assert {tuple(line[1:]) for line in lines(watcher)} == {(-1,) * 6}
