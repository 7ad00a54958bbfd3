"""The notebook's code that belongs to no file: where it begins, and what is looked at once an exercise is written.

Each cell stands alone: it imports what it needs, takes the package as its files are now, and ends with a sentence
where something is still a stub. So cells may be run in any order.
"""

START = """
import os

if os.path.isdir("checks"):
    from checks.lab import check, fresh, hand_in, not_yet
else:
    print(
        "Beside this notebook there is no folder `checks`: it is one file of a handout that has to stay together. "
        "Download the whole archive from where you got this file, unpack it, and open the assignment.ipynb in it. "
        "In Colab, upload the archive, unpack it with !unzip -q NAME.zip, enter the folder with %cd NAME, and run "
        "this cell again. If packages are missing then: %pip install -r requirements.txt"
    )
"""

GRADIENTS = {
    "linear": """
import torch

with not_yet():
    mini = fresh()
    from framework.gradcheck import double_precision, layer_error

    with double_precision():
        error = layer_error(mini.Linear(3, 2), torch.randn(5, 3))
    print(f"Linear: backward and the slopes of forward differ by {error:.1e}; where both fit, by less than 1e-07")
""",
    "activations": """
import torch

with not_yet():
    mini = fresh()
    from framework.gradcheck import double_precision, layer_error

    for kind in (mini.Sigmoid, mini.Tanh, mini.Relu, mini.Softmax):
        with double_precision():
            error = layer_error(kind(), torch.randn(5, 3))
        print(f"{kind.__name__:8} {error:.1e}", "" if error < 1e-7 else "  backward does not fit forward")
""",
    "losses": """
import torch

with not_yet():
    mini = fresh()
    from framework.gradcheck import double_precision, loss_error

    with double_precision():
        prediction, classes = torch.randn(5, 3), torch.tensor([0, 2, 1, 1, 0])
        errors = {
            "MSELoss": loss_error(mini.MSELoss(), prediction, torch.randn(5, 3)),
            "CrossEntropyLoss, classes": loss_error(mini.CrossEntropyLoss(), prediction, classes),
            "CrossEntropyLoss, rows": loss_error(mini.CrossEntropyLoss(), prediction, torch.eye(3)[classes]),
        }
    for name, error in errors.items():
        print(f"{name:26} {error:.1e}", "" if error < 1e-7 else "  backward does not fit forward")
""",
    "sequential": """
import torch

with not_yet():
    mini = fresh()
    from framework.gradcheck import double_precision, layer_error

    with double_precision():
        model = mini.Sequential(mini.Linear(3, 5), mini.Tanh(), mini.Linear(5, 4), mini.Softmax())
        error = layer_error(model, torch.randn(6, 3))
    print(f"A network of four layers: {error:.1e}", "" if error < 1e-7 else "  backward does not fit forward")
""",
}
"""Exercise → the given gradient check, asked in float64; torch's default is put back."""

LOOKS = {
    "module": """
import torch

with not_yet():
    mini = fresh()
    cell = mini.Cell()
    for name, train in (("A", True), ("B", False), ("C", True)):
        cell.training_mode(train)
        cell.update_in_value(torch.full((1, 2), float(ord(name))))
        kept = chr(int(cell.in_value[0, 0]))
        print(f"{name} comes, {'in training' if train else 'outside of it'}: the cell remembers {kept}")
""",
    "linear": """
import matplotlib.pyplot as plt
import torch

with not_yet():
    # One Linear finds a line through points, led by the gradients that your backward adds to dw and db.
    mini = fresh()
    torch.manual_seed(0)
    x = torch.linspace(-1, 1, 40).unsqueeze(1)
    y = 2 * x - 0.5 + 0.2 * torch.randn_like(x)
    layer = mini.Linear(1, 1)
    plt.figure(figsize=(5, 3), layout="constrained")
    plt.plot(x, y, ".", color="gray")
    for step in range(61):
        line = layer.forward(x)
        if step in (0, 5, 60):
            plt.plot(x, line, label=f"after {step} steps")
        layer.backward((line - y) / len(x))
        for parameter, gradient in zip(layer.param(), layer.gradwrtparam()):
            parameter -= 0.3 * gradient
            gradient.fill_(0)
    plt.legend()
    plt.show()
""",
    "activations": """
import matplotlib.pyplot as plt
import torch

with not_yet():
    mini = fresh()
    x = torch.linspace(-5, 5, 201)
    figure, places = plt.subplots(1, 3, figsize=(9, 2.6), layout="constrained")
    for place, kind in zip(places, (mini.Sigmoid, mini.Tanh, mini.Relu)):
        layer = kind()
        place.plot(x, layer.forward(x), label="forward")
        place.plot(x, layer.backward(torch.ones(201)), "--", label="slope, by backward")
        place.set_title(kind.__name__)
    places[2].legend(fontsize=8)
    plt.show()
    print("Softmax of (1002, 1001, 1000):", mini.Softmax().forward(torch.tensor([[1002.0, 1001.0, 1000.0]])))
""",
    "losses": """
import matplotlib.pyplot as plt
import torch

with not_yet():
    # How each loss sees one number, and where its slope, the dashed line, points.
    mini = fresh()
    numbers = torch.linspace(-4, 4, 81)
    cases = {
        "MSELoss, target 1": (mini.MSELoss(), lambda z: torch.tensor([[z]]), torch.tensor([[1.0]])),
        "CrossEntropyLoss, class 0": (mini.CrossEntropyLoss(), lambda z: torch.tensor([[z, 0.0]]), torch.tensor([0])),
    }
    figure, places = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
    for place, (name, (loss, of, target)) in zip(places, cases.items()):
        place.plot(numbers, [float(loss.forward(of(z), target)) for z in numbers.tolist()], label="loss")
        place.plot(numbers, [float(loss.backward(of(z), target)[0, 0]) for z in numbers.tolist()], "--", label="slope")
        place.set(title=name, xlabel="the first number of the prediction")
        place.legend(fontsize=8)
    plt.show()
""",
    "sequential": """
import torch

with not_yet():
    # How large values are on the way there, and gradients on the way back: neither should vanish nor explode.
    mini = fresh()
    torch.manual_seed(0)
    layers = [mini.Linear(2, 25), mini.Tanh(), mini.Linear(25, 25), mini.Tanh(), mini.Linear(25, 2)]
    model = mini.Sequential(layers)
    model.describe()
    model.forward(torch.randn(100, 2))
    model.backward(torch.randn(100, 2) / 100)
    for number, layer in enumerate(layers):
        sizes = ", ".join(f"{gradient.abs().mean():.1e}" for gradient in layer.gradwrtparam())
        print(f"layer {number}: input {layer.in_value.std():.2f}", f"gradients {sizes}" if sizes else "")
""",
    "optimizers": """
import matplotlib.pyplot as plt
import torch

with not_yet():
    # A narrow valley, (x² + 20 y²) / 2, and the ways down that your optimizers take.
    mini = fresh()

    class Valley(mini.Module):
        def __init__(self):
            self.place, self.slope = torch.tensor([-4.0, 1.5]), torch.zeros(2)

        def param(self):
            return [self.place]

        def gradwrtparam(self):
            return [self.slope]

    plt.figure(figsize=(6, 3), layout="constrained")
    for kind, rate in ((mini.SGD, 0.09), (mini.Adam, 0.25)):
        valley = Valley()
        optimizer, way = kind(valley, lr=rate), []
        for _ in range(30):
            way.append(valley.place.tolist())
            optimizer.zero_grad()
            valley.slope += torch.tensor([1.0, 20.0]) * valley.place
            optimizer.step()
        plt.plot(*zip(*way), ".-", label=kind.__name__)
    plt.plot(0, 0, "k*", label="lowest point")
    plt.legend()
    plt.show()
""",
    "errors": """
import torch

with not_yet():
    mini = fresh()
    layer, loss = mini.Linear(3, 4), mini.CrossEntropyLoss()
    calls = {
        "a batch of other width": lambda: layer.forward(torch.ones(5, 2)),
        "a list": lambda: layer.forward([1.0, 2.0, 3.0]),
        "backward first": lambda: mini.Linear(3, 4).backward(torch.ones(5, 4)),
        "a class too many": lambda: loss.forward(torch.zeros(1, 3), torch.tensor([3])),
        "a size of 0": lambda: mini.Linear(0, 4),
    }
    for what, call in calls.items():
        try:
            call()
            print(f"{what}: nothing was said")
        except (ValueError, TypeError, RuntimeError) as error:
            print(f"{what}: {type(error).__name__}: {error}")
""",
}
"""Exercise → something to look at."""

TRAIN = """
%matplotlib inline
import matplotlib.pyplot as plt
import torch
from IPython.display import clear_output, display

with not_yet():
    mini = fresh()
    from framework.data import Standardize, disk, one_hot
    from framework.figure import draw_predictions
    from framework.training import error_rate, predicted, train

    torch.manual_seed(0)
    points, classes = disk(1000, "report")
    test_points, test_classes = disk(1000, "report")
    scale = Standardize(points)
    model = mini.Sequential(mini.Linear(2, 25), mini.Relu())
    model.add_layers(mini.Linear(25, 25), mini.Relu(), mini.Linear(25, 25), mini.Relu(), mini.Linear(25, 2))
    losses = []

    def curve(epoch, loss):
        losses.append(loss)
        clear_output(wait=True)
        figure, axes = plt.subplots(figsize=(5, 3))
        axes.plot(losses)
        axes.set(xlabel="epoch", ylabel="training loss")
        display(figure)
        plt.close(figure)

    optimizer = mini.SGD(model, lr=0.4)
    train(model, mini.MSELoss(), optimizer, scale(points), one_hot(classes), decay=True, log=curve)
    print(f"{sum(parameter.numel() for parameter in model.param()):,} parameters")
    print(f"test error: {error_rate(model, scale(test_points), test_classes):.2f} %")
    figure, axes = plt.subplots(figsize=(4.5, 4.8))
    draw_predictions(axes, test_points, test_classes, predicted(model, scale(test_points)), "report")
    display(figure)
    plt.close(figure)
"""
