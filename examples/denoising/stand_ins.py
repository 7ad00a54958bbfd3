"""The suites' own parts, as text that is run on the student's side where a part of the student's is known to be wrong.

They lean on nothing of the student's but `Module`, which is given, and on that only to be instances of it.
"""

PLAIN = """
    def param(self):
        return []
    def gradwrtparam(self):
        return []
"""
STAND_INS = {
    "Conv2d": """
class Conv2d(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k, self.s, self.p = kernel_size, stride, padding
        bound = (in_channels * kernel_size ** 2) ** -0.5
        self.w = torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.dw, self.db = torch.zeros_like(self.w), torch.zeros_like(self.b)
    def windows(self, x):
        return x.unfold(2, self.k, self.s).unfold(3, self.k, self.s)
    def forward(self, x):
        n, c, h, w = self.size = x.shape
        p = self.p
        self.x = x.new_zeros(n, c, h + 2 * p, w + 2 * p)
        self.x[:, :, p:p + h, p:p + w] = x
        return torch.einsum("ncijkl,ockl->noij", self.windows(self.x), self.w) + self.b[:, None, None]
    def backward(self, g):
        self.dw += torch.einsum("ncijkl,noij->ockl", self.windows(self.x), g)
        self.db += g.sum((0, 2, 3))
        p, (n, c, h, w) = self.p, self.size
        dx = torch.zeros_like(self.x)
        for i in range(self.k):
            for j in range(self.k):
                part = torch.einsum("noij,oc->ncij", g, self.w[:, :, i, j])
                dx[:, :, i:i + self.s * g.shape[2]:self.s, j:j + self.s * g.shape[3]:self.s] += part
        return dx[:, :, p:p + h, p:p + w]
    def param(self):
        return [self.w, self.b]
    def gradwrtparam(self):
        return [self.dw, self.db]
""",
    "Upsample": f"""
class Upsample(Module):{PLAIN}
    def __init__(self, factor):
        self.f = factor
    def forward(self, x):
        return x.repeat_interleave(self.f, 2).repeat_interleave(self.f, 3)
    def backward(self, g):
        return sum(g[:, :, i::self.f, j::self.f] for i in range(self.f) for j in range(self.f))
""",
    "ReLU": f"""
class ReLU(Module):{PLAIN}
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)
    def backward(self, g):
        return g * (self.x > 0)
""",
    "Sigmoid": f"""
class Sigmoid(Module):{PLAIN}
    def forward(self, x):
        self.x = x
        return torch.sigmoid(x)
    def backward(self, g):
        return g * torch.sigmoid(self.x) * torch.sigmoid(-self.x)
""",
    "MSELoss": """
class MSELoss(Module):
    def forward(self, p, t):
        return ((p - t) ** 2).mean()
    def backward(self, p, t):
        return 2 * (p - t) / p.numel()
""",
    "psnr": """
def psnr(p, t):
    return -10 * torch.log10(((p - t) ** 2).mean())
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
}
"""By name."""
