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

from handout.exercises import BadList, Home, exercises

PICTURE = re.compile(r"\]\((pictures/[\w-]+\.svg)\)")
START = """import os

if os.path.isdir("checks"):
    from checks.lab import check, fresh, hand_in, not_yet
else:
    print(
        "Beside this notebook there is no folder `checks`: it is one file of a handout that has to stay together. "
        "Download the whole archive from where you got this file, unpack it, and open the assignment.ipynb in it. "
        "In Colab, upload the archive, unpack it with !unzip -q NAME.zip, enter the folder with %cd NAME, and run "
        "this cell again. If packages are missing then: %pip install -r requirements.txt"
    )"""


def assignment(home: Home, files: dict[str, bytes]) -> bytes:
    """The notebook as bytes; `files` are those of the handout."""
    listed = exercises(home)
    filled = {file for exercise in listed for file in exercise.files}
    cells = [_lesson(home, "intro"), new_code_cell(START, id="start"), _lesson(home, "given")]
    whole = [name for name in files if name.startswith(f"{home.package}/") or name == home.settings.get("script")]
    cells += [_file("given", name, files) for name in whole if name not in filled]
    for exercise in listed:
        cells.append(_lesson(home, exercise.id))
        cells += [_file(exercise.id, name, files) for name in exercise.files]
        cells += _code(home, f"gradient-{exercise.id}")
        if f"checks/assignment/suites/test_{exercise.id}.py" in files:
            cells.append(new_code_cell(f'check("{exercise.id}")', id=f"check-{exercise.id}"))
        cells += _code(home, f"look-{exercise.id}")
    if train := _code(home, "train"):
        cells += [_lesson(home, "train"), *train]
    cells += [_lesson(home, "hand-in"), new_code_cell("hand_in();", id="hand-in-code")]
    notebook = new_notebook(cells=cells, metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    })  # fmt: skip
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def _lesson(home: Home, name: str) -> Any:
    """The cell of a lesson, its pictures in it."""
    place = home.handout / "lessons"
    try:
        text = (place / f"{name}.md").read_text("utf-8").rstrip()
    except OSError as error:
        raise BadList(f"lessons: expected {name}.md, got {error}") from error
    return new_markdown_cell(PICTURE.sub(lambda found: f"]({_inline(place / found[1])})", text), id=f"lesson-{name}")


def _code(home: Home, name: str) -> list[Any]:
    """A cell that belongs to no file and stands alone, if the lessons have one of this name."""
    path = home.handout / "lessons" / f"{name}.ipy"
    return [new_code_cell(path.read_text("utf-8").strip(), id=f"{name}-code")] if path.is_file() else []


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
