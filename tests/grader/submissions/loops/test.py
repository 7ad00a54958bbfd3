import sys, torch as T
from framework import *
from math import pi
T.set_grad_enabled(False); T.manual_seed(4)
r2 = 1 / (2 * pi) if "course" in sys.argv else 1 / (2 * pi * pi)
X, Z = T.rand(2, 1000, 2)
f = lambda x: (x - .5) * 12 ** .5
c = lambda x: ((x - .5).square().sum(1) < r2).long()
net = Sequential(*[y for i, o in zip((2, 25, 25), (25, 25, 25)) for y in (Linear(i, o), Relu())], Linear(25, 25), Relu(), Linear(25, 2))
opt, L = SGD(net, .3), MSELoss()
for e in range(25):
    for i in T.randperm(1000).split(10):
        opt.zero_grad(); y = net.forward(f(X[i])); t = T.eye(2)[c(X[i])]; net.backward(L.backward(y, t)); opt.step()
    print(e, L.forward(net.predict(f(X)), T.eye(2)[c(X)]).item())
for n, x in ("train", X), ("test", Z): print(f"{n} error: {(net.predict(f(x)).argmax(1) != c(x)).sum().item() / 10:.2f} %")
