from .activations import Activation, Relu, Sigmoid, Softmax, Tanh
from .linear import Linear
from .sequential import Sequential
