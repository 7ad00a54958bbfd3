"""Hands names on."""

import torch as engine
