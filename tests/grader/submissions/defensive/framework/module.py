"""Base classes."""

from .checks import BadOrder, check_bool


class Module:
    def forward(self, *input):
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, *gradwrtoutput):
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def param(self):
        return []

    def gradwrtparam(self):
        return []

    def to_string(self):
        raise NotImplementedError(f"{type(self).__name__}.to_string")


class Cell(Module):
    def __init__(self):
        self.train = True
        self.in_value = None

    def training_mode(self, mode):
        check_bool(f"{type(self).__name__}.training_mode", mode)
        self.train = mode

    def update_in_value(self, x):
        if self.train:
            self.in_value = x.clone()

    def stored_input(self):
        if self.in_value is None:
            raise BadOrder(self.to_string(), "a forward in training mode first", "backward")
        return self.in_value.clone()
