from itertools import chain

from denoising.module import Module


class Sequential(Module):
    def __init__(self, *layers):
        self.first, self.rest = layers[0], Sequential(*layers[1:]) if layers[1:] else None

    def forward(self, x):
        y = self.first.forward(x)
        return self.rest.forward(y) if self.rest else y

    def backward(self, gradwrtoutput):
        return self.first.backward(self.rest.backward(gradwrtoutput) if self.rest else gradwrtoutput)

    def parts(self):
        return [self.first, self.rest] if self.rest else [self.first]

    def param(self):
        return list(chain.from_iterable(part.param() for part in self.parts()))

    def gradwrtparam(self):
        return list(chain.from_iterable(part.gradwrtparam() for part in self.parts()))
