from .core import *
from .layers import *
from .train import *

__version__ = "2.0"
__author__ = "A. Student"
