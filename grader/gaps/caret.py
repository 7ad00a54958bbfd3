"""A line of a file with a caret below the place that Python stumbled over, and what it says there.

What is read here is read as the screen reads it: nothing that is too much for the parser, in words and signs.
"""

import ast
import re

from grader.screen.reading import MOST, parsed, weigh

LONGEST = 160  # characters of a line, or of what Python says
LINE_END = re.compile(r"\r\n|\r|\n")  # as Python counts lines


def tree(code: bytes, path: str) -> ast.Module | SyntaxError | None:
    """The syntax tree, or what is wrong with it; None where the parser is not asked or does not say."""
    if weigh(code) > MOST:
        return None
    try:
        return parsed(code, path)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None


def shown(code: bytes, line: int, column: int = 0) -> str:
    """Line and caret, as Python shows them; below the first letter where no column, counted from 1, is known."""
    lines = LINE_END.split(code.decode("utf-8", "replace"))
    text = printable(lines[line - 1])[:LONGEST] if 0 < line <= len(lines) else ""
    if not text.strip():
        return ""
    before = text[: column - 1] if 0 < column <= len(text) + 1 else text[: len(text) - len(text.lstrip())]
    number = f"{line:4}  "
    blank = "".join("\t" if letter == "\t" else " " for letter in before)
    return f"{number}{text}\n{' ' * len(number)}{blank}^"


def printable(text: str) -> str:
    """The text with nothing that a terminal or a page trips over."""
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
