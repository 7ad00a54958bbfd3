"""Diagram: the class hierarchy of `framework`, drawn from the classes themselves as SVG.

A tree that grows to the right: a class stands right of the one it extends, a leaf on a line of its own, a class
with heirs beside the middle of them. What a class defines itself is written below its name.
"""

import inspect
import textwrap

from markupsafe import escape

import framework

COLUMN, LINE, WIDTH, HEIGHT = 262, 70, 228, 60
"""Distances between columns and lines, and a box, in pixels."""


def heirs(parent: type) -> list[type]:
    """The classes that `framework` exports and that extend `parent` directly, in the order of their definition."""
    classes = [getattr(framework, name) for name in framework.__all__]
    return sorted((c for c in classes if c.__base__ is parent), key=_position)


def members(cls: type) -> list[str]:
    """What a class defines itself, private names and special methods aside."""
    return [name for name in vars(cls) if not name.startswith("_")]


def draw() -> str:
    """The drawing as SVG text."""
    shapes: list[str] = []
    lines = 0
    for root in (framework.Module, framework.Optimizer):
        lines, _ = _branch(root, 0, lines, shapes)
    depth = max(len(getattr(framework, name).__mro__) - 1 for name in framework.__all__ if not _is_error(name))
    size = f'width="{depth * COLUMN - COLUMN + WIDTH + 10}" height="{lines * LINE}"'
    style = (
        "<style>rect{fill:#eef4fb;stroke:#33658a;rx:5}path{fill:none;stroke:#33658a}"
        "text{font:13px sans-serif;fill:#1b2a38}.small{font-size:10.5px;fill:#45596b}</style>"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="class hierarchy">'
    return "\n".join([head, style, *shapes, "</svg>", ""])


def _branch(cls: type, depth: int, line: int, shapes: list[str]) -> tuple[int, float]:
    """Draw `cls` and its heirs from `line` on; return the next free line and the middle of its own box."""
    middles, start = [], line
    for heir in heirs(cls):
        line, middle = _branch(heir, depth + 1, line, shapes)
        middles.append(middle)
    line = max(line, start + 1)
    own = (middles[0] + middles[-1]) / 2 if middles else start * LINE + LINE / 2
    x = depth * COLUMN + 5
    for middle in middles:
        right, bend = x + WIDTH, x + (WIDTH + COLUMN) / 2
        shapes.append(f'<path d="M{right} {own:g}H{bend:g}V{middle:g}H{x + COLUMN}"/>')
    rows = textwrap.wrap(", ".join(members(cls)), 38)
    top = own - HEIGHT / 2
    shapes += [
        f'<rect x="{x}" y="{top:g}" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text x="{x + 9}" y="{top + 17:g}">{escape(cls.__name__)}</text>',
        *(
            f'<text class="small" x="{x + 9}" y="{top + 33 + 12 * number:g}">{escape(row)}</text>'
            for number, row in enumerate(rows)
        ),
    ]
    return line, own


def _position(cls: type) -> tuple[str, int]:
    return cls.__module__, inspect.getsourcelines(cls)[1]


def _is_error(name: str) -> bool:
    return issubclass(getattr(framework, name), Exception)
