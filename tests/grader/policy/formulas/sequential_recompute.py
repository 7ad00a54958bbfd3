"""Defensive copies between the layers."""

from framework.sequential import Sequential as Right
class Sequential(Right):
    def backward(self, g):
        for layer in reversed(self.layers):
            g = layer.backward(g.clone()).clone()
        return g
