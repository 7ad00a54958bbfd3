"""Forward mode with dual numbers of torch."""

import torch.autograd.forward_ad as fw
from torch import ones_like
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        with fw.dual_level():
            return fw.unpack_dual(fw.make_dual(v, ones_like(v)).sigmoid()).tangent
