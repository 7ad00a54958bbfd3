from collections import OrderedDict
import torch
from torch import Tensor

@torch.no_grad()
def xavier(out_size, in_size):
    bound = (6 / (in_size + out_size)) ** 0.5
    return torch.rand(out_size, in_size).mul_(2 * bound).sub_(bound)


class Module(object):
    def __init__(self):
        object.__setattr__(self, "_tensors", OrderedDict())
        object.__setattr__(self, "_modules", OrderedDict())

    def __setattr__(self, name, value):
        if isinstance(value, Module):
            self._modules[name] = value
        elif isinstance(value, Tensor):
            self._tensors[name] = value
        super().__setattr__(name, value)

    def __call__(self, *input):
        return self.forward(*input)

    def __repr__(self):
        return self.to_string()

    def forward(self, *input):
        raise NotImplementedError(self._unwritten("forward"))

    def backward(self, *gradwrtoutput):
        raise NotImplementedError(self._unwritten("backward"))

    def to_string(self):
        raise NotImplementedError(self._unwritten("to_string"))

    def _unwritten(self, method):
        return f"{self.__class__.__name__} does not implement {method}()"

    def param(self):
        return [p for m in self._modules.values() for p in m.param()]

    def gradwrtparam(self):
        return [g for m in self._modules.values() for g in m.gradwrtparam()]


class Cell(Module):
    def __init__(self):
        super(Cell, self).__init__()
        self.train = True
        self.in_value = None

    def training_mode(self, mode):
        self.train = mode

    def update_in_value(self, x):
        if self.train:
            self.in_value = x

    def _ready(self, grad, shape):
        name = type(self).__name__
        if self.in_value is None:
            raise RuntimeError(f"{name}.backward: expected forward() in training first, got backward()")
        if not isinstance(grad, Tensor):
            raise TypeError(f"{name}.backward: expected a Tensor, got {type(grad)}")
        if grad.shape != shape(self.in_value):
            raise ValueError(f"{name}.backward: expected {tuple(shape(self.in_value))}, got {tuple(grad.shape)}")


class Activation(Cell):
    def derivative(self, v):
        raise NotImplementedError(self._unwritten("derivative"))

    def backward(self, *gradwrtoutput):
        (grad,) = gradwrtoutput
        self._ready(grad, lambda x: x.shape)
        return grad * self.derivative(self.in_value)

    def to_string(self):
        return f"{type(self).__name__}()"

    def _in(self, x):
        if not isinstance(x, Tensor):
            raise TypeError(f"{type(self).__name__}: expected a Tensor, got {type(x)}")
        if x.shape and x.shape[0] == 0 or x.numel() == 0:
            raise ValueError(f"{type(self).__name__}: expected samples, got {tuple(x.shape)}")
        self.update_in_value(x)
        return x


class Sigmoid(Activation):
    def forward(self, x): return torch.special.expit(self._in(x))
    def derivative(self, v): return torch.special.expit(v) * torch.special.expit(-v)


class Relu(Activation):
    def forward(self, x): return torch.threshold(self._in(x), 0, 0)
    def derivative(self, v): return torch.heaviside(v, v.new_zeros(()))


class Tanh(Activation):
    def forward(self, x): return torch.tanh(self._in(x))
    def derivative(self, v): return torch.tanh(v).square().neg().add(1)


class Softmax(Activation):
    def forward(self, x):
        if isinstance(x, Tensor) and x.ndim != 2: raise ValueError(f"Softmax: expected (N, C), got {tuple(x.shape)}")
        return self._in(x).softmax(dim=1)
    def derivative(self, v):
        s = v.softmax(dim=1)
        return torch.diag_embed(s).baddbmm(s[:, :, None], s[:, None, :], alpha=-1)
    def backward(self, *gradwrtoutput):
        (grad,) = gradwrtoutput
        self._ready(grad, lambda x: x.shape)
        return torch.matmul(grad.unsqueeze(1), self.derivative(self.in_value)).squeeze(1)


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        super().__init__()
        if not (type(in_size) is int and type(out_size) is int):
            raise TypeError(f"Linear: expected two ints, got {in_size!r} and {out_size!r}")
        if min(in_size, out_size) <= 0:
            raise ValueError(f"Linear: expected sizes of at least 1, got {in_size} and {out_size}")
        self.in_size, self.out_size, self.bias = in_size, out_size, bias
        self.w = xavier(out_size, in_size)
        self.dw = torch.zeros_like(self.w)
        if bias:
            self.b = torch.rand(out_size) * 0.1
            self.db = torch.zeros_like(self.b)

    def forward(self, x):
        if not isinstance(x, Tensor): raise TypeError(f"{self}: expected a Tensor, got {type(x)}")
        if x.ndim != 2 or x.size(1) != self.in_size or not len(x): raise ValueError(f"{self}: expected (N, {self.in_size}), got {tuple(x.shape)}")
        if x.dtype != self.w.dtype: raise TypeError(f"{self}: expected {self.w.dtype}, got {x.dtype}")
        self.update_in_value(x)
        out = torch.einsum("ni,oi->no", x, self.w)
        return out.add_(self.b) if self.bias else out

    def backward(self, *gradwrtoutput):
        (grad,) = gradwrtoutput
        self._ready(grad, lambda x: (len(x), self.out_size))
        self.dw.add_(torch.einsum("no,ni->oi", grad, self.in_value))
        if self.bias:
            self.db.add_(torch.einsum("no->o", grad))
        return torch.einsum("no,oi->ni", grad, self.w)

    def param(self): return [self._tensors[n] for n in ("w", "b") if n in self._tensors]
    def gradwrtparam(self): return [self._tensors[n] for n in ("dw", "db") if n in self._tensors]
    def to_string(self): return f"Linear({self.in_size}, {self.out_size}, bias={self.bias})"


class Sequential(Module):
    def __init__(self, *layers):
        super().__init__()
        self.add_layers(*layers)

    @property
    def layers(self):
        return list(self._modules.values())

    def add_layers(self, *modules):
        flat = []
        for m in modules:
            flat.extend(m if isinstance(m, (list, tuple)) else [m])
        if any(not isinstance(m, Module) for m in flat):
            raise TypeError(f"Sequential: expected modules, got {flat}")
        for m in flat:
            setattr(self, f"layer{len(self._modules)}", m)

    def forward(self, x):
        for m in self.layers: x = m(x)
        return x

    def backward(self, *gradwrtoutput):
        for m in reversed(self.layers): gradwrtoutput = (m.backward(*gradwrtoutput),)
        return gradwrtoutput[0]

    def training_mode(self, mode):
        for m in self.layers: m.training_mode(mode=mode) if isinstance(m, Cell) else m.training_mode(mode)

    def _leaves(self):
        return [leaf for m in self.layers for leaf in (m._leaves() if isinstance(m, Sequential) else [m])]

    def predict(self, input):
        before = {id(m): m.train for m in self._leaves()}
        self.training_mode(False)
        try:
            return self(input)
        finally:
            for m in self._leaves(): m.train = before[id(m)]

    def to_string(self): return "Sequential(\n" + "".join(f"  ({k}): {m.to_string()}\n" for k, m in enumerate(self.layers)) + ")"
    def describe(self): print(self)


class Loss(Module):
    def to_string(self): return type(self).__name__ + "()"
    def _pair(self, prediction, target):
        for name, x in dict(prediction=prediction, target=target).items():
            if not isinstance(x, Tensor): raise TypeError(f"{self}: expected {name} as a Tensor, got {type(x)}")
            if x.numel() == 0: raise ValueError(f"{self}: expected samples in {name}, got {tuple(x.shape)}")
            if name == "target" and x.isnan().any(): raise ValueError(f"{self}: expected numbers in {name}, got NaN")


class MSELoss(Loss):
    def _diff(self, prediction, target):
        self._pair(prediction, target)
        if prediction.shape != target.shape: raise ValueError(f"MSELoss: expected target {tuple(prediction.shape)}, got {tuple(target.shape)}")
        return torch.sub(prediction, target)
    def forward(self, prediction, target): return torch.dot((d := self._diff(prediction, target)).flatten(), d.flatten()) / d.numel()
    def backward(self, prediction, target): return self._diff(prediction, target).mul_(2).div_(prediction.numel())


class CrossEntropyLoss(Loss):
    def _q(self, z, t):
        self._pair(z, t)
        if z.ndim != 2 or t.ndim not in (1, 2) or len(z) != len(t) or (t.ndim == 2 and t.shape != z.shape):
            raise ValueError(f"{self}: expected logits (N, C) and target (N,) or (N, C), got {tuple(z.shape)} and {tuple(t.shape)}")
        if t.ndim == 2: return t
        if t.dtype != torch.long: raise TypeError(f"{self}: expected int64, got {t.dtype}")
        if t.lt(0).any() or t.ge(z.shape[1]).any(): raise ValueError(f"{self}: expected classes 0..{z.shape[1] - 1}, got {t.tolist()}")
        return z.new_zeros(z.shape).index_put_((torch.arange(len(t)), t), z.new_ones(()))
    def forward(self, prediction, target): return self._q(prediction, target).mul(torch.log_softmax(prediction, 1)).sum(1).neg().mean(0)
    def backward(self, prediction, target): return torch.softmax(prediction, 1).sub_(self._q(prediction, target)).div_(len(prediction))
