class SGD:
    """Holds on to the tensors, which stay the same."""

    def __init__(self, model, lr=0.01):
        self.model, self.lr = model, lr
        self.pairs = list(zip(model.param(), model.gradwrtparam()))

    def zero_grad(self):
        for _, g in self.pairs:
            g.mul_(0)

    def step(self):
        for p, g in self.pairs:
            p.add_(g, alpha=-self.lr)
