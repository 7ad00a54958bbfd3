import torch

from denoising import SGD, Conv2d, MSELoss, ReLU, Sequential, Sigmoid, Upsample, psnr
from denoising.data import digits, noisy, split
from denoising.training import train

torch.set_grad_enabled(False)
torch.manual_seed(11)


def network():
    down = Sequential(Conv2d(1, 8, 3, 2, 1), ReLU(), Conv2d(8, 16, 3, 1, 1), ReLU())
    up = Sequential(Upsample(2), Conv2d(16, 8, 3, 1, 1), ReLU(), Conv2d(8, 1, 3, 1, 1), Sigmoid())
    return Sequential(down, up)


if __name__ == "__main__":
    images, clean = split(digits())
    model = network()
    train(model, MSELoss(), SGD(model, 3), noisy(images), noisy(images), epochs=5, batch_size=25)
    dirty = noisy(clean)
    print("noisy: %.2f dB" % psnr(dirty, clean))
    print("denoised: %.2f dB" % psnr(model.forward(dirty), clean))
