"""What goes wrong, by name: every exception says who, what was expected and what came.

Exception
└── FrameworkError
    ├── ShapeError    (also a ValueError)    the shape of a tensor does not fit
    ├── DomainError   (also a ValueError)    a number or an element lies outside of its domain
    ├── KindError     (also a TypeError)     not a tensor, not a module, another dtype
    └── OrderError    (also a RuntimeError)  `backward` before a training `forward`
"""


class FrameworkError(Exception):
    """Root of the tree: `except FrameworkError` catches whatever this package raises on purpose."""


class ShapeError(FrameworkError, ValueError):
    """The shape of a tensor does not fit the layer or the other tensor."""


class DomainError(FrameworkError, ValueError):
    """A number or an element of a tensor lies outside of what the formula is defined for."""


class KindError(FrameworkError, TypeError):
    """An argument is of the wrong type, or a tensor of the wrong dtype."""


class OrderError(FrameworkError, RuntimeError):
    """A method was called before the one that it builds upon."""
