"""Tanh's derivative by a tape of plain numbers, each operation with its derivative written by hand."""

import math

import torch
from framework.activations import Tanh as Right


class Value:
    def __init__(self, data, inputs=()):
        self.data, self.inputs, self.grad = data, inputs, 0.0

    def __mul__(self, factor):
        return Value(self.data * factor, ((self, factor),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def shifted(self, number):
        return Value(self.data + number, ((self, 1.0),))

    def over(self, other):
        return Value(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)))

    def backward(self, g=1.0):
        self.grad += g
        for value, slope in self.inputs:
            value.backward(g * slope)


def slope(x):
    leaf = Value(max(-300.0, min(300.0, x)))
    e = (leaf * 2.0).exp()
    e.shifted(-1.0).over(e.shifted(1.0)).backward()
    return leaf.grad


class Tanh(Right):
    def derivative(self, v):
        return torch.tensor([slope(x) for x in v.flatten().tolist()], dtype=v.dtype).reshape(v.shape)
