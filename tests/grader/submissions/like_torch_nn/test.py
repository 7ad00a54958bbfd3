"""Train with Adam and cross-entropy; sys.argv, progress with \r, a JSON file."""
import json
import math
import sys
from pathlib import Path

import torch

from framework import Adam, CrossEntropyLoss, Linear, Relu, Sequential, Softmax

torch.set_grad_enabled(False)
torch.manual_seed(42)
disk = sys.argv[sys.argv.index("--disk") + 1] if "--disk" in sys.argv else "report"
radius = {"report": 1 / (math.sqrt(2) * math.pi), "course": 1 / math.sqrt(2 * math.pi)}[disk]


def make(n):
    x = torch.rand(n, 2)
    return x, (((x - 0.5) ** 2).sum(1) < radius ** 2).long()


(x, y), (xt, yt) = make(1000), make(1000)
net = Sequential(Linear(2, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 2))
criterion, optimizer = CrossEntropyLoss(), Adam(net, lr=5e-3)
history = []
for epoch in range(1, 26):
    order = torch.randperm(len(x))
    losses = []
    for i in range(0, len(x), 20):
        idx = order[i:i + 20]
        out = net(x[idx])
        losses.append(float(criterion.forward(out, y[idx])))
        optimizer.zero_grad()
        net.backward(criterion.backward(out, y[idx]))
        optimizer.step()
        print(f"\repoch {epoch:2d} {'█' * (20 * (i + 20) // len(x)):20} loss {losses[-1]:.4f}", end="", flush=True)
    history.append(sum(losses) / len(losses))
print("\r", end="")


def wrong(x, y):
    return 100 * (net.predict(x).argmax(dim=1) != y).float().mean().item()


print(f"\rtrain error: {wrong(x, y):.2f} %".ljust(70).rstrip())
print(f"test error: {wrong(xt, yt):.2f} %")
Path("history.json").write_text(json.dumps({"disk": disk, "losses": history}), encoding="utf-8")
