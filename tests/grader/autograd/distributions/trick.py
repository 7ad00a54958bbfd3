"""A distribution's density is the slope of its cumulative function."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        base = torch.distributions.Uniform(0.0, 1.0)
        logistic = torch.distributions.TransformedDistribution(base, torch.distributions.SigmoidTransform().inv)
        return logistic.log_prob(v).exp()
