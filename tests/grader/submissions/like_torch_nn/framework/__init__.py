"""Like torch.nn, but by hand: a Module registers the tensors and the modules that it is given."""
from .nn import CrossEntropyLoss, Linear, Loss, Module, MSELoss, Relu, Sequential, Sigmoid, Softmax, Tanh, Activation, Cell
from .optim import SGD, Adam, Optimizer
