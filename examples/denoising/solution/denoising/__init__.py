"""A small framework for convolutional networks: every derivative is written by hand."""

from denoising.activations import ReLU, Sigmoid
from denoising.conv import Conv2d
from denoising.losses import MSELoss, psnr
from denoising.module import Module
from denoising.optimizers import SGD
from denoising.sequential import Sequential
from denoising.upsample import Upsample

__all__ = ["SGD", "Conv2d", "MSELoss", "Module", "ReLU", "Sequential", "Sigmoid", "Upsample", "psnr"]
