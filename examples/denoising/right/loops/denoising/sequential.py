from .module import Module


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput):
        for layer in self.layers[::-1]:
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self):
        found = []
        for layer in self.layers:
            found += layer.param()
        return found

    def gradwrtparam(self):
        found = []
        for layer in self.layers:
            found += layer.gradwrtparam()
        return found
