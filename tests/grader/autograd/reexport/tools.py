"""Hands names on."""

import torch as engine

__all__ = ["engine"]
