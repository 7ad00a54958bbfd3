from .activations import ReLU, Sigmoid
from .conv import Conv2d
from .losses import MSELoss, psnr
from .module import Module
from .optimizers import SGD
from .sequential import Sequential
from .upsample import Upsample
