"""Layers put together from plain functions: each class is made by a factory that closes over f and f'."""
from .core import Activation, Cell, Loss, Module
from .layers import CrossEntropyLoss, Linear, MSELoss, Relu, Sigmoid, Softmax, Tanh
from .network import SGD, Adam, Optimizer, Sequential
