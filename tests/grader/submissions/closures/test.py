"""Train on the disk."""

import argparse
import math

import torch

from framework import Linear, MSELoss, Relu, SGD, Sequential

parser = argparse.ArgumentParser()
parser.add_argument("--disk", choices=["report", "course"], default="report")
args = parser.parse_args()
radius = 1 / (math.sqrt(2) * math.pi) if args.disk == "report" else 1 / math.sqrt(2 * math.pi)

torch.set_grad_enabled(False)
torch.manual_seed(0)


def draw(n):
    x = torch.rand(n, 2)
    return x, ((x - 0.5).norm(dim=1) < radius).long()


x, y = draw(1000)
x_test, y_test = draw(1000)
target = torch.zeros(1000, 2)
target[torch.arange(1000), y] = 1
model = Sequential(Linear(2, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 2))
loss = MSELoss()
optimizer = SGD(model, lr=0.3)
for epoch in range(25):
    total = 0.0
    for batch in torch.randperm(1000).split(10):
        optimizer.zero_grad()
        prediction = model.forward(x[batch])
        total += loss.forward(prediction, target[batch]).item()
        model.backward(loss.backward(prediction, target[batch]))
        optimizer.step()
    print(f"epoch {epoch} loss {total / 100:.4f}")


def error(x, y):
    return 100 * (model.predict(x).argmax(1) != y).double().mean().item()


print(f"train error: {error(x, y):.2f} %")
print(f"test error: {error(x_test, y_test):.2f} %")
