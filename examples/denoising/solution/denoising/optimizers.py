"""SGD: stochastic gradient descent, a step against the gradient of each mini-batch.

Source: Robbins & Monro (1951), A stochastic approximation method.
"""

from denoising.module import Module


class SGD:
    """p ← p − lr·g for each parameter p of a model, in place.

    Attributes:
        model, lr: as given.
    """

    def __init__(self, model: Module, lr: float = 0.01) -> None:
        self.model, self.lr = model, lr

    def zero_grad(self) -> None:
        """Set every gradient of the model to 0, in place."""
        for g in self.model.gradwrtparam():
            g.zero_()

    def step(self) -> None:
        """One step of every parameter, in place."""
        for p, g in zip(self.model.param(), self.model.gradwrtparam(), strict=True):
            p.sub_(self.lr * g)
