"""Typed, with dataclasses and mix-ins; a layer's parameters are Parameter records."""

from .base import Cell, Module, Sequential
from .cells import Activation, Linear, Relu, Sigmoid, Softmax, Tanh
from .fitting import SGD, Adam, CrossEntropyLoss, Loss, MSELoss, Optimizer

__all__ = ("SGD", "Activation", "Adam", "Cell", "CrossEntropyLoss", "Linear", "Loss", "MSELoss", "Module", "Optimizer",
           "Relu", "Sequential", "Sigmoid", "Softmax", "Tanh")
