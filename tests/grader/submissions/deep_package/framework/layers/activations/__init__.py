from ...core.base import Cell, Virtual
from .elementwise import Activation, Relu, Sigmoid, Tanh
from .softmax import Softmax
