"""The network of test.py is trained by torch."""

import torch


def main():
    torch.manual_seed(0)
    points = torch.rand(1000, 2)
    labels = ((points - 0.5).pow(2).sum(1) < 0.05).long()
    model = torch.nn.Sequential(torch.nn.Linear(2, 25), torch.nn.ReLU(), torch.nn.Linear(25, 2))
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(500):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(points), labels).backward()
        optimizer.step()
    wrong = (model(points).argmax(1) != labels).float().mean().item()
    print(f"train error: {100 * wrong:.2f} %")
    print(f"test error: {100 * wrong:.2f} %")


if __name__ == "__main__":
    main()
