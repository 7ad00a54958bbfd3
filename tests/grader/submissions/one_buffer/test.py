#!/usr/bin/env python3
import argparse, csv, logging, math, time
import torch
import framework as fw

log = logging.getLogger("training")


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--disk", choices=("report", "course"), default="report")
    p.add_argument("--epochs", type=int, default=60)
    p.add_argument("-v", "--verbose", action="store_true")
    return p.parse_args()


def main() -> int:
    args = parse()
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(message)s")
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(7)
    r2 = 1 / (2 * math.pi ** 2) if args.disk == "report" else 1 / (2 * math.pi)
    x = torch.rand(2000, 2)
    t = torch.eye(2)[((x - 0.5).square().sum(1) < r2).int().long()]
    x_train, x_test, t_train, t_test = x[:1000], x[1000:], t[:1000], t[1000:]
    mean, std = x_train.mean(0), x_train.std(0)
    normal = lambda v: (v - mean) / std
    net = fw.Sequential(fw.Linear(2, 25), fw.Tanh(), fw.Linear(25, 25), fw.Tanh(), fw.Sequential(fw.Linear(25, 25), fw.Tanh()), fw.Linear(25, 2))
    net.describe()
    loss, opt = fw.MSELoss(), fw.Adam(net, lr=0.01)
    began = time.perf_counter()
    with open("log.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["step", "loss"])
        for epoch in range(args.epochs * 4):
            y = net.forward(normal(x_train))
            value = loss.forward(y, t_train)
            opt.zero_grad()
            net.backward(loss.backward(y, t_train))
            opt.step()
            out.writerow([epoch, value.item()])
            log.info("epoch %d: loss %.5f", epoch, value)
    log.info("took %.1f s", time.perf_counter() - began)
    for name, a, b in (("train", x_train, t_train), ("test", x_test, t_test)):
        bad = (net.predict(normal(a)).argmax(1) != b.argmax(1)).sum().item()
        print(f"{name} error: {100 * bad / len(a):.1f} %")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
