import math
import sys

import torch

import framework as fw

torch.set_grad_enabled(False)
torch.manual_seed(1)
course = "course" in sys.argv
radius = (2 * math.pi) ** -0.5 if course else 1 / (math.sqrt(2) * math.pi)


def points(n):
    x = torch.empty(n, 2).uniform_(0, 1)
    inside = ((x - 0.5).pow(2).sum(1) < radius**2).to(torch.int64)
    return x, inside


train_x, train_y = points(1000)
test_x, test_y = points(1000)
mean, std = train_x.mean(0), train_x.std(0)
net = fw.Sequential(fw.Linear(2, 25), fw.Tanh(), fw.Linear(25, 25), fw.Tanh(), fw.Linear(25, 25), fw.Tanh(), fw.Linear(25, 2))
criterion, sgd = fw.MSELoss(), fw.SGD(net, 0.1)
hot = torch.eye(2)[train_y]
for epoch in range(20):
    loss = 0.0
    for i in range(0, 1000, 10):
        x, t = (train_x[i:i + 10] - mean) / std, hot[i:i + 10]
        out = net.forward(x)
        loss += float(criterion.forward(out, t))
        sgd.zero_grad()
        net.backward(criterion.backward(out, t))
        sgd.step()
    print("epoch", epoch, "loss", loss / 100)
for name, x, y in (("train", train_x, train_y), ("test", test_x, test_y)):
    wrong = int((net.predict((x - mean) / std).argmax(1) != y).sum())
    print("%s error: %.2f %%" % (name, wrong / 10))
