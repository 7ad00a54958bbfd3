"""The package that is handed in."""

from work.scale import Scale

__all__ = ["Scale"]
