"""The notebook: a lesson, the files to write, a check and a look for each exercise, then training and handing in.

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

from handout.cells import GRADIENTS, LOOKS, START, TRAIN
from handout.exercises import BadList, exercises

PICTURE = re.compile(r"\]\((pictures/[\w-]+\.svg)\)")


def assignment(root: Path, files: dict[str, bytes]) -> bytes:
    """The notebook as bytes; `files` are those of the handout."""
    listed = exercises(root)
    filled = {file for exercise in listed for file in exercise.files}
    cells = [_lesson(root, "intro"), _code("start", START), _lesson(root, "given")]
    cells += [_file("given", name, files) for name in files if name.startswith("framework/") and name not in filled]
    for exercise in listed:
        cells.append(_lesson(root, exercise.id))
        cells += [_file(exercise.id, name, files) for name in exercise.files]
        cells += [_code(f"gradient-{exercise.id}", GRADIENTS[exercise.id])] if exercise.id in GRADIENTS else []
        if f"checks/assignment/suites/test_{exercise.id}.py" in files:
            cells.append(_code(f"check-{exercise.id}", f'check("{exercise.id}")'))
        cells += [_code(f"look-{exercise.id}", LOOKS[exercise.id])] if exercise.id in LOOKS else []
    cells += [_lesson(root, "train"), _code("train-code", TRAIN)]
    cells += [_lesson(root, "hand-in"), _code("hand-in-code", "hand_in();")]
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


def _code(name: str, text: str) -> Any:
    """A cell that belongs to no file."""
    return new_code_cell(text.strip(), id=name)


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
