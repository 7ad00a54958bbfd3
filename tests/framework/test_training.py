"""Training: the loss falls, the schedule ends at 0, the errors are counted right."""

from itertools import chain

import pytest
import torch

from framework import SGD, Adam, CrossEntropyLoss, Linear, Module, MSELoss, Relu, Sequential
from framework.data import Standardize, disk, one_hot
from framework.training import error_rate, predicted, step, train


def network():
    return Sequential(Linear(2, 16), Relu(), Linear(16, 2))


@pytest.mark.parametrize("loss", [MSELoss(), CrossEntropyLoss()], ids=str)
@pytest.mark.parametrize("kind", [SGD, Adam])
def test_it_learns_a_disk(kind, loss):
    points, classes = disk(500, "course")
    inputs, model = Standardize(points)(points), network()
    before = error_rate(model, inputs, classes)
    targets = one_hot(classes) if isinstance(loss, MSELoss) else classes
    losses = train(model, loss, kind(model, 0.1 if kind is SGD else 0.01), inputs, targets, epochs=15)
    assert len(losses) == 15
    assert losses[-1] < losses[0] / 2
    assert error_rate(model, inputs, classes) < min(10, before)


def test_the_learning_rate_falls_in_a_line_and_comes_back():
    rates = []

    class Noted(SGD):
        def step(self):
            rates.append(self.lr)
            super().step()

    model = network()
    optimizer = Noted(model, 1.0)
    train(model, MSELoss(), optimizer, torch.randn(20, 2), torch.randn(20, 2), epochs=2, batch_size=5, decay=True)
    assert rates == pytest.approx([1 - k / 8 for k in range(8)])
    assert optimizer.lr == 1.0


def test_every_sample_once_an_epoch_in_a_new_order_each_time():
    seen = []

    class Noted(Module):
        def forward(self, x):
            seen.append(x.flatten().tolist())
            return x

        def backward(self, g):
            return g

    model = Sequential(Noted())
    x = torch.arange(7.0).unsqueeze(1)
    train(model, MSELoss(), SGD(model), x, x, epochs=2, batch_size=3)
    assert [len(batch) for batch in seen] == [3, 3, 1, 3, 3, 1]
    first, second = list(chain(*seen[:3])), list(chain(*seen[3:]))
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second


def test_each_epoch_is_logged_and_weights_stay_ordinary_tensors():
    lines, model = [], network()
    losses = train(
        model,
        MSELoss(),
        SGD(model),
        torch.randn(9, 2),
        torch.randn(9, 2),
        epochs=3,
        log=lambda *line: lines.append(line),
    )
    assert lines == list(enumerate(losses))
    assert not any(p.is_inference() for p in model.param())
    model.param()[0].add_(1)


def test_a_model_that_was_set_to_evaluation_trains_all_the_same():
    model = network()
    model.training_mode(False)
    train(model, MSELoss(), SGD(model), torch.randn(4, 2), torch.randn(4, 2), epochs=1)
    assert all(layer.train for layer in model.layers)


def test_step_returns_the_loss_before_the_move():
    model, x, t = network(), torch.randn(5, 2), torch.randn(5, 2)
    expected = MSELoss().forward(model.predict(x), t)
    assert torch.equal(step(model, MSELoss(), SGD(model), x, t), expected)


def test_error_rate_counts_in_percent():
    identity = Sequential()
    outputs = torch.tensor([[1.0, 0], [1, 0], [0, 1], [1, 0]])
    assert predicted(identity, outputs).tolist() == [0, 0, 1, 0]
    assert error_rate(identity, outputs, torch.tensor([0, 1, 1, 0])) == 25.0


def test_what_does_not_fit_is_refused():
    model, x = network(), torch.randn(4, 2)
    with pytest.raises(ValueError, match="target for each of 4"):
        train(model, MSELoss(), SGD(model), x, x[:3])
    with pytest.raises(ValueError, match="epochs"):
        train(model, MSELoss(), SGD(model), x, x, epochs=0)
    with pytest.raises(ValueError, match="class for each of 4"):
        error_rate(model, x, torch.zeros(3))
