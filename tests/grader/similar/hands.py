"""Sixty right solutions by as different hands as there are, and twenty disguised copies of twenty-four of them.

Eleven are whole, each in a style of its own. The others take every class, with the helpers that it calls, from a style
that is drawn for each: two of them may have two classes in common, word for word, as no two strangers do, so that
copies have it harder here than in a class.
"""

import ast
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from operator import eq
from pathlib import Path

from grader import intake, settings
from grader.checkup.validate.corpus import solution
from tests.grader.similar.class_of import STYLES, texts
from tests.grader.similar.disguise import Renaming, disguised, turned

Texts = dict[str, str]
HANDS, EACH = 60, 4  # copies of each kind
COMMON = 2  # classes that two hands may have from one style
CLASSES = (
    "Module", "Cell", "Activation", "Linear", "Sigmoid", "Relu", "Tanh", "Softmax", "Loss", "MSELoss",
    "CrossEntropyLoss", "Sequential", "Optimizer", "SGD", "Adam",
)  # fmt: skip
FILES = ("framework/a.py", "framework/b.py", "framework/c.py", "framework/d.py")


@cache
def whole() -> dict[str, Texts]:
    """The styles as they are, and the project's own."""
    own = {path: code.decode() for path, code in solution().files.items() if path.endswith(".py")}
    return {style: texts(style) for style in STYLES} | {"own": own}


@cache
def parts(style: str) -> dict[str, str]:
    """By the name of each class, its text with the helpers that it calls."""
    nodes: dict[str, ast.stmt] = {}
    for path, text in whole()[style].items():
        if path.startswith("framework/"):
            made = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
            nodes |= {node.name: node for node in made}
    found = {}
    for name in CLASSES:
        called = {node.id for node in ast.walk(nodes[name]) if isinstance(node, ast.Name)}
        helpers = [nodes[each] for each in sorted(called & nodes.keys() - {*CLASSES, name})]
        found[name] = "\n\n\n".join(map(ast.unparse, [*helpers, nodes[name]]))
    return found


def drawn(draw: random.Random) -> list[tuple[str, ...]]:
    """The style of each class in each hand that is composed: two of a style at most, few as in another hand."""
    found: list[tuple[str, ...]] = []
    styles = [*whole(), *whole()]
    places = range(len(styles))
    while len(found) < HANDS - len(whole()):
        one, other = draw.choice(places), draw.choice(places)
        styles[one], styles[other] = styles[other], styles[one]
        if all(sum(map(eq, styles, former)) <= COMMON for former in reversed(found)):
            found.append(tuple(styles[: len(CLASSES)]))
    return found


def composed(styles: tuple[str, ...], draw: random.Random) -> Texts:
    """A hand of parts, in an order and in files of its own."""
    files = dict.fromkeys(FILES, "import torch\n")
    for name, style in draw.sample(list(zip(CLASSES, styles, strict=True)), len(CLASSES)):
        files[draw.choice(FILES)] += f"\n\n{parts(style)[name]}\n"
    return files


@cache
def hands() -> dict[str, Texts]:
    """All of them by name."""
    draw = random.Random(16)
    return whole() | {f"hand {n}": composed(styles, draw) for n, styles in enumerate(drawn(draw))}


def renamed(one: Texts, _folder: Path) -> Texts:
    """Other names throughout."""
    return {path: ast.unparse(Renaming("_mine").visit(ast.parse(text))) for path, text in one.items()}


def reordered(one: Texts, _folder: Path) -> Texts:
    """Classes, functions and methods from the end to the beginning, in one file."""
    tree = ast.parse("\n".join(text for path, text in sorted(one.items()) if path != "test.py"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.body = turned(node.body)
    tree.body.reverse()
    return {"framework/__init__.py": ast.unparse(tree), "test.py": one.get("test.py", "")}


def commented(one: Texts, _folder: Path) -> Texts:
    """Comments and texts of one's own wherever there is room."""
    made = {}
    for path, text in one.items():
        lines = ast.unparse(ast.parse(text)).splitlines()
        told = [each for n, line in enumerate(lines) for each in (line, *[f"# my step {n}"] * (n % 3 == 0))]
        made[path] = '"""My own work."""\n' + "\n".join(told)
    return made


def notebook(one: Texts, folder: Path) -> Texts:
    """Cells, read back as they are handed in."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": f"%%writefile {path}\n{text}",
        }
        for path, text in disguised(one).items()
    ]
    path = folder / "copy.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    files = intake.read(path, settings.read().layout).files
    return {path: code.decode() for path, code in files.items() if path.endswith(".py")}


KINDS: tuple[Callable[[Texts, Path], Texts], ...] = (renamed, reordered, commented, notebook)


def copies(folder: Path) -> Iterator[tuple[str, tuple[str, ...], Texts]]:
    """Each copy's name, whom it was copied from, and what it says; the last ones are merged from two."""
    draw = random.Random(61)
    merging = draw.sample(list(whole()), 2 * EACH)
    sources = draw.sample(sorted(hands().keys() - {*merging}), EACH * len(KINDS))
    for kind in KINDS:
        for _ in range(EACH):
            name = sources.pop()
            yield f"{kind.__name__} {name}", (name,), kind(hands()[name], folder)
    for _ in range(EACH):
        one, other = merging.pop(), merging.pop()
        yield f"merged {one}, {other}", (one, other), merged(hands()[one], hands()[other])


def merged(one: Texts, other: Texts) -> Texts:
    """Every other class of one and the rest of the other, in other words."""
    taken = {}
    for place, hand in enumerate((one, other)):
        tree = ast.parse("\n".join(text for path, text in sorted(hand.items()) if path != "test.py"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        dropped = {id(node) for node in classes if node.name in CLASSES[place::2]}
        tree.body = [node for node in tree.body if id(node) not in dropped]
        taken[f"framework/part{place}.py"] = ast.unparse(tree)
    return disguised({**taken, "test.py": one.get("test.py", "")}, "_2")
