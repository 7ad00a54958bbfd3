"""A mini deep-learning framework on tensors: the derivatives are written by hand, autograd is never used.

Read in this order: `module`, `cell`, `linear`, `activations`, `sequential`, `losses`, `optimizers`, `training`.
"""

from framework.activations import Activation, Relu, Sigmoid, Softmax, Tanh
from framework.cell import Cell
from framework.errors import DomainError, FrameworkError, KindError, OrderError, ShapeError
from framework.linear import Linear
from framework.losses import CrossEntropyLoss, Loss, MSELoss
from framework.module import Module
from framework.optimizers import SGD, Adam, Optimizer
from framework.sequential import Sequential

__all__ = [
    "SGD",
    "Activation",
    "Adam",
    "Cell",
    "CrossEntropyLoss",
    "DomainError",
    "FrameworkError",
    "KindError",
    "Linear",
    "Loss",
    "MSELoss",
    "Module",
    "Optimizer",
    "OrderError",
    "Relu",
    "Sequential",
    "ShapeError",
    "Sigmoid",
    "Softmax",
    "Tanh",
]
