class SGD:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.lr = lr

    def zero_grad(self):
        for gradient in self.model.gradwrtparam():
            gradient.fill_(0)

    def step(self):
        for parameter, gradient in zip(self.model.param(), self.model.gradwrtparam()):
            parameter -= self.lr * gradient
