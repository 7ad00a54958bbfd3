import argparse
from math import pi, sqrt

import torch

from framework import SGD, Linear, MSELoss, Relu, Sequential

RADII = {"report": 1 / (sqrt(2) * pi), "course": 1 / sqrt(2 * pi)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--disk", choices=RADII, default="report")
    radius = RADII[parser.parse_args().disk]
    torch.set_grad_enabled(False)
    torch.manual_seed(3)
    data = {}
    for split in ("train", "test"):
        x = torch.rand(1000, 2)
        data[split] = 4 * x - 2, (((x - 0.5) ** 2).sum(1) < radius**2).long()
    model = Sequential()
    model.add_layers([Linear(2, 25), Relu()], [Linear(25, 25), Relu()], [Linear(25, 25), Relu()], Linear(25, 2))
    optimizer, loss = SGD(model, lr=0.2), MSELoss()
    x, y = data["train"]
    target = torch.stack([1 - y, y], 1).float()
    for epoch in range(25):
        for batch in torch.randperm(1000).view(100, 10):
            optimizer.zero_grad()
            out = model.forward(x[batch])
            model.backward(loss.backward(out, target[batch]))
            optimizer.step()
        print(f"epoch {epoch + 1}: {loss.forward(model.predict(x), target).item():.4f}")
    for split, (x, y) in data.items():
        print(f"{split} error: {(model.predict(x).argmax(1) != y).float().mean() * 100:.2f} %")


if __name__ == "__main__":
    main()
