import torch

hoard = [torch.ones(1 << 24) for _ in range(150)]
