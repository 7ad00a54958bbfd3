"""Checks of the arguments."""

import torch


def check_tensor(who, x, name="input"):
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"{who}: expected {name} to be a tensor, got {type(x).__name__}")
    if not x.is_floating_point():
        raise TypeError(f"{who}: expected {name} of a floating point dtype, got {x.dtype}")


def check_input(who, x):
    check_tensor(who, x)
    if x.numel() == 0:
        raise ValueError(f"{who}: expected at least one sample, got {tuple(x.shape)}")


def check_gradient(who, grad, shape, dtype):
    check_tensor(who, grad, "gradwrtoutput")
    if tuple(grad.shape) != tuple(shape):
        raise ValueError(f"{who}: expected gradwrtoutput of shape {tuple(shape)}, got {tuple(grad.shape)}")
    if grad.dtype != dtype:
        raise TypeError(f"{who}: expected gradwrtoutput of dtype {dtype}, got {grad.dtype}")


def check_bool(who, mode):
    if not isinstance(mode, bool):
        raise TypeError(f"{who}: expected a bool, got {type(mode).__name__}")
