import torch

from .core import Activation, Cell, Loss, a_tensor, like, need


def activation(name, f, slope):
    """A class whose forward is f and whose derivative is slope."""

    def forward(self, x):
        y = f(a_tensor(name, x))
        self.update_in_value(x)
        return y

    def derivative(self, v):
        return slope(v)

    return type(name, (Activation,), {"forward": forward, "derivative": derivative})


def stable_sigmoid(x):
    small = torch.exp(-x.abs())
    return torch.where(x >= 0, 1 / (1 + small), small / (1 + small))


def stable_tanh(x):
    small = torch.expm1(-2 * x.abs())
    return torch.sign(x) * (-small / (small + 2))


def bell(v):
    small = torch.exp(-v.abs())
    return small / (1 + small) ** 2


Sigmoid = activation("Sigmoid", stable_sigmoid, bell)
Tanh = activation("Tanh", stable_tanh, lambda v: 4 * bell(2 * v))
Relu = activation("Relu", lambda x: torch.where(x > 0, x, torch.zeros_like(x)), lambda v: torch.gt(v, 0).type_as(v))


def probabilities(x):
    return torch.exp(x - torch.logsumexp(x, dim=1, keepdim=True))


class Softmax(Activation):
    def forward(self, x):
        a_tensor("Softmax", x)
        need(x.dim() == 2, ValueError, "Softmax", "two dimensions", tuple(x.shape))
        self.update_in_value(x)
        return probabilities(x)

    def derivative(self, v):
        s = probabilities(v)
        return torch.stack([torch.diag(row) - torch.outer(row, row) for row in s])

    def backward(self, gradwrtoutput):
        x = self.recall()
        like("Softmax", gradwrtoutput, x.shape)
        s = probabilities(x)
        weighted = s * gradwrtoutput
        return weighted - s * weighted.sum(dim=1, keepdim=True)


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        super().__init__()
        for size in (in_size, out_size):
            need(isinstance(size, int) and not isinstance(size, bool), TypeError, "Linear", "whole sizes", repr(size))
            need(size > 0, ValueError, "Linear", "sizes of at least 1", size)
        self.in_size, self.out_size, self.bias = in_size, out_size, bias
        self.w = torch.randn(out_size, in_size) * (2 / (in_size + out_size)) ** 0.5
        self.dw = torch.zeros(out_size, in_size)
        if bias:
            self.b = torch.randn(out_size) * 0.1
            self.db = torch.zeros(out_size)

    def to_string(self):
        return "Linear(%d, %d, bias=%s)" % (self.in_size, self.out_size, self.bias)

    def param(self):
        return [self.w, self.b] if self.bias else [self.w]

    def gradwrtparam(self):
        return [self.dw, self.db] if self.bias else [self.dw]

    def forward(self, x):
        who = self.to_string()
        need(isinstance(x, torch.Tensor), TypeError, who, "a tensor", type(x).__name__)
        need(x.dtype == self.w.dtype, TypeError, who, self.w.dtype, x.dtype)
        fits = x.dim() == 2 and x.size(1) == self.in_size and x.size(0) > 0
        need(fits, ValueError, who, "(N, %d)" % self.in_size, tuple(x.shape))
        self.update_in_value(x)
        y = torch.matmul(x, self.w.t())
        return y + self.b if self.bias else y

    def backward(self, gradwrtoutput):
        x = self.recall()
        like(self.to_string(), gradwrtoutput, (x.size(0), self.out_size))
        self.dw += torch.matmul(gradwrtoutput.t(), x)
        if self.bias:
            self.db += torch.sum(gradwrtoutput, 0)
        return torch.matmul(gradwrtoutput, self.w)


def loss(name, check, value, slope):
    """A class whose forward is value and whose backward is slope, both behind one check."""

    def forward(self, prediction, target):
        return value(prediction, check(prediction, target))

    def backward(self, prediction, target):
        return slope(prediction, check(prediction, target))

    return type(name, (Loss,), {"forward": forward, "backward": backward})


def whole(who, p, t):
    a_tensor(who + ", prediction", p)
    need(isinstance(t, torch.Tensor), TypeError, who, "a tensor as target", type(t).__name__)


def same_shape(p, t):
    whole("MSELoss", p, t)
    need(p.shape == t.shape, ValueError, "MSELoss", tuple(p.shape), tuple(t.shape))
    need(not torch.isnan(t).any(), ValueError, "MSELoss", "numbers in the target", "NaN")
    return t


def rows(p, t):
    """The target as rows of probabilities."""
    who = "CrossEntropyLoss"
    whole(who, p, t)
    need(p.dim() == 2, ValueError, who, "logits (N, C)", tuple(p.shape))
    n, c = p.shape
    if t.dim() == 1:
        need(not t.is_floating_point(), TypeError, who, "whole numbers as classes", t.dtype)
        need(len(t) == n, ValueError, who, "%d classes" % n, len(t))
        need(((t >= 0) & (t < c)).all(), ValueError, who, "classes below %d" % c, t.tolist())
        return (t.unsqueeze(1) == torch.arange(c)).to(p.dtype)
    need(p.shape == t.shape, ValueError, who, tuple(p.shape), tuple(t.shape))
    need(not torch.isnan(t).any(), ValueError, who, "numbers in the target", "NaN")
    return t


MSELoss = loss(
    "MSELoss", same_shape, lambda p, t: torch.mean(torch.pow(p - t, 2)), lambda p, t: (p - t) * (2 / p.numel())
)
CrossEntropyLoss = loss(
    "CrossEntropyLoss",
    rows,
    lambda p, t: torch.mean(torch.logsumexp(p, 1) * t.sum(1) - (p * t).sum(1)),
    lambda p, t: (probabilities(p) * t.sum(1, keepdim=True) - t) / p.size(0),
)
