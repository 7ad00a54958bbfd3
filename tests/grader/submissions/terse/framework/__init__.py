import torch as T


def no(error, who, expected, got):
    raise error(f"{who}: expected {expected}, got {got}")


def tensor(who, x, dim=None):
    if not isinstance(x, T.Tensor): no(TypeError, who, "a tensor", type(x).__name__)
    if not x.numel() or dim not in (None, x.ndim): no(ValueError, who, f"a batch of {dim or 'any'} dimensions", list(x.shape))
    return x


class Module:
    def forward(s, *input): no(NotImplementedError, type(s).__name__, "an own forward", "none")
    def backward(s, *gradwrtoutput): no(NotImplementedError, type(s).__name__, "an own backward", "none")
    def to_string(s): no(NotImplementedError, type(s).__name__, "an own to_string", "none")
    param = gradwrtparam = lambda s: []


class Cell(Module):
    def __init__(s): s.train, s.in_value = True, None
    def training_mode(s, on): s.train = on
    def update_in_value(s, x): s.in_value = x if s.train else s.in_value
    def keep(s, x): s.update_in_value(x); return x
    def kept(s, g, size=lambda x: x.shape):
        if s.in_value is None: no(RuntimeError, type(s).__name__, "a training forward first", "backward")
        if tensor(type(s).__name__, g).shape != size(s.in_value): no(ValueError, type(s).__name__, "a gradient of the output's shape", list(g.shape))
        return s.in_value


class Activation(Cell):
    def derivative(s, v): no(NotImplementedError, type(s).__name__ + " (an Activation)", "an own derivative", "none")
    def backward(s, g): return s.derivative(s.kept(g)) * g
    def forward(s, x): return s.f(s.keep(tensor(type(s).__name__, x)))
    def f(s, x): no(NotImplementedError, type(s).__name__, "an own forward", "none")
    def to_string(s): return type(s).__name__


class Sigmoid(Activation):
    def f(s, x): return x.sigmoid()
    def derivative(s, v): return s.f(v) * s.f(-v)


class Relu(Activation):
    def f(s, x): return (x + x.abs()) / 2
    def derivative(s, v): return (v.sign() + 1).floor().clamp(0, 1) - (v == 0).to(v.dtype)


class Tanh(Activation):
    def f(s, x): return x.tanh()
    def derivative(s, v): return 1 - v.tanh().square()


class Softmax(Activation):
    def f(s, x): return (e := (x - tensor("Softmax", x, 2).max(1, True)[0]).exp()) / e.sum(1, True)
    def forward(s, x): y = s.f(tensor("Softmax", x, 2)); s.keep(x); return y
    def derivative(s, v): return (p := s.f(v)).diag_embed() - p[:, None] * p[:, :, None]
    def backward(s, g): p = s.f(s.kept(g)); return p * (g - (p * g).sum(1, True))


class Linear(Cell):
    def __init__(s, in_size, out_size, bias=True):
        Cell.__init__(s)
        for n in (in_size, out_size):
            if type(n) is not int: no(TypeError, "Linear", "whole sizes", n)
            if n < 1: no(ValueError, "Linear", "sizes above 0", n)
        s.in_size, s.out_size, s.bias = in_size, out_size, bias
        s.w = T.randn(out_size, in_size) / in_size ** .5
        s.dw = T.zeros_like(s.w)
        s.b, s.db = (T.randn(out_size) / 9, T.zeros(out_size)) if bias else (None, None)
    def param(s): return [s.w] + [s.b] * s.bias
    def gradwrtparam(s): return [s.dw] + [s.db] * s.bias
    def to_string(s): return f"Linear({s.in_size}, {s.out_size})"
    def forward(s, x):
        if tensor(s.to_string(), x, 2).shape[1] != s.in_size: no(ValueError, s.to_string(), f"(N, {s.in_size})", list(x.shape))
        if x.dtype != s.w.dtype: no(TypeError, s.to_string(), s.w.dtype, x.dtype)
        s.keep(x)
        return T.addmm(s.b, x, s.w.T) if s.bias else x @ s.w.T
    def backward(s, g):
        x = s.kept(g, lambda x: (len(x), s.out_size))
        for d, v in zip(s.gradwrtparam(), (g.T @ x, g.sum(0))): d += v
        return g @ s.w


class Sequential(Module):
    def __init__(s, *layers): s.layers = []; s.add_layers(*layers)
    def add_layers(s, *modules):
        flat = [m for ms in modules for m in (ms if type(ms) in (list, tuple) else [ms])]
        [no(TypeError, "Sequential", "modules", type(m).__name__) for m in flat if not isinstance(m, Module)]
        s.layers += flat
    def forward(s, x):
        for y in s.layers: x = y.forward(x)
        return x
    def backward(s, g):
        for y in s.layers[::-1]: g = y.backward(g)
        return g
    def param(s): return [p for y in s.layers for p in y.param()]
    def gradwrtparam(s): return [g for y in s.layers for g in y.gradwrtparam()]
    def training_mode(s, on): [y.training_mode(on) for y in s.layers]
    def flat(s): return [z for y in s.layers for z in (y.flat() if isinstance(y, Sequential) else [y])]
    def predict(s, input):
        modes = [y.train for y in s.flat()]
        s.training_mode(False)
        try: return s.forward(input)
        finally: [y.training_mode(m) for y, m in zip(s.flat(), modes)]
    def to_string(s): return "Sequential(" + ", ".join(y.to_string() for y in s.layers) + ")"
    def describe(s): print(s.to_string())


class Loss(Module):
    def to_string(s): return type(s).__name__
    def both(s, p, t):
        tensor(s.to_string() + " prediction", p), tensor(s.to_string() + " target", t)
        if t.isnan().any(): no(ValueError, s.to_string(), "numbers in the target", "NaN")
        if t.ndim == 1 < p.ndim and not t.is_floating_point() and isinstance(s, CrossEntropyLoss):
            if len(t) != len(p) or t.min() < 0 or t.max() >= p.shape[1]: no(ValueError, s.to_string(), f"{len(p)} classes below {p.shape[1]}", t.tolist())
            t = T.eye(p.shape[1], dtype=p.dtype)[t]
        if p.shape != t.shape: no(ValueError, s.to_string(), list(p.shape), list(t.shape))
        return p, t


class MSELoss(Loss):
    def forward(s, prediction, target): p, t = s.both(prediction, target); return (p - t).square().mean()
    def backward(s, prediction, target): p, t = s.both(prediction, target); return 2 * (p - t) / p.numel()


class CrossEntropyLoss(Loss):
    def forward(s, prediction, target): p, t = s.both(prediction, target); return (t * (p.logsumexp(1, True) - p)).sum(1).mean()
    def backward(s, prediction, target): p, t = s.both(prediction, target); return (Softmax().f(p) - t) / len(p)


class Optimizer:
    def __init__(s, model, lr):
        if not isinstance(model, Module): no(TypeError, type(s).__name__, "a module", model)
        if type(lr) not in (int, float): no(TypeError, type(s).__name__, "a number", lr)
        if not lr >= 0: no(ValueError, type(s).__name__, "lr >= 0", lr)
        s.model, s.lr = model, lr
    def zero_grad(s): [g.zero_() for g in s.model.gradwrtparam()]
    def step(s): no(NotImplementedError, type(s).__name__ + " (an Optimizer)", "an own step", "none")
    def all(s): return enumerate(zip(s.model.param(), s.model.gradwrtparam()))


class SGD(Optimizer):
    def __init__(s, model, lr=.01): Optimizer.__init__(s, model, lr)
    def step(s): [p.sub_(g, alpha=s.lr) for _, (p, g) in s.all()]


class Adam(Optimizer):
    def __init__(s, model, lr=.001, betas=(.9, .999), eps=1e-8):
        Optimizer.__init__(s, model, lr)
        s.betas, s.eps, s.t, s.m, s.v = betas, eps, 0, {}, {}
    def step(s):
        s.t += 1
        b, c = s.betas
        for i, (p, g) in s.all():
            s.m[i] = b * s.m.get(i, 0) + (1 - b) * g
            s.v[i] = c * s.v.get(i, 0) + (1 - c) * g * g
            p.sub_(s.lr * (s.m[i] / (1 - b ** s.t)) / ((s.v[i] / (1 - c ** s.t)).sqrt() + s.eps))
