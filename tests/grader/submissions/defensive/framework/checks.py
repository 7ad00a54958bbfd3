"""Own exceptions, each also the builtin that a caller would expect; validation as decorators."""

from functools import wraps

import torch


class FrameworkError(Exception):
    """Root of everything raised here."""

    def __init__(self, who, expected, got):
        super().__init__(who, expected, got)
        self.who, self.expected, self.got = who, expected, got

    def __str__(self):
        return f"[{self.who}] expected {self.expected} but got {self.got}"


class BadShape(FrameworkError, ValueError):
    pass


class BadValue(FrameworkError, ValueError):
    pass


class BadType(FrameworkError, TypeError):
    pass


class BadOrder(FrameworkError, RuntimeError):
    pass


def check_tensor(who, x, name="input"):
    if type(x) is not torch.Tensor:
        raise BadType(who, f"{name} as torch.Tensor", type(x).__name__)
    if not x.dtype.is_floating_point:
        raise BadType(who, f"{name} with a floating dtype", x.dtype)


def check_input(who, x):
    check_tensor(who, x)
    if 0 in x.shape:
        raise BadShape(who, "a batch that is not empty", tuple(x.shape))


def check_gradient(who, grad, shape, dtype):
    check_tensor(who, grad, "gradient")
    if tuple(grad.shape) != tuple(shape):
        raise BadShape(who, f"gradient {tuple(shape)}", tuple(grad.shape))
    if grad.dtype != dtype:
        raise BadType(who, f"gradient in {dtype}", grad.dtype)


def check_bool(who, mode):
    if mode is not True and mode is not False:
        raise BadType(who, "True or False", repr(mode))


def fresh(method):
    """Hand out a copy, whatever the method gives."""

    @wraps(method)
    def copying(self, *args):
        return method(self, *(a.clone() if isinstance(a, torch.Tensor) else a for a in args)).clone()

    return copying
