import torch


def need(condition, kind, who, expected, got):
    if not condition:
        raise kind("{}: expected {}, got {}".format(who, expected, got))


def a_tensor(who, x):
    need(isinstance(x, torch.Tensor), TypeError, who, "a tensor", type(x).__name__)
    need(x.is_floating_point(), TypeError, who, "floating point numbers", getattr(x, "dtype", None))
    need(x.numel() > 0, ValueError, who, "at least one sample", tuple(x.shape))
    return x


def like(who, g, shape):
    need(isinstance(g, torch.Tensor), TypeError, who, "a tensor as gradient", type(g).__name__)
    need(tuple(g.shape) == tuple(shape), ValueError, who, "a gradient of shape %s" % (tuple(shape),), tuple(g.shape))


def virtual(name):
    def method(self, *arguments):
        raise NotImplementedError(type(self).__name__ + " does not define " + name)

    return method


class Module:
    forward = virtual("forward")
    backward = virtual("backward")
    to_string = virtual("to_string")

    def param(self):
        return []

    def gradwrtparam(self):
        return []


class Loss(Module):
    def to_string(self):
        return "loss " + type(self).__name__


class Remembering:
    """Mix-in: what a cell remembers."""

    def __init__(self):
        super().__init__()
        self.train, self.in_value = True, None

    def training_mode(self, mode):
        self.train = bool(mode)

    def update_in_value(self, x):
        self.in_value = x.clone() if self.train else self.in_value

    def recall(self):
        need(self.in_value is not None, RuntimeError, self.to_string(), "a training forward before backward", "none")
        return self.in_value


class Cell(Remembering, Module):
    pass


class Activation(Cell):
    derivative = virtual("derivative")

    def backward(self, gradwrtoutput):
        x = self.recall()
        like(self.to_string(), gradwrtoutput, x.shape)
        return torch.mul(self.derivative(x), gradwrtoutput)

    def to_string(self):
        return "activation " + type(self).__name__
