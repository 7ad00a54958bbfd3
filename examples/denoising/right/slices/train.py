"""Denoise handwritten digits with a network that never saw a clean one.

It learns to turn a noisy image into the same image with other noise. Noise cannot be foretold, so the best that the
network can answer is the mean of all noisy versions: the clean image.

Source: Lehtinen et al. (2018), Noise2Noise: learning image restoration without clean data.
"""

import argparse
import sys

import torch

from denoising import SGD, Conv2d, MSELoss, ReLU, Sequential, Sigmoid, Upsample, psnr
from denoising.data import digits, noisy, split
from denoising.training import train


def network() -> Sequential:
    """1 × 8 × 8 → 1 × 8 × 8: a convolution of stride 2, one at half the size, upsampled, and two at the full size."""
    return Sequential(
        Conv2d(1, 8, 3, stride=2, padding=1),
        ReLU(),
        Conv2d(8, 16, 3, padding=1),
        ReLU(),
        Upsample(2),
        Conv2d(16, 8, 3, padding=1),
        ReLU(),
        Conv2d(8, 1, 3, padding=1),
        Sigmoid(),
    )


def main() -> None:
    """Train on noisy images, and print how far noisy and denoised images of the test are from clean ones."""
    parser = argparse.ArgumentParser(description="Denoise handwritten digits.")
    parser.add_argument("--seed", type=int, default=0, help="decides noise, weights and order")
    parser.add_argument("--epochs", type=int, default=5, help="rounds through the training images")
    settings = parser.parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)

    images, clean = split(digits())
    dirty = noisy(clean)
    model = network()
    train(
        model,
        MSELoss(),
        SGD(model, lr=3.0),
        noisy(images),
        noisy(images),
        epochs=settings.epochs,
        batch_size=25,
        log=lambda epoch, loss: print(f"epoch {epoch + 1:2d}   loss {loss:.4f}", file=sys.stderr),
    )
    print(f"noisy: {psnr(dirty, clean):.2f} dB")
    print(f"denoised: {psnr(model.forward(dirty), clean):.2f} dB")


if __name__ == "__main__":
    main()
