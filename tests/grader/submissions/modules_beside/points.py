"""Points and labels."""

import torch

from plots.words import LINE

print(LINE)


def draw(n, radius):
    x = torch.rand(n, 2)
    return x, ((x - 0.5).norm(dim=1) < radius).long()
