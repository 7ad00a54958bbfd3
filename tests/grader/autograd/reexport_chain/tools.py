"""Hands names on."""

import torch

SIZE = torch.Size
