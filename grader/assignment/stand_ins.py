"""The suite's own parts, as text that is run on the student's side where a part of the student's is known to be wrong.

They lean on nothing of the student's but the base classes, and on those only to be instances of them. Each takes what
a training asks for, be it the suite's or a script's.
"""

from collections.abc import Iterable

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
    def describe(self):
        print(self.to_string())
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
    def __init__(self, in_size, out_size, bias=True):
        self.start()
        bound = in_size ** -0.5
        self.w = torch.empty(out_size, in_size).uniform_(-bound, bound)
        self.b = torch.empty(out_size).uniform_(-bound, bound) if bias else None
        self.dw, self.db = torch.zeros_like(self.w), torch.zeros(out_size) if bias else None
    def forward(self, x):
        self.update_in_value(x)
        return x @ self.w.T if self.b is None else x @ self.w.T + self.b
    def backward(self, g):
        self.dw += g.T @ self.in_value
        if self.b is not None:
            self.db += g.sum(0)
        return g @ self.w
    def param(self):
        return [self.w] if self.b is None else [self.w, self.b]
    def gradwrtparam(self):
        return [self.dw] if self.b is None else [self.dw, self.db]
    def to_string(self):
        return "Linear"
""",
    "Sequential": """
class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        self.add_layers(*layers)
    def add_layers(self, *layers):
        for each in layers:
            self.layers += each if isinstance(each, (list, tuple)) else [each]
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
    def cells(self):
        for layer in self.layers:
            if isinstance(layer, Sequential):
                yield from layer.cells()
            elif hasattr(layer, "train"):
                yield layer
    def predict(self, input):
        modes = [(cell, cell.train) for cell in self.cells()]
        try:
            for cell, _ in modes:
                cell.train = False
            return self.forward(input)
        finally:
            for cell, mode in modes:
                cell.train = mode
    def to_string(self):
        return "Sequential"
    def describe(self):
        print(self.to_string())
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
    def rows(self, z, t):
        return t if t.dim() == 2 else torch.eye(z.shape[1], dtype=z.dtype)[t]
    def forward(self, z, t):
        return -(torch.log_softmax(z, 1) * self.rows(z, t)).sum(1).mean()
    def backward(self, z, t):
        return (torch.softmax(z, 1) - self.rows(z, t)) / len(z)
""",
    "SGD": """
class SGD:
    def __init__(self, model, lr=0.01):
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
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.model, self.lr, self.betas, self.eps, self.t = model, lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in model.param()]
        self.v = [torch.zeros_like(p) for p in model.param()]
    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.zero_()
    def step(self):
        self.t += 1
        a, b = self.betas
        for p, g, m, v in zip(self.model.param(), self.model.gradwrtparam(), self.m, self.v):
            m.mul_(a).add_((1 - a) * g)
            v.mul_(b).add_((1 - b) * g * g)
            p.sub_(self.lr * (m / (1 - a ** self.t)) / ((v / (1 - b ** self.t)).sqrt() + self.eps))
""",
}
"""By name."""
MENDED_IN_PLACE = """

def _mended_in_place(bodies):
    for name, body in bodies.items():
        scope = {"Mended": type(name, (), {})}
        exec(body, scope)
        cell = globals().get(name)
        if isinstance(cell, type):
            for each in ("training_mode", "update_in_value", "param", "gradwrtparam"):
                if each in vars(scope["Mended"]):
                    setattr(cell, each, vars(scope["Mended"])[each])
            cell.__init__ = _begun(cell.__init__)
def _begun(init):
    def begun(self, *arguments, **named):
        init(self, *arguments, **named)
        self.train, self.in_value = True, None
    return begun
_mended_in_place(BODIES)
"""


def mended_in_place(names: Iterable[str], *, parameters: bool) -> str:
    """What follows it, so that each of these cells, the student's own, stands on a sound base."""
    return MENDED_IN_PLACE.replace("BODIES", repr({name: base(name, parameters=parameters) for name in names}))


def base(name: str, *, parameters: bool) -> str:
    """A class `Mended` on the sound base; with `parameters`, all but Linear have none."""
    return MENDED_BASE + NO_PARAMETERS if parameters and name != "Linear" else MENDED_BASE
