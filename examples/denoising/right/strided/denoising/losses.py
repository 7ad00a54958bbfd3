import torch

from denoising.module import Module


class MSELoss(Module):
    def forward(self, prediction, target):
        error = (prediction - target).flatten()
        return error.dot(error) / len(error)

    def backward(self, prediction, target):
        return 2 / prediction.numel() * (prediction - target)


def psnr(prediction, target):
    return 10 * torch.log10(1 / MSELoss().forward(prediction, target))
