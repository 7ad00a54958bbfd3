"""Private storage behind properties, and a registry that each subclass enters by itself."""

from __future__ import annotations

import math
from contextlib import contextmanager
from functools import reduce
from itertools import chain
from typing import ClassVar, Iterator

import torch
from torch import Tensor


class FrameworkError(Exception):
    def __init__(self, who: object, expected: object, got: object) -> None:
        super().__init__(f"{who}: expected {expected}, got {got}")


class WrongValue(FrameworkError, ValueError): ...


class WrongType(FrameworkError, TypeError): ...


class WrongOrder(FrameworkError, RuntimeError): ...


class Module:
    registry: ClassVar[dict[str, type]] = {}

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        Module.registry[cls.__name__] = cls

    def __str__(self) -> str:
        return self.to_string()

    def forward(self, *input: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} (a Module) has no forward of its own")

    def backward(self, *gradwrtoutput: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} (a Module) has no backward of its own")

    def to_string(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} (a Module) has no to_string of its own")

    def param(self) -> list[Tensor]:
        return [pair[0] for pair in self._pairs()]

    def gradwrtparam(self) -> list[Tensor]:
        return [pair[1] for pair in self._pairs()]

    def _pairs(self) -> list[tuple[Tensor, Tensor]]:
        return []

    def _cells(self) -> Iterator[Cell]:
        return iter(())


class Cell(Module):
    def __init__(self) -> None:
        self.__train = True
        self.__kept: Tensor | None = None

    @property
    def train(self) -> bool:
        return self.__train

    @train.setter
    def train(self, mode: bool) -> None:
        self.__train = mode

    @property
    def in_value(self) -> Tensor | None:
        return self.__kept

    @in_value.setter
    def in_value(self, x: Tensor | None) -> None:
        self.__kept = x

    def training_mode(self, mode: bool) -> None:
        self.train = mode

    def update_in_value(self, x: Tensor) -> None:
        if self.train:
            self.in_value = x.detach().clone()

    def _cells(self) -> Iterator[Cell]:
        yield self

    def _at(self) -> Tensor:
        if self.in_value is None:
            raise WrongOrder(type(self).__name__, "a forward with train True first", "none")
        return self.in_value

    def _fits(self, g: object, *shape: int) -> Tensor:
        if not isinstance(g, Tensor):
            raise WrongType(type(self).__name__, "a tensor", type(g).__name__)
        if g.shape != shape:
            raise WrongValue(type(self).__name__, f"a gradient of shape {shape}", tuple(g.shape))
        return g


class Activation(Cell):
    def derivative(self, v: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} (an Activation) has no derivative of its own")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        at = self._at()
        return self.derivative(at) * self._fits(gradwrtoutput, *at.shape)

    def to_string(self) -> str:
        return f"<{type(self).__name__}>"

    def _accept(self, x: object) -> Tensor:
        if not isinstance(x, Tensor) or not x.is_floating_point():
            raise WrongType(type(self).__name__, "a tensor of floats", type(x).__name__)
        if 0 in x.shape:
            raise WrongValue(type(self).__name__, "at least one sample", tuple(x.shape))
        return x


class Elementwise(Activation):
    """Subclasses say what happens to an element."""

    def forward(self, x: Tensor) -> Tensor:
        y = self._f(self._accept(x))
        self.update_in_value(x)
        return y

    def _f(self, x: Tensor) -> Tensor:
        raise NotImplementedError(type(self).__name__)


class Sigmoid(Elementwise):
    def _f(self, x: Tensor) -> Tensor:
        return (1 + torch.tanh(x / 2)) / 2

    def derivative(self, v: Tensor) -> Tensor:
        return 0.25 * (1 - torch.tanh(v / 2).square())


class Tanh(Elementwise):
    def _f(self, x: Tensor) -> Tensor:
        return torch.tanh(x)

    def derivative(self, v: Tensor) -> Tensor:
        return torch.addcmul(torch.ones_like(v), torch.tanh(v), torch.tanh(v), value=-1)


class Relu(Elementwise):
    def _f(self, x: Tensor) -> Tensor:
        return torch.maximum(x, torch.zeros_like(x))

    def derivative(self, v: Tensor) -> Tensor:
        return torch.heaviside(v, torch.zeros((), dtype=v.dtype))


class Softmax(Activation):
    def forward(self, x: Tensor) -> Tensor:
        if self._accept(x).dim() != 2:
            raise WrongValue("Softmax", "(N, C)", tuple(x.shape))
        self.update_in_value(x)
        return self._s(x)

    @staticmethod
    def _s(x: Tensor) -> Tensor:
        e = (x - x.max(dim=1, keepdim=True)[0]).exp()
        return e / e.sum(dim=1, keepdim=True)

    def derivative(self, v: Tensor) -> Tensor:
        s = self._s(v)
        eye = torch.eye(s.shape[1], dtype=s.dtype, device=s.device)
        return s[:, :, None] * (eye - s[:, None, :])

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        at = self._at()
        g = self._fits(gradwrtoutput, *at.shape)
        s = self._s(at)
        return s * (g - (g * s).sum(1, True))


class Linear(Cell):
    def __init__(self, in_size: int, out_size: int, bias: bool = True) -> None:
        super().__init__()
        for name, size in {"in_size": in_size, "out_size": out_size}.items():
            if isinstance(size, bool) or not isinstance(size, int):
                raise WrongType("Linear", f"a whole number as {name}", size)
            if size < 1:
                raise WrongValue("Linear", f"{name} of at least 1", size)
        self.__sizes, self.__bias = (in_size, out_size), bias
        spread = math.sqrt(1 / in_size)
        values = [spread * (2 * torch.rand(out_size, in_size) - 1), spread * (2 * torch.rand(out_size) - 1)]
        self.__stored = [(v, torch.zeros_like(v)) for v in values[: 1 + bool(bias)]]

    in_size = property(lambda self: self.__sizes[0])
    out_size = property(lambda self: self.__sizes[1])
    bias = property(lambda self: self.__bias)
    w = property(lambda self: self.__stored[0][0])
    dw = property(lambda self: self.__stored[0][1])
    b = property(lambda self: self.__stored[1][0] if self.bias else None)
    db = property(lambda self: self.__stored[1][1] if self.bias else None)

    def _pairs(self) -> list[tuple[Tensor, Tensor]]:
        return list(self.__stored)

    def to_string(self) -> str:
        return f"Linear({self.in_size}, {self.out_size}{'' if self.bias else ', without bias'})"

    def forward(self, x: Tensor) -> Tensor:
        if not isinstance(x, Tensor) or x.dtype != self.w.dtype:
            raise WrongType(self, f"a tensor of {self.w.dtype}", getattr(x, "dtype", type(x).__name__))
        if x.dim() != 2 or x.shape[1] != self.in_size or not len(x):
            raise WrongValue(self, f"(N, {self.in_size}) with N ≥ 1", tuple(x.shape))
        self.update_in_value(x)
        y = torch.einsum("ni,oi->no", x, self.w)
        return y if self.b is None else y.add(self.b)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        x = self._at()
        g = self._fits(gradwrtoutput, len(x), self.out_size)
        terms = (torch.einsum("no,ni->oi", g, x), g.sum(0))
        for (_, total), term in zip(self.__stored, terms):
            total.add_(term)
        return torch.einsum("no,oi->ni", g, self.w)


class Sequential(Module):
    def __init__(self, *layers: Module) -> None:
        self.__layers: list[Module] = []
        self.add_layers(*layers)

    @property
    def layers(self) -> list[Module]:
        return self.__layers

    def add_layers(self, *modules: Module | list[Module]) -> None:
        flat = list(chain.from_iterable(m if isinstance(m, (list, tuple)) else (m,) for m in modules))
        if odd := [m for m in flat if not isinstance(m, Module)]:
            raise WrongType("Sequential", "modules or lists of modules", type(odd[0]).__name__)
        self.__layers += flat

    def _cells(self) -> Iterator[Cell]:
        for layer in self.layers:
            yield from layer._cells()

    def _pairs(self) -> list[tuple[Tensor, Tensor]]:
        return [pair for m in self.layers for pair in zip(m.param(), m.gradwrtparam())]

    def forward(self, x: Tensor) -> Tensor:
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        return reduce(lambda value, layer: layer.backward(value), reversed(self.layers), gradwrtoutput)

    def training_mode(self, mode: bool) -> None:
        for cell in self._cells():
            cell.training_mode(mode)

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        modes = {cell: cell.train for cell in self._cells()}
        self.training_mode(False)
        try:
            yield
        finally:
            for cell, mode in modes.items():
                cell.training_mode(mode)

    def predict(self, input: Tensor) -> Tensor:
        with self._evaluating():
            return self.forward(input)

    def to_string(self) -> str:
        return "Sequential(" + "; ".join(map(str, (m.to_string() for m in self.layers))) + ")"

    def describe(self) -> None:
        print(self)


class Loss(Module):
    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} (a Loss) has no forward of its own")

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} (a Loss) has no backward of its own")

    def to_string(self) -> str:
        return f"<{type(self).__name__}>"

    def _both(self, prediction: object, target: object) -> tuple[Tensor, Tensor]:
        for what, value in (("prediction", prediction), ("target", target)):
            if not isinstance(value, Tensor):
                raise WrongType(self, f"a tensor as {what}", type(value).__name__)
        if not prediction.numel():
            raise WrongValue(self, "at least one sample", tuple(prediction.shape))
        if torch.isnan(target).any():
            raise WrongValue(self, "a target without NaN", "NaN")
        return prediction, self._fitting(prediction, target)

    def _fitting(self, prediction: Tensor, target: Tensor) -> Tensor:
        if prediction.shape != target.shape:
            raise WrongValue(self, f"a target of shape {tuple(prediction.shape)}", tuple(target.shape))
        return target


class MSELoss(Loss):
    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        p, t = self._both(prediction, target)
        return torch.dot((p - t).flatten(), (p - t).flatten()) / p.numel()

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        p, t = self._both(prediction, target)
        return (p - t).mul(2).div(p.numel())


class CrossEntropyLoss(Loss):
    def _fitting(self, prediction: Tensor, target: Tensor) -> Tensor:
        if target.dim() != 1:
            return super()._fitting(prediction, target)
        if prediction.dim() != 2 or len(target) != len(prediction):
            raise WrongValue(self, f"{len(prediction)} classes", len(target))
        if target.is_floating_point():
            raise WrongType(self, "class indices of int64", target.dtype)
        if int(target.min()) < 0 or int(target.max()) >= prediction.shape[1]:
            raise WrongValue(self, f"classes below {prediction.shape[1]}", target.tolist())
        return torch.zeros_like(prediction).index_put_((torch.arange(len(target)), target), torch.ones((), dtype=prediction.dtype))

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        z, t = self._both(prediction, target)
        log_p = z - z.logsumexp(1, keepdim=True)
        return -torch.einsum("nc,nc->", t, log_p) / len(z)

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        z, t = self._both(prediction, target)
        return (Softmax._s(z) * t.sum(1, keepdim=True) - t).div(len(z))


class Optimizer:
    def __init__(self, model: Module, lr: float) -> None:
        if not isinstance(model, Module):
            raise WrongType(type(self).__name__, "a Module", type(model).__name__)
        if not isinstance(lr, (int, float)):
            raise WrongType(type(self).__name__, "a number as lr", type(lr).__name__)
        if not lr >= 0:
            raise WrongValue(type(self).__name__, "a learning rate of at least 0", lr)
        self.__model = model
        self.lr = lr

    @property
    def model(self) -> Module:
        return self.__model

    def zero_grad(self) -> None:
        for gradient in self.model.gradwrtparam():
            gradient.fill_(0.0)

    def step(self) -> None:
        raise NotImplementedError(f"{type(self).__name__} (an Optimizer) has no step of its own")


class SGD(Optimizer):
    def __init__(self, model: Module, lr: float = 0.01, momentum: float = 0.0) -> None:
        super().__init__(model, lr)
        self.momentum, self.velocity = momentum, [torch.zeros_like(p) for p in model.param()]

    def step(self) -> None:
        for p, g, v in zip(self.model.param(), self.model.gradwrtparam(), self.velocity):
            v.mul_(self.momentum).add_(g)
            p.add_(v, alpha=-self.lr)


class Adam(Optimizer):
    def __init__(self, model: Module, lr: float = 0.001, betas: tuple = (0.9, 0.999), eps: float = 1e-8) -> None:
        super().__init__(model, lr)
        self.betas, self.eps = betas, eps
        self.t, self.m, self.v = 0, None, None

    def step(self) -> None:
        params, grads = self.model.param(), self.model.gradwrtparam()
        if self.t == 0:
            self.m, self.v = [torch.zeros_like(p) for p in params], [torch.zeros_like(p) for p in params]
        self.t += 1
        b1, b2 = self.betas
        for p, g, m, v in zip(params, grads, self.m, self.v):
            m.copy_(b1 * m + (1 - b1) * g)
            v.copy_(b2 * v + (1 - b2) * g.square())
            denominator = v.sqrt() / math.sqrt(1 - b2**self.t) + self.eps
            p.addcdiv_(m, denominator, value=-self.lr / (1 - b1**self.t))
