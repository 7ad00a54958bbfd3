__all__ = ["FrameworkError", "ShapeFault", "KindFault", "OrderFault", "guard"]


class FrameworkError(Exception):
    """Root of this package's errors."""
    def __init__(self, who, expected, got):
        super().__init__(who, expected, got)
        self.who, self.expected, self.got = who, expected, got

    def __str__(self):
        return "{0.who}: expected {0.expected}, got {0.got}".format(self)


class ShapeFault(FrameworkError, ValueError): ...
class KindFault(FrameworkError, TypeError): ...
class OrderFault(FrameworkError, RuntimeError): ...


class guard:
    """guard(who, ShapeFault)(condition, expected, got)"""
    __slots__ = "who", "kind"
    def __init__(self, who, kind): self.who, self.kind = who, kind
    def __call__(self, condition, expected, got):
        if not condition:
            raise self.kind(self.who, expected, got)
        return self
