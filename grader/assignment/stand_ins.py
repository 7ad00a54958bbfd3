"""The suite's own parts, as text that is run on the student's side where a part of the student's is known to be wrong.

They lean on nothing of the student's but the base classes, and on those only to be instances of them.
"""

MENDED_BASE = """
class Mended(Mended):
    train, in_value = True, None
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.train, self.in_value = True, None
    def training_mode(self, mode):
        self.train = mode
    def update_in_value(self, x):
        if self.train:
            self.in_value = x
"""
NO_PARAMETERS = """
    def param(self):
        return []
    def gradwrtparam(self):
        return []
"""
CELL = """
    train, in_value = True, None
    def __init__(self):
        self.train, self.in_value = True, None
    def training_mode(self, mode):
        self.train = mode
    def update_in_value(self, x):
        if self.train:
            self.in_value = x
    def predict(self, input):
        mode, self.train = self.train, False
        output, self.train = self.forward(input), mode
        return output
"""
ELEMENTWISE = f"{CELL}{NO_PARAMETERS}" + """
    def forward(self, x):
        self.update_in_value(x)
        return {forward}
    def backward(self, g):
        v = self.in_value
        return g * {slope}
    def to_string(self):
        return "{name}"
"""  # fmt: skip


def _activation(name: str, forward: str, slope: str) -> str:
    body = ELEMENTWISE.replace("{forward}", forward).replace("{slope}", slope).replace("{name}", name)
    return f"class {name}(Cell):{body}"


STAND_INS = {
    "Relu": _activation("Relu", "x.clamp(min=0)", "(v > 0).to(v.dtype)"),
    "Tanh": _activation("Tanh", "torch.tanh(x)", "(1 - torch.tanh(v) ** 2)"),
    "Linear": f"class Linear(Cell):{CELL}".replace("__init__(self)", "start(self)")
    + """
    def __init__(self, i, o):
        self.start()
        self.w, self.b = torch.zeros(o, i), torch.zeros(o)
        self.dw, self.db = torch.zeros(o, i), torch.zeros(o)
    def forward(self, x):
        self.update_in_value(x)
        return x @ self.w.T + self.b
    def backward(self, g):
        self.dw += g.T @ self.in_value
        self.db += g.sum(0)
        return g @ self.w
    def param(self):
        return [self.w, self.b]
    def gradwrtparam(self):
        return [self.dw, self.db]
    def to_string(self):
        return "Linear"
""",
    "Sequential": """
class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def backward(self, g):
        for layer in reversed(self.layers):
            g = layer.backward(g)
        return g
    def param(self):
        return [p for layer in self.layers for p in layer.param()]
    def gradwrtparam(self):
        return [g for layer in self.layers for g in layer.gradwrtparam()]
    def training_mode(self, mode):
        for layer in self.layers:
            layer.training_mode(mode)
    def predict(self, x):
        modes = [layer.train for layer in self.layers]
        self.training_mode(False)
        y = self.forward(x)
        for layer, mode in zip(self.layers, modes):
            layer.training_mode(mode)
        return y
    def to_string(self):
        return "Sequential"
""",
    "MSELoss": """
class MSELoss(Loss):
    def forward(self, p, t):
        return ((p - t) ** 2).mean()
    def backward(self, p, t):
        return 2 * (p - t) / p.numel()
""",
    "CrossEntropyLoss": """
class CrossEntropyLoss(Loss):
    def forward(self, z, t):
        return (torch.logsumexp(z, 1) - z[torch.arange(len(z)), t]).mean()
    def backward(self, z, t):
        return (torch.softmax(z, 1) - torch.eye(z.shape[1], dtype=z.dtype)[t]) / len(z)
""",
    "SGD": """
class SGD:
    def __init__(self, model, lr):
        self.model, self.lr = model, lr
    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.zero_()
    def step(self):
        for p, g in zip(self.model.param(), self.model.gradwrtparam()):
            p.sub_(self.lr * g)
""",
    "Adam": """
class Adam:
    def __init__(self, model, lr):
        self.model, self.lr, self.t = model, lr, 0
        self.m = [torch.zeros_like(p) for p in model.param()]
        self.v = [torch.zeros_like(p) for p in model.param()]
    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.zero_()
    def step(self):
        self.t += 1
        for p, g, m, v in zip(self.model.param(), self.model.gradwrtparam(), self.m, self.v):
            m.mul_(0.9).add_(0.1 * g)
            v.mul_(0.999).add_(0.001 * g * g)
            p.sub_(self.lr * (m / (1 - 0.9 ** self.t)) / ((v / (1 - 0.999 ** self.t)).sqrt() + 1e-8))
""",
}
"""By name: each takes the arguments that a training run gives."""
