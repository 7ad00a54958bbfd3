"""One sample at a time: the formulas of the lecture, in loops, nothing vectorised over the batch."""

import math

import torch


class Module(object):
    def forward(self, *input):
        raise NotImplementedError("Module.forward: " + self.__class__.__name__ + " has none")

    def backward(self, *gradwrtoutput):
        raise NotImplementedError("Module.backward: " + self.__class__.__name__ + " has none")

    def param(self):
        return []

    def gradwrtparam(self):
        return []

    def to_string(self):
        raise NotImplementedError("Module.to_string: " + self.__class__.__name__ + " has none")


class Cell(Module):
    def __init__(self):
        self.train = True
        self.in_value = None

    def training_mode(self, mode):
        self.train = mode

    def update_in_value(self, x):
        if self.train == True:
            self.in_value = x

    def check_input(self, x):
        if not torch.is_tensor(x):
            raise TypeError(self.__class__.__name__ + ": expected a tensor, got " + str(type(x)))
        if x.numel() == 0:
            raise ValueError(self.__class__.__name__ + ": expected samples, got an empty batch " + str(list(x.shape)))

    def check_gradient(self, g, shape):
        if self.in_value is None:
            raise RuntimeError(self.__class__.__name__ + ": expected forward before backward, got backward")
        if not torch.is_tensor(g):
            raise TypeError(self.__class__.__name__ + ": expected a tensor, got " + str(type(g)))
        if list(g.shape) != list(shape):
            raise ValueError(self.__class__.__name__ + ": expected " + str(list(shape)) + ", got " + str(list(g.shape)))


class Activation(Cell):
    def derivative(self, v):
        raise NotImplementedError("Activation.derivative: " + self.__class__.__name__ + " has none")

    def backward(self, gradwrtoutput):
        self.check_gradient(gradwrtoutput, () if self.in_value is None else self.in_value.shape)
        d = self.derivative(self.in_value)
        return d * gradwrtoutput

    def to_string(self):
        return self.__class__.__name__


class Sigmoid(Activation):
    def forward(self, x):
        self.check_input(x)
        self.update_in_value(x)
        return 1.0 / (1.0 + torch.exp(-x))

    def derivative(self, v):
        s = 1.0 / (1.0 + torch.exp(-v))
        return s * (1.0 - s)


class Tanh(Activation):
    def forward(self, x):
        self.check_input(x)
        self.update_in_value(x)
        return x.tanh()

    def derivative(self, v):
        t = v.tanh()
        return (1.0 - t) * (1.0 + t)


class Relu(Activation):
    def forward(self, x):
        self.check_input(x)
        self.update_in_value(x)
        y = x.clone()
        y[y < 0] = 0
        return y

    def derivative(self, v):
        d = torch.ones_like(v)
        d[v <= 0] = 0
        return d


class Softmax(Activation):
    def row(self, z):
        e = torch.exp(z - torch.max(z))
        return e / torch.sum(e)

    def forward(self, x):
        self.check_input(x)
        if x.dim() != 2:
            raise ValueError("Softmax: expected (N, C), got " + str(list(x.shape)))
        self.update_in_value(x)
        y = torch.empty_like(x)
        for n in range(x.shape[0]):
            y[n] = self.row(x[n])
        return y

    def derivative(self, v):
        n_samples, c = v.shape
        jacobian = torch.empty(n_samples, c, c, dtype=v.dtype)
        for n in range(n_samples):
            s = self.row(v[n])
            for i in range(c):
                for j in range(c):
                    jacobian[n, i, j] = s[i] * ((1.0 if i == j else 0.0) - s[j])
        return jacobian

    def backward(self, gradwrtoutput):
        self.check_gradient(gradwrtoutput, () if self.in_value is None else self.in_value.shape)
        dx = torch.empty_like(self.in_value)
        for n in range(dx.shape[0]):
            s = self.row(self.in_value[n])
            dx[n] = s * (gradwrtoutput[n] - torch.dot(s, gradwrtoutput[n]))
        return dx


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        super(Linear, self).__init__()
        for size in [in_size, out_size]:
            if type(size) != int:
                raise TypeError("Linear: expected sizes as int, got " + str(type(size)))
            if size <= 0:
                raise ValueError("Linear: expected sizes of at least 1, got " + str(size))
        self.in_size = in_size
        self.out_size = out_size
        self.bias = bias
        self.w = torch.empty(out_size, in_size).normal_(0, 1 / math.sqrt(in_size))
        self.dw = torch.empty(out_size, in_size).zero_()
        self.b = torch.empty(out_size).normal_(0, 0.01) if bias else None
        self.db = torch.empty(out_size).zero_() if bias else None

    def to_string(self):
        return "Linear " + str(self.in_size) + " -> " + str(self.out_size)

    def forward(self, x):
        if not torch.is_tensor(x):
            raise TypeError("Linear: expected a tensor, got " + str(type(x)))
        if x.dtype != self.w.dtype:
            raise TypeError("Linear: expected " + str(self.w.dtype) + ", got " + str(x.dtype))
        if x.dim() != 2 or x.shape[0] == 0 or x.shape[1] != self.in_size:
            raise ValueError("Linear: expected (N, " + str(self.in_size) + "), got " + str(tuple(x.shape)))
        self.update_in_value(x)
        y = torch.empty(x.shape[0], self.out_size, dtype=x.dtype)
        for n in range(x.shape[0]):
            y[n] = self.w.mv(x[n])
            if self.bias:
                y[n] += self.b
        return y

    def backward(self, gradwrtoutput):
        self.check_gradient(gradwrtoutput, (0 if self.in_value is None else self.in_value.shape[0], self.out_size))
        x = self.in_value
        dx = torch.empty_like(x)
        for n in range(x.shape[0]):
            g = gradwrtoutput[n]
            self.dw.addr_(g, x[n])
            if self.bias:
                self.db.add_(g)
            dx[n] = self.w.t().mv(g)
        return dx

    def param(self):
        parameters = [self.w]
        if self.bias:
            parameters.append(self.b)
        return parameters

    def gradwrtparam(self):
        gradients = [self.dw]
        if self.bias:
            gradients.append(self.db)
        return gradients


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        self.add_layers(*layers)

    def add_layers(self, *modules):
        new = []
        for m in modules:
            if isinstance(m, list) or isinstance(m, tuple):
                for k in m:
                    new.append(k)
            else:
                new.append(m)
        for m in new:
            if not isinstance(m, Module):
                raise TypeError("Sequential: expected a Module, got " + str(type(m)))
        for m in new:
            self.layers.append(m)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput):
        for k in range(len(self.layers) - 1, -1, -1):
            gradwrtoutput = self.layers[k].backward(gradwrtoutput)
        return gradwrtoutput

    def param(self):
        all = []
        for layer in self.layers:
            all.extend(layer.param())
        return all

    def gradwrtparam(self):
        all = []
        for layer in self.layers:
            all.extend(layer.gradwrtparam())
        return all

    def training_mode(self, mode):
        for layer in self.layers:
            layer.training_mode(mode)

    def modes(self):
        return [m.modes() if isinstance(m, Sequential) else m.train for m in self.layers]

    def set_modes(self, modes):
        for m, mode in zip(self.layers, modes):
            if isinstance(m, Sequential):
                m.set_modes(mode)
            else:
                m.training_mode(mode)

    def predict(self, input):
        modes = self.modes()
        self.training_mode(False)
        try:
            output = self.forward(input)
        finally:
            self.set_modes(modes)
        return output

    def to_string(self):
        text = "Sequential:"
        for k, layer in enumerate(self.layers):
            text += "\n (%d) %s" % (k, layer.to_string())
        return text

    def describe(self):
        for line in self.to_string().split("\n"):
            print(line)


class Loss(Module):
    def forward(self, prediction, target):
        raise NotImplementedError("Loss.forward: " + self.__class__.__name__ + " has none")

    def backward(self, prediction, target):
        raise NotImplementedError("Loss.backward: " + self.__class__.__name__ + " has none")

    def check(self, prediction, target):
        name = self.__class__.__name__
        for t in (prediction, target):
            if not torch.is_tensor(t):
                raise TypeError(name + ": expected tensors, got " + str(type(t)))
        if prediction.numel() == 0:
            raise ValueError(name + ": expected samples, got an empty batch")
        if target.is_floating_point() and bool((target != target).any()):
            raise ValueError(name + ": expected numbers in the target, got NaN")


class MSELoss(Loss):
    def check(self, prediction, target):
        Loss.check(self, prediction, target)
        if list(prediction.shape) != list(target.shape):
            raise ValueError("MSELoss: expected " + str(list(prediction.shape)) + ", got " + str(list(target.shape)))

    def forward(self, prediction, target):
        self.check(prediction, target)
        total = torch.zeros((), dtype=prediction.dtype)
        for p, t in zip(prediction, target):
            total = total + ((p - t) * (p - t)).sum()
        return total / prediction.numel()

    def backward(self, prediction, target):
        self.check(prediction, target)
        gradient = torch.empty_like(prediction)
        for n in range(prediction.shape[0]):
            gradient[n] = 2 * (prediction[n] - target[n]) / prediction.numel()
        return gradient


class CrossEntropyLoss(Loss):
    def check(self, prediction, target):
        Loss.check(self, prediction, target)
        if target.dim() == 1:
            if target.is_floating_point():
                raise TypeError("CrossEntropyLoss: expected classes of int64, got " + str(target.dtype))
            if prediction.dim() != 2 or prediction.shape[0] != target.shape[0]:
                raise ValueError("CrossEntropyLoss: expected " + str(prediction.shape[0]) + " classes")
            for c in target.tolist():
                if not 0 <= c < prediction.shape[1]:
                    raise ValueError("CrossEntropyLoss: expected a class below %d, got %d" % (prediction.shape[1], c))
        elif list(prediction.shape) != list(target.shape):
            raise ValueError("CrossEntropyLoss: expected rows of the prediction's shape, got " + str(target.shape))

    def weights(self, prediction, target, n):
        if target.dim() == 2:
            return target[n].to(prediction.dtype)
        w = torch.zeros(prediction.shape[1], dtype=prediction.dtype)
        w[int(target[n])] = 1
        return w

    def forward(self, prediction, target):
        self.check(prediction, target)
        total = torch.zeros((), dtype=prediction.dtype)
        for n in range(prediction.shape[0]):
            z = prediction[n] - prediction[n].max()
            log_p = z - torch.log(torch.exp(z).sum())
            total = total - torch.dot(self.weights(prediction, target, n), log_p)
        return total / prediction.shape[0]

    def backward(self, prediction, target):
        self.check(prediction, target)
        gradient = torch.empty_like(prediction)
        for n in range(prediction.shape[0]):
            e = torch.exp(prediction[n] - prediction[n].max())
            w = self.weights(prediction, target, n)
            gradient[n] = (e / e.sum() * w.sum() - w) / prediction.shape[0]
        return gradient


class Optimizer(object):
    def __init__(self, model, lr):
        if not isinstance(model, Module):
            raise TypeError("Optimizer: expected a Module, got " + str(type(model)))
        if not isinstance(lr, (float, int)):
            raise TypeError("Optimizer: expected a number as lr, got " + str(type(lr)))
        if lr < 0:
            raise ValueError("Optimizer: expected lr >= 0, got " + str(lr))
        self.model = model
        self.lr = lr

    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.zero_()

    def step(self):
        raise NotImplementedError("Optimizer.step: " + self.__class__.__name__ + " has none")


class SGD(Optimizer):
    def __init__(self, model, lr=0.01):
        Optimizer.__init__(self, model, lr)

    def step(self):
        parameters, gradients = self.model.param(), self.model.gradwrtparam()
        for k in range(len(parameters)):
            parameters[k].copy_(parameters[k] - self.lr * gradients[k])


class Adam(Optimizer):
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        Optimizer.__init__(self, model, lr)
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.correction1, self.correction2 = 1.0, 1.0
        self.m = [torch.zeros_like(p) for p in model.param()]
        self.v = [torch.zeros_like(p) for p in model.param()]

    def step(self):
        self.correction1 *= self.beta1
        self.correction2 *= self.beta2
        parameters, gradients = self.model.param(), self.model.gradwrtparam()
        for k in range(len(parameters)):
            g = gradients[k]
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g * g
            m = self.m[k] / (1 - self.correction1)
            v = self.v[k] / (1 - self.correction2)
            parameters[k] -= self.lr * m / (v ** 0.5 + self.eps)
