"""Intake: a path becomes a `Submission`, the bytes of its Python files in memory; nothing is unpacked to disk."""

from .archives import ARCHIVES, FILE_BYTES, read

__all__ = ["ARCHIVES", "FILE_BYTES", "read"]
