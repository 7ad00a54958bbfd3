from ._losses import Loss, MSELoss, CrossEntropyLoss
from ._optimizers import Optimizer, SGD, Adam
__all__ = ("Loss", "MSELoss", "CrossEntropyLoss", "Optimizer", "SGD", "Adam")
