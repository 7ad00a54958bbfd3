"""Hands names on."""

import torch as real

SIZE = real.Size
