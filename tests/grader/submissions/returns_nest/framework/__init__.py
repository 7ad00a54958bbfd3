import torch

RETURNED = []
RETURNED.append(RETURNED)
