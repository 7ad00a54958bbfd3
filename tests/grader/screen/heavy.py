"""Sources that are heavy for a reader: deep, wide, many names, many classes, many attributes; of any size.

`python -m tests.grader.screen.heavy` measures each at 1 MiB in four files, and the project's own solution.
"""

import time
from collections.abc import Callable

from grader.screen import screen
from grader.screen.reading import MOST, weigh
from tests.grader.autograd.collection import solution

MIB = 1 << 20


def lines(line: str) -> Callable[[int], str]:
    """The line, again and again; `{i}` is its number and `{j}` the next."""

    def source(size: int) -> str:
        made, total, number = list[str](), 0, 0
        while total < size:
            made.append(line.format(i=number, j=number + 1))
            total, number = total + len(made[-1]), number + 1
        return "".join(made)

    return source


def around(before: str, part: str, after: str) -> Callable[[int], str]:
    return lambda size: before + part * (size // len(part)) + after


HEAVY = {
    "assignments": lines("a=b\n"),
    "statements on a line": lines("a;"),
    "chains": lines("torch.nn.functional.relu\n"),
    "long chains": lines("a" + "._b" * 300 + "\n"),
    "one chain": around("import torch\nx = torch", ".nn", "\n"),
    "calls": lines("f(a)\n"),
    "getattr of names": lines("getattr(x, n{i})\n"),
    "aliases of aliases": lines("x{j} = x{i}\n"),
    "aliases of a module": lambda size: "import torch\n" + "x = torch\n" * 50 + lines("x{i} = torch.nn\nx{i}.y\n")(size),
    "one name bound thousands of times": lines("import torch as a\na.x\n"),
    "thousands of bindings read": lambda size: "import torch as a\n" * (size // 36) + "a.nn.x\n" * (size // 14),
    "imports": lines("import a{i}\n"),
    "imports of one's own": lines("from . import a{i}\n"),
    "star imports": lines("from .m{i} import *\nx{i}\n"),
    "a long module name": lambda size: "import a" + ".b" * (size // 8) + " as x\n" + "x.y\n" * (size // 8),
    "a long name": lambda size: "import " + "a" * (size // 2) + " as x\n" + "x.y.z\n" * (size // 12),
    "functions": lines("def f{i}(): f{j}()\n"),
    "functions in functions": lines("def f{i}():\n" + "".join(" " * n + "def g(x):\n" for n in range(1, 90)) + " " * 90 + "x.y\n"),
    "lambdas in lambdas": lines("x = " + "lambda a: " * 80 + "a.b\n"),
    "classes": lines("class A{j}(A{i}): x = A{i}\n"),
    "classes with operators": lines("class A{i}:\n def __add__(s, o): s.grad = o\n def __mul__(s, o): s.x = 1\n"),
    "tensors of tensors": lines("x{j} = x{i} + x{i}\nx{j}.backward()\n"),
    "a sum of sums": lambda size: "import torch\nx = torch.ones(1)\n" + lines("x = (x + x) + (x + x); x.backward()\n")(size),
    "one value for all": lambda size: "import torch\n" + lines("a{i} = ")(size // 2) + "torch.ones(1)" + " + a1" * 300 + "\n",
    "backward of names": lambda size: "import torch\nx = torch.ones(1)\n" + "x.backward()\n" * (size // 13),
    "requires_grad": lambda size: "import torch\n" + "torch.ones(1, requires_grad=True)\n" * (size // 34),
    "keywords": around("f(", "**a,", ")\n"),
    "a deep sum": around("x = 1", " + 1", "\n"),
    "a deep minus": around("x = ", "-", "1\n"),
    "brackets": lines("[" * 90 + "]" * 90 + "\n"),
    "an f-string": around("x = f'", "{a}", "'\n"),
    "a padded f-string": lambda size: "x = f'" + "{a}" * (size // 30) + "b" * (size * 9 // 10) + "'\n",
    "a list": around("x = [", "1,", "]\n"),
    "a comparison": around("x = a", "<a", "\n"),
    "with": around("with ", "a,", "a: 0\n"),
    "match": around("match a:\n", " case b.c: 0\n", ""),
    "globals": lines("def f{i}():\n global a{i}\n a{i} = 1\n"),
    "nonlocals": lines("def f():\n a = 1\n def g():\n  nonlocal a\n  a = 2\n"),
    "texts": lines("'''a b c d e f g h i j k l m n o p'''\n"),
    "comments": lines("# a b c d e f g h i j k l m n o p\n"),
    "spaces": around("x = 1", " ", "\n"),
    "digits": around("x = 0x", "9", "\n"),
    "semicolons": lines("pass;pass;pass\n"),
    "decorators": around("", "@a.b\n", "def f(): 0\n"),
    "comprehensions": lines("[[a.b for a in b] for b in c]\n"),
    "unclosed": around("f(a,", "f(a,", ""),
    "conditions": lines("if TYPE_CHECKING: torch.nn\n"),
}  # fmt: skip


def submission(name: str, size: int, files: int = 4) -> dict[str, bytes]:
    """The source in a few files, all of them imported."""
    made = {f"framework/h{k}.py": HEAVY[name](size // files).encode() for k in range(files)}
    return made | {"framework/__init__.py": "".join(f"from .h{k} import *\n" for k in range(files)).encode()}


def largest(name: str) -> dict[str, bytes]:
    """As much of it as is read, up to 1 MiB."""
    low, high = 0, MIB
    while high - low > MIB // 256:
        middle = (low + high) // 2
        fits = sum(map(weigh, submission(name, middle).values())) <= MOST
        low, high = (middle, high) if fits else (low, middle)
    return submission(name, low)


def seconds(files: dict[str, bytes]) -> float:
    began = time.process_time()
    screen(files)
    return time.process_time() - began


if __name__ == "__main__":
    print("1 MiB  as read")
    for name in HEAVY:
        part = largest(name)
        print(
            f"{seconds(submission(name, MIB)):5.2f} s  {seconds(part):5.2f} s  {name}, {sum(map(len, part.values())) >> 10} KiB"
        )
    files = solution()
    print(f"{1000 * sorted(seconds(files) for _ in range(21))[10]:.1f} ms  the project's own solution")
