"""My mini deep learning framework."""

from .activations import Activation, Relu, Sigmoid, Softmax, Tanh
from .linear import Linear
from .losses import CrossEntropyLoss, Loss, MSELoss
from .module import Cell, Module
from .optimizers import SGD, Adam, Optimizer
from .sequential import Sequential

__all__ = [
    "SGD", "Activation", "Adam", "Cell", "CrossEntropyLoss", "Linear", "Loss", "MSELoss", "Module",
    "Optimizer", "Relu", "Sequential", "Sigmoid", "Softmax", "Tanh",
]
