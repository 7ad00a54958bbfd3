import torch

from .core import Cell, Module, need


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        self.add_layers(*layers)

    def add_layers(self, *modules):
        flat = sum((list(m) if isinstance(m, (list, tuple)) else [m] for m in modules), [])
        for m in flat:
            need(isinstance(m, Module), TypeError, "Sequential", "modules", type(m).__name__)
        self.layers = self.layers + flat

    def forward(self, *x):
        (out,) = x
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, *g):
        (out,) = g
        for layer in self.layers[::-1]:
            out = layer.backward(out)
        return out

    def param(self):
        return sum((layer.param() for layer in self.layers), [])

    def gradwrtparam(self):
        return sum((layer.gradwrtparam() for layer in self.layers), [])

    def cells(self):
        for layer in self.layers:
            if isinstance(layer, Sequential):
                yield from layer.cells()
            elif isinstance(layer, Cell):
                yield layer

    def training_mode(self, mode):
        for cell in self.cells():
            cell.training_mode(mode)

    def predict(self, input):
        before = [(cell, cell.train) for cell in self.cells()]
        self.training_mode(False)
        try:
            return self.forward(input)
        finally:
            for cell, mode in before:
                cell.training_mode(mode)

    def to_string(self):
        return " -> ".join("[" + layer.to_string() + "]" for layer in self.layers)

    def describe(self):
        print(self.to_string())


class Optimizer:
    def __init__(self, model, lr):
        who = type(self).__name__
        need(isinstance(model, Module), TypeError, who, "a module", type(model).__name__)
        need(isinstance(lr, (int, float)), TypeError, who, "a number as lr", type(lr).__name__)
        need(lr >= 0, ValueError, who, "lr of at least 0", lr)
        self.model, self.lr = model, lr

    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.fill_(0)

    def step(self):
        update = self.rule()
        for k, (p, g) in enumerate(zip(self.model.param(), self.model.gradwrtparam())):
            p -= update(k, g)

    def rule(self):
        raise NotImplementedError(type(self).__name__ + ".step (Optimizer) does not know its rule")


class SGD(Optimizer):
    def __init__(self, model, lr=0.01):
        super().__init__(model, lr)

    def rule(self):
        return lambda _, g: self.lr * g


class Adam(Optimizer):
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model, lr)
        self.betas, self.eps, self.steps, self.state = betas, eps, 0, {}

    def rule(self):
        self.steps += 1
        (a, b), t = self.betas, self.steps

        def update(k, g):
            m, v = self.state.get(k, (torch.zeros_like(g), torch.zeros_like(g)))
            m, v = a * m + (1 - a) * g, b * v + (1 - b) * g**2
            self.state[k] = m, v
            return self.lr * (m / (1 - a**t)) / (torch.sqrt(v / (1 - b**t)) + self.eps)

        return update
