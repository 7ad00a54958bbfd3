"""Modules."""

import torch

from framework import functional as F


def is_a(kind, value, message):
    if not isinstance(value, kind):
        raise TypeError(f"{message}, got {value!r:.60}")


def fits(condition, message, value):
    if not condition:
        raise ValueError(f"{message}, got {tuple(value.shape)}")


class Module:
    """Base of all."""

    def _virtual(self, name):
        raise NotImplementedError(f"{type(self).__name__}.{name}() must be overridden")

    def forward(self, *input):
        self._virtual("forward")

    def backward(self, *gradwrtoutput):
        self._virtual("backward")

    def to_string(self):
        self._virtual("to_string")

    def param(self):
        return []

    def gradwrtparam(self):
        return []

    def __str__(self):
        return self.to_string()

    def __call__(self, *input):
        return self.forward(*input)


class Cell(Module):
    train = True
    in_value = None

    def training_mode(self, mode):
        self.train = bool(mode)

    def update_in_value(self, x):
        self.in_value = x if self.train else self.in_value

    def _remembered(self):
        if self.in_value is None:
            raise RuntimeError(f"{self}: expected forward() in training mode before backward()")
        return self.in_value


class Activation(Cell):
    def derivative(self, v):
        self._virtual("derivative")

    def _gradient(self, g):
        x = self._remembered()
        is_a(torch.Tensor, g, f"{self}: expected a tensor as gradient")
        fits(g.shape == x.shape, f"{self}: expected a gradient of shape {tuple(x.shape)}", g)
        return g, x

    def backward(self, gradwrtoutput):
        g, x = self._gradient(gradwrtoutput)
        return g * self.derivative(x)

    def _input(self, x):
        is_a(torch.Tensor, x, f"{self}: expected a tensor")
        fits(len(x.reshape(-1)), f"{self}: expected at least one element", x)
        self.update_in_value(x)
        return x

    def to_string(self):
        return f"{type(self).__name__}()"


class Sigmoid(Activation):
    def forward(self, x):
        return F.sigmoid(self._input(x))

    def derivative(self, v):
        return F.sigmoid_prime(v)


class Relu(Activation):
    def forward(self, x):
        return F.relu(self._input(x))

    def derivative(self, v):
        return F.relu_prime(v)


class Tanh(Activation):
    def forward(self, x):
        return F.tanh(self._input(x))

    def derivative(self, v):
        return F.tanh_prime(v)


class Softmax(Activation):
    def forward(self, x):
        is_a(torch.Tensor, x, "Softmax: expected a tensor")
        fits(x.dim() == 2, "Softmax: expected shape (N, C)", x)
        return F.softmax(self._input(x))

    def derivative(self, v):
        return F.softmax_jacobian(v)

    def backward(self, gradwrtoutput):
        g, x = self._gradient(gradwrtoutput)
        return torch.einsum("nij,nj->ni", F.softmax_jacobian(x), g)


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        for size in (in_size, out_size):
            is_a(int, size, "Linear: expected a whole number as size")
            if size <= 0:
                raise ValueError(f"Linear: expected sizes above 0, got {size}")
        self.in_size, self.out_size, self.bias = in_size, out_size, bias

        def fill(*shape):
            return (torch.rand(*shape) * 2 - 1) / in_size**0.5

        self.w = fill(out_size, in_size)
        self.dw = self.w * 0
        if bias:
            self.b = fill(out_size)
            self.db = self.b * 0

    def forward(self, x):
        is_a(torch.Tensor, x, f"{self}: expected a tensor")
        fits(x.dim() == 2 and x.shape[1] == self.in_size and x.shape[0], f"{self}: expected shape (N >= 1, {self.in_size})", x)
        if x.dtype is not self.w.dtype:
            raise TypeError(f"{self}: expected dtype {self.w.dtype}, got {x.dtype}")
        self.update_in_value(x)
        return F.linear(x, *self.param())

    def backward(self, gradwrtoutput):
        x = self._remembered()
        is_a(torch.Tensor, gradwrtoutput, f"{self}: expected a tensor as gradient")
        shape = (x.shape[0], self.out_size)
        fits(gradwrtoutput.shape == shape, f"{self}: expected a gradient of shape {shape}", gradwrtoutput)
        dx, *gradients = F.linear_gradients(gradwrtoutput, x, self.w)
        for total, gradient in zip(self.gradwrtparam(), gradients):
            total += gradient
        return dx

    def param(self):
        return [self.w, self.b] if self.bias else [self.w]

    def gradwrtparam(self):
        return [self.dw, self.db] if self.bias else [self.dw]

    def to_string(self):
        return f"Linear(in_size={self.in_size}, out_size={self.out_size}, bias={self.bias})"


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        self.add_layers(*layers)

    def add_layers(self, *modules):
        flat = [m for group in modules for m in (group if isinstance(group, (list, tuple)) else (group,))]
        for m in flat:
            is_a(Module, m, "Sequential: expected a Module")
        self.layers = self.layers + flat

    def forward(self, input):
        out = input
        for layer in self.layers:
            out = layer.forward(out)
        return out

    def backward(self, gradwrtoutput):
        grad = gradwrtoutput
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def _collect(self, method):
        found = []
        for layer in self.layers:
            found.extend(method(layer))
        return found

    def param(self):
        return self._collect(lambda layer: layer.param())

    def gradwrtparam(self):
        return self._collect(lambda layer: layer.gradwrtparam())

    def training_mode(self, mode):
        for layer in self.layers:
            layer.training_mode(mode)

    def _modes(self):
        return [layer._modes() if isinstance(layer, Sequential) else layer.train for layer in self.layers]

    def _restore(self, modes):
        for layer, mode in zip(self.layers, modes):
            layer._restore(mode) if isinstance(layer, Sequential) else layer.training_mode(mode)

    def predict(self, input):
        modes = self._modes()
        self.training_mode(False)
        try:
            return self.forward(input)
        finally:
            self._restore(modes)

    def to_string(self):
        return "\n".join(["Sequential:", *(f"  {i}: {layer}" for i, layer in enumerate(self.layers))])

    def describe(self):
        print(self)
