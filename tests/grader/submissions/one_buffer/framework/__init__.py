# -*- coding: utf-8 -*-
"""One buffer for all: [w | b] is one matrix, w and b are windows onto it."""
from collections import deque
from copy import deepcopy
import math
import torch as t
from torch import Tensor as T


def demand(ok, kind, who, wanted, came):
    if not ok:
        raise kind('%s: expected %s, got %s' % (who, wanted, came))


class Module:
    def _who(self):
        return type(self).__name__
    def forward(self, *input): self._virtual(self.forward)
    def backward(self, *gradwrtoutput): self._virtual(self.backward)
    def to_string(self): self._virtual(self.to_string)
    def _virtual(self, method):
        raise NotImplementedError(f'{self._who()}.{method.__name__}')
    def param(self): return []
    def gradwrtparam(self): return []


class Cell(Module):
    train, in_value = True, None
    def training_mode(self, on): self.train = on
    def update_in_value(self, x): self.in_value = x.clone() if self.train else self.in_value
    def _given(self, x, *dims):
        demand(isinstance(x, T), TypeError, self._who(), 'a tensor', type(x).__name__)
        demand(x.numel() > 0, ValueError, self._who(), 'samples', list(x.shape))
        demand(not dims or x.dim() in dims, ValueError, self._who(), f'{dims} dimensions', list(x.shape))
    def _back(self, g, shape):
        demand(self.in_value is not None, RuntimeError, self._who(), 'a training forward', 'backward')
        demand(isinstance(g, T), TypeError, self._who(), 'a tensor', type(g).__name__)
        demand(tuple(g.shape) == tuple(shape(self.in_value)), ValueError, self._who(), tuple(shape(self.in_value)), tuple(g.shape))


class Activation(Cell):
    def derivative(self, v): self._virtual(self.derivative)
    def backward(self, g):
        self._back(g, lambda x: x.shape)
        return t.mul(self.derivative(self.in_value), g)
    def to_string(self): return 'activation ' + self._who()


class Sigmoid(Activation):
    def forward(self, x):
        self._given(x); self.update_in_value(x)
        return 0.5 * (1 + t.tanh(0.5 * x))
    def derivative(self, v):
        e = t.exp(-v.abs())
        return e / (1 + e).square()


class Relu(Activation):
    def forward(self, x):
        self._given(x); self.update_in_value(x)
        return (x + x.abs()) / 2
    def derivative(self, v):
        d = t.empty_like(v)
        d[v > 0], d[v <= 0] = 1, 0
        return d


class Tanh(Activation):
    def forward(self, x):
        self._given(x); self.update_in_value(x)
        e = t.exp(-2 * x.abs())
        return x.sign() * (1 - e) / (1 + e)
    def derivative(self, v):
        return t.cosh(v.clamp(-80, 80)).pow(-2)


class Softmax(Activation):
    def _p(self, x): return t.exp(x - t.logsumexp(x, 1, True))
    def forward(self, x):
        self._given(x, 2); self.update_in_value(x)
        return self._p(x)
    def derivative(self, v):
        p = self._p(v)
        return p.unsqueeze(2) * (t.eye(v.shape[1], dtype=v.dtype, device=v.device) - p.unsqueeze(1))
    def backward(self, g):
        self._back(g, lambda x: x.shape)
        return t.stack([row @ J for row, J in zip(g, self.derivative(self.in_value))])


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        for n in (in_size, out_size):
            demand(isinstance(n, int), TypeError, 'Linear', 'a whole number', repr(n))
            demand(n >= 1, ValueError, 'Linear', 'a size above 0', n)
        self.in_size, self.out_size, self.bias = in_size, out_size, bool(bias)
        self._theta = t.empty(out_size, in_size + self.bias).normal_(0, 1 / math.sqrt(in_size))
        self._grad = t.zeros(out_size, in_size + self.bias)
        self.w, self.dw = self._theta[:, :in_size], self._grad[:, :in_size]
        self.b, self.db = (self._theta[:, in_size], self._grad[:, in_size]) if bias else (None, None)
        self._p = [self.w, self.b] if bias else [self.w]
        self._g = [self.dw, self.db] if bias else [self.dw]
    def _with_ones(self, x):
        return t.cat((x, x.new_ones(len(x), 1)), 1) if self.bias else x
    def forward(self, x):
        self._given(x, 2)
        demand(x.shape[1] == self.in_size, ValueError, self.to_string(), f'(N, {self.in_size})', tuple(x.shape))
        demand(x.dtype == self.w.dtype, TypeError, self.to_string(), self.w.dtype, x.dtype)
        self.update_in_value(x)
        return t.inner(self._with_ones(x), self._theta)
    def backward(self, g):
        self._back(g, lambda x: (len(x), self.out_size))
        self._grad += t.tensordot(g, self._with_ones(self.in_value), dims=([0], [0]))
        return t.matmul(g, self.w)
    def param(self): return self._p
    def gradwrtparam(self): return self._g
    def to_string(self): return f'Linear({self.in_size} -> {self.out_size})'


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = deque()
        self.add_layers(*layers)
    def add_layers(self, *modules):
        queue, found = deque(modules), []
        while queue:
            m = queue.popleft()
            if isinstance(m, (list, tuple)): queue.extendleft(reversed(m))
            else: found.append(m)
        for m in found: demand(isinstance(m, Module), TypeError, 'Sequential', 'modules', type(m).__name__)
        self.layers.extend(found)
    def forward(self, x):
        for layer in self.layers: x = layer.forward(x)
        return x
    def backward(self, g):
        self.layers.reverse()
        try:
            for layer in self.layers: g = layer.backward(g)
        finally:
            self.layers.reverse()
        return g
    def param(self): return sum([list(l.param()) for l in self.layers], [])
    def gradwrtparam(self): return sum([list(l.gradwrtparam()) for l in self.layers], [])
    def training_mode(self, on):
        for l in self.layers: l.training_mode(on)
    def predict(self, input):
        twin = deepcopy(self)
        twin.training_mode(False)
        return twin.forward(input)
    def to_string(self): return ' -> '.join(l.to_string() for l in self.layers)
    def describe(self): print(*[l.to_string() for l in self.layers], sep='\n')


class Loss(Module):
    def to_string(self): return self._who()


class MSELoss(Loss):
    def _e(self, p, y):
        for x in (p, y): demand(isinstance(x, T), TypeError, 'MSELoss', 'a tensor', type(x).__name__)
        demand(p.shape == y.shape and p.numel(), ValueError, 'MSELoss', 'equal shapes with samples', (tuple(p.shape), tuple(y.shape)))
        demand(not y.isnan().any(), ValueError, 'MSELoss', 'numbers', 'NaN')
        return p - y
    def forward(self, prediction, target): return self._e(prediction, target).norm() ** 2 / prediction.numel()
    def backward(self, prediction, target): return self._e(prediction, target) * 2 / prediction.numel()


class CrossEntropyLoss(Loss):
    def _check(self, z, y):
        for x in (z, y): demand(isinstance(x, T), TypeError, self._who(), 'a tensor', type(x).__name__)
        demand(z.dim() == 2 and z.numel() and y.shape in (z.shape, z.shape[:1]), ValueError, self._who(), 'fitting shapes', (tuple(z.shape), tuple(y.shape)))
        if y.dim() == 2: demand(not y.isnan().any(), ValueError, self._who(), 'numbers', 'NaN')
        else:
            demand(y.dtype == t.int64, TypeError, self._who(), 'int64', y.dtype)
            demand(0 <= y.min() and y.max() < z.shape[1], ValueError, self._who(), f'classes below {z.shape[1]}', y.tolist())
    def forward(self, prediction, target):
        self._check(prediction, target)
        if target.dim() == 1:
            return t.logsumexp(prediction, 1).sub(prediction.gather(1, target[:, None])[:, 0]).mean()
        return -(t.special.log_softmax(prediction, 1) * target).sum().div(len(target))
    def backward(self, prediction, target):
        self._check(prediction, target)
        g = t.special.softmax(prediction, 1)
        if target.dim() == 1: g.scatter_add_(1, target[:, None], -t.ones_like(g[:, :1]))
        else: g -= target
        return g / len(target)


class Optimizer:
    def __init__(self, model, lr):
        demand(isinstance(model, Module), TypeError, type(self).__name__, 'a module', type(model).__name__)
        demand(type(lr) in (int, float), TypeError, type(self).__name__, 'a number', type(lr).__name__)
        demand(lr >= 0, ValueError, type(self).__name__, 'a rate of at least 0', lr)
        self.model, self.lr = model, lr
    def zero_grad(self):
        for g in self.model.gradwrtparam(): g.fill_(0)
    def step(self): raise NotImplementedError(type(self).__name__ + '.step')


class SGD(Optimizer):
    def __init__(self, model, lr=1e-2): super().__init__(model, lr)
    def step(self):
        for p, g in zip(self.model.param(), self.model.gradwrtparam()): t.sub(p, g, alpha=self.lr, out=p)


class Adam(Optimizer):
    def __init__(self, model, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model, lr)
        self.betas, self.eps, self.k = betas, eps, 0
        self.moments = {}
    def step(self):
        self.k += 1
        (a, b), k = self.betas, self.k
        for i, (p, g) in enumerate(zip(self.model.param(), self.model.gradwrtparam())):
            m, v = self.moments.get(i, (0, 0))
            self.moments[i] = m, v = a * m + (1 - a) * g, b * v + (1 - b) * g * g
            root = math.sqrt(1 - b ** k)
            p -= self.lr * root / (1 - a ** k) * m / (v.sqrt() + self.eps * root)
