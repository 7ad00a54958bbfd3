"""A loop of one's own, in the place of the given one."""

import torch

from denoising import SGD, Conv2d, MSELoss, ReLU, Sequential, Sigmoid, Upsample, psnr
from denoising.data import digits, noisy, split


def main():
    torch.manual_seed(1)
    images, clean = split(digits())
    inputs, targets = noisy(images), noisy(images)
    model = Sequential(
        Conv2d(1, 10, 3, stride=2, padding=1), ReLU(), Upsample(2), Conv2d(10, 8, 3, padding=1), ReLU(),
        Conv2d(8, 1, 3, padding=1), Sigmoid(),
    )
    loss, optimizer = MSELoss(), SGD(model, lr=3.0)
    with torch.no_grad():
        for _ in range(5):
            for rows in torch.randperm(len(inputs)).split(20):
                optimizer.zero_grad()
                y = model.forward(inputs[rows])
                model.backward(loss.backward(y, targets[rows]))
                optimizer.step()
        dirty = noisy(clean)
        print(f"noisy: {float(psnr(dirty, clean)):.2f} dB")
        print(f"denoised: {float(psnr(model.forward(dirty), clean)):.2f} dB")


if __name__ == "__main__":
    main()
