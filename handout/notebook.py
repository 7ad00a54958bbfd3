"""The notebook: a lesson, the files to write and a check for each exercise, then training and handing in.

    lessons/*.md + the files of the handout  →  assignment.ipynb

Cells that carry a file say so in their metadata, which is what the grader reads. Ids are made from what a cell is
about, so that they stay the same from build to build.
"""

import base64
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from handout.exercises import BadList, exercises

PICTURE = re.compile(r"\]\((pictures/[\w-]+\.svg)\)")
START = """
try:
    from checks.lab import check, fresh, hand_in, not_yet
except ModuleNotFoundError as missing:
    print(f"{missing}. This notebook works in the folder that it came in, with checks/ and framework/ beside it:")
    print("unpack all of what you were given, do there what its README.md says under “Start”, and open it again.")
""".strip()
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
    layers = [mini.Linear(2, 25), mini.Relu(), mini.Linear(25, 25), mini.Relu(), mini.Linear(25, 2)]
    model = mini.Sequential(*layers)
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
    print(f"test error: {error_rate(model, scale(test_points), test_classes):.2f} %")
    figure, axes = plt.subplots(figsize=(4.5, 4.8))
    draw_predictions(axes, test_points, test_classes, predicted(model, scale(test_points)), "report")
    display(figure)
    plt.close(figure)
""".strip()


def assignment(root: Path, files: dict[str, bytes]) -> bytes:
    """The notebook as bytes; `files` are those of the handout."""
    listed = exercises(root)
    filled = {file for exercise in listed for file in exercise.files}
    cells = [_lesson(root, "intro"), new_code_cell(START, id="start"), _lesson(root, "given")]
    cells += [_file("given", name, files) for name in files if name.startswith("framework/") and name not in filled]
    for exercise in listed:
        cells.append(_lesson(root, exercise.id))
        cells += [_file(exercise.id, name, files) for name in exercise.files]
        if f"checks/assignment/suites/test_{exercise.id}.py" in files:
            cells.append(new_code_cell(f'check("{exercise.id}")', id=f"check-{exercise.id}"))
    cells += [_lesson(root, "train"), new_code_cell(TRAIN, id="train-code")]
    cells += [_lesson(root, "hand-in"), new_code_cell("hand_in();", id="hand-in-code")]
    notebook = new_notebook(cells=cells, metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    })  # fmt: skip
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def _lesson(root: Path, name: str) -> Any:
    """The cell of a lesson, its pictures in it."""
    place = root / "handout" / "lessons"
    try:
        text = (place / f"{name}.md").read_text("utf-8").rstrip()
    except OSError as error:
        raise BadList(f"lessons: expected {name}.md, got {error}") from error
    return new_markdown_cell(PICTURE.sub(lambda found: f"]({_inline(place / found[1])})", text), id=f"lesson-{name}")


def _inline(picture: Path) -> str:
    """The picture inside of its link: JupyterLab shows no SVG that is attached to a cell."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.read_bytes()).decode()


def _file(exercise: str, name: str, files: dict[str, bytes]) -> Any:
    """The cell that writes a file; given files are folded away."""
    folded = {"jupyter": {"source_hidden": True}} if exercise == "given" else {}
    return new_code_cell(
        f"%%writefile {name}\n{files[name].decode().rstrip()}",
        id="file-" + re.sub(r"\W+", "-", name.removesuffix(".py")),
        metadata={"assignment": {"exercise": exercise, "file": name}, **folded},
    )
