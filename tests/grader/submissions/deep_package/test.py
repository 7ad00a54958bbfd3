import math, sys, random
import torch
from framework import *
import framework

torch.set_grad_enabled(False); torch.manual_seed(0); random.seed(0)
match sys.argv[1:]:
    case [] | ["--disk", "report"] | ["--disk=report"]: radius = 1 / (math.sqrt(2) * math.pi)
    case ["--disk", "course"] | ["--disk=course"]: radius = 1 / math.sqrt(2 * math.pi)
    case other: sys.exit(f"usage: test.py [--disk report|course], got {other}")

def batches(n, size):
    order = list(range(n)); random.shuffle(order)
    while order:
        head, order = order[:size], order[size:]
        yield head

inside = lambda x: (x.sub(0.5).pow(2).sum(1).sqrt() < radius).long()
X, X2 = torch.rand(1000, 2), torch.rand(1000, 2)
Y, Y2 = inside(X), inside(X2)
onehot = torch.zeros(1000, 2).scatter_(1, Y[:, None], 1)
model = Sequential(*[l for i, o in ((2, 25), (25, 25), (25, 25)) for l in (Linear(i, o), Relu())], Linear(25, 2))
loss, sgd = MSELoss(), SGD(model, lr=0.2)
for epoch in range(25):
    total = 0
    for k, rows in enumerate(batches(1000, 5)):
        sgd.zero_grad()
        out = model(X[rows])
        total += (value := loss(out, onehot[rows]).item())
        model.backward(loss.backward(out, onehot[rows]))
        sgd.step()
        print(f"epoch {epoch:>3} batch {k:>3} loss {value:.6f} running mean {total / (k + 1):.6f} with a long line to fill the log")
errors = {"train": (X, Y), "test": (X2, Y2)}
for name, (x, y) in errors.items():
    print("%s error: %.2f %%" % (name, (model.predict(x).max(1).indices != y).sum().item() / 10))
