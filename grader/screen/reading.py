"""Reading: bytes → syntax trees, as much as may be read.

Parsing takes the time, and its time goes with the number of words and signs, not of bytes: a page of prose is cheap,
a page of `a=b` is not. So the words and signs of a submission are counted before anything is parsed, small files
first, and what is beyond a bound is left unread, and said. A submission of a thousand lines has about 12,000.
"""

import ast
import string
import warnings
from collections.abc import Mapping

MOST = 40_000  # words and signs of a submission that are read
_NO_SIGNS = (string.ascii_letters + string.digits + "_" + string.whitespace).encode() + bytes(range(128, 256))


def read(files: Mapping[str, bytes]) -> tuple[dict[str, ast.Module], list[str], list[str]]:
    """The syntax trees; the files that are too much or nested too deeply; where and why a file is no Python."""
    trees, unread, broken, left = dict[str, ast.Module](), list[str](), list[str](), MOST
    for weight, path in sorted((weigh(code), path) for path, code in files.items()):
        if weight > left:
            unread.append(path)
            continue
        left -= weight
        try:
            trees[path] = parsed(files[path], path)
        except SyntaxError as error:
            broken.append(f"{path}:{error.lineno or 1}: {error.msg}")
        except ValueError as error:  # a null byte, or no text
            broken.append(f"{path}:1: {error}")
        except (RecursionError, MemoryError):  # the compiler may still manage what this parser cannot
            unread.append(path)
    return dict(sorted(trees.items())), unread, sorted(broken)


def parsed(code: bytes, path: str) -> ast.Module:
    """The syntax tree of a file whose weight was looked at; raises what the parser raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a `"\\d"` is no fault of the grader's
        return ast.parse(code, path)


def weigh(code: bytes) -> int:
    """The number of words and signs, roughly; braces in a long text count more, since f-strings are slow to parse."""
    return len(code.translate(None, _NO_SIGNS)) + len(code.split()) + (code.count(b"{") * len(code) >> 16)
