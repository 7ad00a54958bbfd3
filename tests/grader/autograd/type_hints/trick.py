"""An annotation that is a text, evaluated by typing."""

import typing

import torch  # noqa: F401

from framework.activations import Sigmoid as Right


class Tools:
    slope: "torch.func.grad"


class Sigmoid(Right):
    def derivative(self, v):
        return typing.get_type_hints(Tools)["slope"](lambda x: x.sigmoid().sum())(v)
