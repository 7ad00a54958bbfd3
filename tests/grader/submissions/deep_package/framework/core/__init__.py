from .base import Module, Cell, Mode
from .faults import *
__all__ = ["Module", "Cell", "Mode"] + faults.__all__
