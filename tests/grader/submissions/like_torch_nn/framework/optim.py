import torch
from .nn import Module


class Optimizer:
    def __init__(self, model, lr):
        if not isinstance(model, Module):
            raise TypeError(f"{type(self).__name__}: expected a Module, got {type(model)}")
        if not isinstance(lr, (int, float)) or isinstance(lr, bool):
            raise TypeError(f"{type(self).__name__}: expected lr as a number, got {lr!r}")
        if lr < 0:
            raise ValueError(f"{type(self).__name__}: expected lr >= 0, got {lr}")
        self.model, self.lr, self.state, self.modules_seen = model, lr, {}, len(model._modules)

    def zero_grad(self):
        for grad in self.model.gradwrtparam():
            grad[...] = 0

    def step(self):
        raise NotImplementedError(f"{type(self).__name__} does not implement step()")


class SGD(Optimizer):
    def __init__(self, model, lr=0.01, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(model, lr)
        self.momentum, self.weight_decay, self.nesterov = momentum, weight_decay, nesterov

    def step(self):
        for p, g in zip(self.model.param(), self.model.gradwrtparam(), strict=True):
            d = g.add(p, alpha=self.weight_decay) if self.weight_decay else g
            if self.momentum:
                v = self.state.setdefault(id(p), torch.zeros_like(p)).mul_(self.momentum).add_(d)
                d = d.add(v, alpha=self.momentum) if self.nesterov else v
            p.add_(d, alpha=-self.lr)


class Adam(Optimizer):
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model, lr)
        self.betas, self.eps = betas, eps

    def step(self):
        for p, g in zip(self.model.param(), self.model.gradwrtparam()):
            if id(p) not in self.state:
                self.state[id(p)] = {"step": 0, "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}
            s = self.state[id(p)]
            s["step"] += 1
            b1, b2 = self.betas
            s["exp_avg"].lerp_(g, 1 - b1)
            s["exp_avg_sq"].mul_(b2).addcmul_(g, g, value=1 - b2)
            c1, c2 = 1 - b1 ** s["step"], 1 - b2 ** s["step"]
            p.addcdiv_(s["exp_avg"], (s["exp_avg_sq"].sqrt() / c2**0.5).add_(self.eps), value=-self.lr / c1)
