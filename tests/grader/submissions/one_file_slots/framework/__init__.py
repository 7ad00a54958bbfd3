"""Everything in one file, with __slots__ and properties."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def _need(condition: bool, error: type[Exception], text: str) -> None:
    if not condition:
        raise error(text)


class Module:
    __slots__ = ()

    def forward(self, *input):
        raise NotImplementedError("%s.forward is virtual" % self.__class__.__name__)

    def backward(self, *gradwrtoutput):
        raise NotImplementedError("%s.backward is virtual" % self.__class__.__name__)

    def to_string(self) -> str:
        raise NotImplementedError("%s.to_string is virtual" % self.__class__.__name__)

    def param(self) -> list:
        return []

    def gradwrtparam(self) -> list:
        return []

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}>"


class Cell(Module):
    __slots__ = ("_in_value", "_train")

    def __init__(self) -> None:
        self._train = True
        self._in_value = None

    @property
    def train(self) -> bool:
        return self._train

    @train.setter
    def train(self, value: bool) -> None:
        self._train = value

    @property
    def in_value(self):
        return self._in_value

    @in_value.setter
    def in_value(self, value) -> None:
        self._in_value = value

    def training_mode(self, mode: bool) -> None:
        self.train = mode

    def update_in_value(self, x: Tensor) -> None:
        if self._train:
            self._in_value = x

    def _checked(self, x, ndim=None) -> Tensor:
        who = self.__class__.__name__
        _need(isinstance(x, Tensor), TypeError, f"{who}: input: expected Tensor, got {type(x)}")
        _need(ndim is None or x.ndim == ndim, ValueError, f"{who}: input: expected {ndim} dimensions, got shape {tuple(x.size())}")
        _need(x.numel() > 0, ValueError, f"{who}: input: expected at least one sample, got shape {tuple(x.size())}")
        return x

    def _back(self, grad, shape) -> Tensor:
        who = self.__class__.__name__
        _need(self._in_value is not None, RuntimeError, f"{who}: backward before forward")
        _need(isinstance(grad, Tensor), TypeError, f"{who}: gradient: expected Tensor, got {type(grad)}")
        _need(grad.size() == shape, ValueError, f"{who}: gradient: expected {tuple(shape)}, got {tuple(grad.size())}")
        return grad


class Linear(Cell):
    __slots__ = ("_grads", "_params", "bias", "in_size", "out_size")

    def __init__(self, in_size: int, out_size: int, bias: bool = True) -> None:
        super().__init__()
        for n in (in_size, out_size):
            _need(isinstance(n, int), TypeError, f"Linear: size: expected int, got {type(n)}")
            _need(n > 0, ValueError, f"Linear: size: expected a positive int, got {n}")
        self.in_size, self.out_size, self.bias = in_size, out_size, bias
        std = math.sqrt(2.0 / (in_size + out_size))
        self._params = [torch.randn(out_size, in_size) * std]
        if bias:
            self._params.append(torch.zeros(out_size))
        self._grads = [torch.zeros_like(p) for p in self._params]

    w = property(lambda self: self._params[0])
    dw = property(lambda self: self._grads[0])

    @property
    def b(self):
        return self._params[1] if self.bias else None

    @property
    def db(self):
        return self._grads[1] if self.bias else None

    def forward(self, x: Tensor) -> Tensor:
        self._checked(x, 2)
        _need(x.size(1) == self.in_size, ValueError, f"Linear: input: expected (*, {self.in_size}), got {tuple(x.size())}")
        _need(x.dtype == self.w.dtype, TypeError, f"Linear: input: expected {self.w.dtype}, got {x.dtype}")
        self.update_in_value(x)
        out = torch.mm(x, self.w.t())
        if self.bias:
            out += self.b
        return out

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        x = self._in_value
        g = self._back(gradwrtoutput, torch.Size((0 if x is None else x.size(0), self.out_size)))
        self.dw.add_(torch.mm(g.t(), x))
        if self.bias:
            self.db.add_(torch.sum(g, dim=0))
        return torch.mm(g, self.w)

    def param(self) -> list:
        return self._params[:]

    def gradwrtparam(self) -> list:
        return self._grads[:]

    def to_string(self) -> str:
        return f"fully connected {self.in_size} -> {self.out_size}"


class Activation(Cell):
    __slots__ = ()

    def derivative(self, v: Tensor) -> Tensor:
        raise NotImplementedError("%s.derivative is virtual" % self.__class__.__name__)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        g = self._back(gradwrtoutput, None if self._in_value is None else self._in_value.size())
        return torch.mul(g, self.derivative(self._in_value))

    def to_string(self) -> str:
        return self.__class__.__name__.lower()


class Sigmoid(Activation):
    __slots__ = ()

    def forward(self, x: Tensor) -> Tensor:
        self.update_in_value(self._checked(x))
        return 1 / (1 + torch.exp(-x))

    def derivative(self, v: Tensor) -> Tensor:
        e = torch.exp(-torch.abs(v))
        return e / (1 + e) ** 2


class Relu(Activation):
    __slots__ = ()

    def forward(self, x: Tensor) -> Tensor:
        self.update_in_value(self._checked(x))
        return torch.where(x > 0, x, torch.zeros_like(x))

    def derivative(self, v: Tensor) -> Tensor:
        return torch.where(v > 0, torch.ones_like(v), torch.zeros_like(v))


class Tanh(Activation):
    __slots__ = ()

    def forward(self, x: Tensor) -> Tensor:
        self.update_in_value(self._checked(x))
        return x.tanh()

    def derivative(self, v: Tensor) -> Tensor:
        t = v.tanh()
        return (1 - t) * (1 + t)


class Softmax(Activation):
    __slots__ = ()

    @staticmethod
    def _value(x: Tensor) -> Tensor:
        e = (x - x.amax(dim=1, keepdim=True)).exp()
        return e / e.sum(dim=1, keepdim=True)

    def forward(self, x: Tensor) -> Tensor:
        self.update_in_value(self._checked(x, 2))
        return self._value(x)

    def derivative(self, v: Tensor) -> Tensor:
        s = self._value(v).unsqueeze(2)
        return s * torch.eye(v.size(1), dtype=v.dtype) - s @ s.transpose(1, 2)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        g = self._back(gradwrtoutput, None if self._in_value is None else self._in_value.size())
        return (self.derivative(self._in_value) @ g.unsqueeze(2)).squeeze(2)


class Sequential(Module):
    __slots__ = ("_layers",)

    def __init__(self, *layers: Module) -> None:
        self._layers = []
        self.add_layers(*layers)

    @property
    def layers(self) -> list:
        return self._layers

    def add_layers(self, *modules) -> None:
        flat = []
        for m in modules:
            flat += m if isinstance(m, list) else [m]
        bad = [m for m in flat if not isinstance(m, Module)]
        _need(not bad, TypeError, f"Sequential: expected modules, got {[type(m).__name__ for m in bad]}")
        self._layers += flat

    def forward(self, x: Tensor) -> Tensor:
        for layer in self._layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        for layer in self._layers[::-1]:
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self) -> list:
        return sum((layer.param() for layer in self._layers), [])

    def gradwrtparam(self) -> list:
        return sum((layer.gradwrtparam() for layer in self._layers), [])

    def training_mode(self, mode: bool) -> None:
        for layer in self._layers:
            layer.training_mode(mode)

    def predict(self, input: Tensor) -> Tensor:
        for layer in self._layers:
            if isinstance(layer, Sequential):
                input = layer.predict(input)
            else:
                before = layer.train
                layer.train = False
                try:
                    input = layer.forward(input)
                finally:
                    layer.train = before
        return input

    def to_string(self) -> str:
        return "[" + " | ".join(layer.to_string() for layer in self._layers) + "]"

    def describe(self) -> None:
        print(self.to_string())


class Loss(Module):
    __slots__ = ()

    def _pair(self, p, t) -> None:
        who = self.__class__.__name__
        for name, x in (("prediction", p), ("target", t)):
            _need(isinstance(x, Tensor), TypeError, f"{who}: {name}: expected Tensor, got {type(x)}")
            _need(x.numel() > 0, ValueError, f"{who}: {name}: expected at least one sample, got shape {tuple(x.size())}")
        _need(not torch.isnan(t).any(), ValueError, f"{who}: target: expected numbers, got NaN")

    def to_string(self) -> str:
        return self.__class__.__name__


class MSELoss(Loss):
    __slots__ = ()

    def _difference(self, p: Tensor, t: Tensor) -> Tensor:
        self._pair(p, t)
        _need(p.size() == t.size(), ValueError, f"MSELoss: target: expected {tuple(p.size())}, got {tuple(t.size())}")
        return p - t

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return self._difference(prediction, target).pow(2).mean()

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        d = self._difference(prediction, target)
        return d * (2.0 / d.numel())


class CrossEntropyLoss(Loss):
    __slots__ = ()

    def _rows(self, p: Tensor, t: Tensor) -> Tensor:
        self._pair(p, t)
        _need(p.ndim == 2, ValueError, f"CrossEntropyLoss: prediction: expected 2 dimensions, got {tuple(p.size())}")
        n, c = p.size()
        if t.ndim == 2:
            _need(t.size() == p.size(), ValueError, f"CrossEntropyLoss: target: expected {(n, c)}, got {tuple(t.size())}")
            return t
        _need(t.size() == (n,), ValueError, f"CrossEntropyLoss: target: expected {(n,)}, got {tuple(t.size())}")
        _need(t.dtype == torch.int64, TypeError, f"CrossEntropyLoss: target: expected int64, got {t.dtype}")
        _need(0 <= int(t.min()) and int(t.max()) < c, ValueError, f"CrossEntropyLoss: target: expected 0..{c - 1}")
        return (t.unsqueeze(1) == torch.arange(c)).to(p.dtype)

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        rows = self._rows(prediction, target)
        return (rows * (prediction.logsumexp(1, keepdim=True) - prediction)).sum(1).mean()

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        rows = self._rows(prediction, target)
        return (prediction - prediction.logsumexp(1, keepdim=True)).exp().sub(rows).div(prediction.size(0))


class Optimizer:
    __slots__ = ("lr", "model")

    def __init__(self, model: Module, lr: float) -> None:
        who = self.__class__.__name__
        _need(isinstance(model, Module), TypeError, f"{who}: model: expected Module, got {type(model)}")
        _need(isinstance(lr, (int, float)), TypeError, f"{who}: lr: expected a number, got {type(lr)}")
        _need(lr >= 0, ValueError, f"{who}: lr: expected a number of at least 0, got {lr}")
        self.model = model
        self.lr = lr

    def zero_grad(self) -> None:
        for g in self.model.gradwrtparam():
            g.fill_(0)

    def step(self) -> None:
        raise NotImplementedError("%s.step is virtual" % self.__class__.__name__)


class SGD(Optimizer):
    __slots__ = ()

    def __init__(self, model: Module, lr: float = 0.01) -> None:
        super().__init__(model, lr)

    def step(self) -> None:
        for p, g in zip(self.model.param(), self.model.gradwrtparam()):
            p -= self.lr * g


class Adam(Optimizer):
    __slots__ = ("_state", "betas", "eps", "t")

    def __init__(self, model: Module, lr: float = 0.001, betas=(0.9, 0.999), eps: float = 1e-8) -> None:
        super().__init__(model, lr)
        self.betas, self.eps, self.t = betas, eps, 0
        self._state = [(torch.zeros_like(p), torch.zeros_like(p)) for p in model.param()]

    def step(self) -> None:
        self.t += 1
        b1, b2 = self.betas
        for p, g, (m, v) in zip(self.model.param(), self.model.gradwrtparam(), self._state):
            m *= b1
            m += (1 - b1) * g
            v *= b2
            v += (1 - b2) * g**2
            scale = self.lr * math.sqrt(1 - b2**self.t) / (1 - b1**self.t)
            p -= scale * m / (v.sqrt() + self.eps * math.sqrt(1 - b2**self.t))
