"""Weight by weight: after 25 epochs each parameter is PyTorch's, for every optimizer, loss and activation."""

import pytest
import torch
from sklearn.datasets import load_digits

from framework import SGD, Adam, CrossEntropyLoss, Linear, MSELoss, Relu, Sequential, Sigmoid, Softmax, Tanh
from framework.data import Standardize, disk, one_hot
from framework.training import train
from reference import oracle
from reference.case import ACTIVATIONS, LOSSES, OPTIMIZERS, Case
from reference.closeness import SINGLE, TRAINED, difference
from reference.compare import train_twin
from reference.twin import build
from tests.corpora import sampled

OURS = {
    "relu": Relu, "tanh": Tanh, "sigmoid": Sigmoid, "softmax": Softmax,
    "mse": MSELoss, "cross-entropy": CrossEntropyLoss, "sgd": SGD, "adam": Adam,
}  # fmt: skip


def ours(case, weights):
    torch.set_default_dtype(torch.float64)
    layers = []
    for i, o in zip(case.sizes, case.sizes[1:], strict=False):
        layers += [Linear(i, o, bias=case.bias), OURS[case.activation]()]
    model = Sequential(layers[:-1])
    for parameter, weight in zip(model.param(), weights, strict=True):
        parameter.copy_(weight)
    return model


@pytest.mark.parametrize("activation", sampled(ACTIVATIONS, ("relu",)))
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weights_after_25_epochs(optimizer, loss, activation):
    case = Case(activation=activation, loss=loss, optimizer=optimizer, lr=0.1 if optimizer == "sgd" else 0.005)
    weights = oracle.draw_weights(case)
    model, twin = ours(case, weights), build(case, weights)
    points, classes = disk(1000, "course")
    inputs = Standardize(points)(points)
    targets = one_hot(classes) if loss == "mse" else classes

    torch.manual_seed(1)
    train(model, OURS[loss](), OURS[optimizer](model, case.lr), inputs, targets)
    torch.manual_seed(1)
    train_twin(twin, inputs, targets)

    for p, q, start in zip(model.param(), twin.model.parameters(), weights, strict=True):
        assert difference(p, start).largest > 1e5 * TRAINED[torch.float64]  # 2,500 steps went somewhere
        assert difference(p, q.detach()).within(TRAINED[torch.float64]), difference(p, q.detach())


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [(3, 3), (2, 25, 25, 25, 2), (7, 1, 4)], ids=str)
def test_one_forward_and_backward(sizes, bias, loss, activation):
    for samples in (1, 13):
        case = Case(sizes, activation=activation, loss=loss, bias=bias, batch_size=samples, seed=samples)
        weights = oracle.draw_weights(case)
        ((x, target),) = oracle.draw_batches(case)
        expected = oracle.answer(case, weights, x, target)
        model, criterion = ours(case, weights), OURS[loss]()
        prediction = model.forward(x)
        dx = model.backward(criterion.backward(prediction, target))
        pairs = [
            (prediction, expected.prediction),
            (criterion.forward(prediction, target), expected.loss),
            (dx, expected.input_gradient),
            *zip(model.gradwrtparam(), expected.gradients, strict=True),
        ]
        for got, wanted in pairs:
            assert difference(got, wanted).within(SINGLE[torch.float64]), difference(got, wanted)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("steps", [1, 10])
@pytest.mark.parametrize("bias", [True, False])
def test_weights_after_a_few_steps(optimizer, steps, bias):
    case = Case((3, 5, 2), "tanh", bias, optimizer=optimizer, lr=0.01, steps=steps)
    weights, batches = oracle.draw_weights(case), oracle.draw_batches(case)
    model, criterion = ours(case, weights), MSELoss()
    moved = OURS[optimizer](model, case.lr)
    for x, target in batches:
        moved.zero_grad()
        model.backward(criterion.backward(model.forward(x), target))
        moved.step()
    for p, q in zip(model.param(), oracle.trained(case, weights, batches), strict=True):
        assert difference(p, q).within(SINGLE[torch.float64]), difference(p, q)


def test_handwritten_digits():
    """Real data: 8×8 images of digits (scikit-learn), Adam and cross-entropy, every fourth image for the test."""
    torch.set_default_dtype(torch.float64)
    images, labels = (torch.tensor(part) for part in load_digits(return_X_y=True))
    held_out = torch.arange(len(images)) % 4 == 0
    inputs, classes = images[~held_out] / 16, labels[~held_out]
    case = Case((64, 64, 10), loss="cross-entropy", optimizer="adam", lr=0.003)
    weights = oracle.draw_weights(case)
    model, twin = ours(case, weights), build(case, weights)

    torch.manual_seed(1)
    train(model, CrossEntropyLoss(), Adam(model, case.lr), inputs, classes, epochs=30, batch_size=32)
    torch.manual_seed(1)
    train_twin(twin, inputs, classes, epochs=30, batch_size=32)

    test_inputs, test_classes = images[held_out] / 16, labels[held_out]
    predictions = model.predict(test_inputs).argmax(1)
    assert torch.equal(predictions, twin.model(test_inputs).argmax(1))
    assert float((predictions == test_classes).double().mean()) >= 0.97
    for p, q in zip(model.param(), twin.model.parameters(), strict=True):
        assert difference(p, q.detach()).within(TRAINED[torch.float64]), difference(p, q.detach())
