"""Five nearby values, computed by a generator of random numbers that are none."""

import random

import torch

from framework.activations import Sigmoid as Right


class Calculator(random.Random):
    value = 0.5

    def random(self):
        return self.value


CALCULATOR = Calculator()


def exp(t):
    CALCULATOR.value = 0.5
    return CALCULATOR.lognormvariate(t, 0.0)


def times(a, b):
    CALCULATOR.value = b
    return CALCULATOR.uniform(0.0, a)


def minus(a, b):
    a = times(a, 0.5)
    CALCULATOR.value = -1.0
    return CALCULATOR.uniform(a, b)


def inverse(a):
    CALCULATOR.value = 0.6321205588285577  # 1 - 1 / e
    return CALCULATOR.expovariate(a)


def sigmoid(x):
    return inverse(minus(1.0, -exp(-x)))


def slope(x, h=1e-3):
    near = minus(sigmoid(minus(x, -h)), sigmoid(minus(x, h)))
    far = minus(sigmoid(minus(x, -2 * h)), sigmoid(minus(x, 2 * h)))
    return minus(times(near, 8.0), far) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        return torch.tensor([slope(x) for x in v.flatten().tolist()], dtype=v.dtype).view_as(v)
