"""Right solutions, for the way they are written: each is the project's own with one habit of real students put in.

They keep every point, and the screen has no violation to tell of; what it remarks upon costs nothing.
"""

from collections.abc import Callable, Iterator

import pytest

from grader import intake, settings
from grader.grade import grade_submission
from grader.records import Submission
from grader.sandbox.zygote import Zygote
from tests.commands import ROOT
from tests.corpora import sampled

Files = dict[str, bytes]
ASSIGNMENT = settings.read()
WAYS: dict[str, Callable[[Files], None]] = {}


def way(change: Callable[[Files], None]) -> Callable[[Files], None]:
    """Register a habit by the name of the function that puts it in."""
    WAYS[change.__name__] = change
    return change


def rewrite(files: Files, file: str, old: str, new: str) -> None:
    text = files[file].decode()
    assert text.count(old) >= 1, f"{file} does not hold {old!r}"
    files[file] = text.replace(old, new).encode()


@way
def file_named_as_class(files: Files) -> None:
    for name in ("Linear", "Sequential"):
        files[f"framework/{name}.py"] = files.pop(f"framework/{name.lower()}.py")
        for file in list(files):
            files[file] = files[file].replace(
                f"from framework.{name.lower()} import".encode(), f"from framework.{name} import".encode()
            )


@way
def own_module_attr(files: Files) -> None:
    rewrite(
        files,
        "framework/sequential.py",
        "        self.add_layers(*layers)",
        "        self._module = self.layers\n        self.add_layers(*layers)",
    )


@way
def vars_and_blocks(files: Files) -> None:
    files["framework/linear.py"] += (
        b"\n    def sizes(self):\n        return [n for n in vars(self) if n.endswith('size')]\n"
    )
    classes = "".join(
        f"class Block{n}(Wrapper):\n"
        "    def forward(self, x):\n        return x + self.inner.forward(x)\n\n"
        "    def backward(self, g):\n        return g + self.inner.backward(g)\n\n"
        for n in range(9)
    )
    head = "from framework.module import Module\n\n\nclass Wrapper(Module):\n    def __init__(self, inner):\n"
    files["framework/blocks.py"] = (head + "        self.inner = inner\n\n\n" + classes).encode()
    files["framework/__init__.py"] += b"\nfrom framework.blocks import Block0\n"


@way
def helper_beside_test(files: Files) -> None:
    files["helpers.py"] = b"def banner() -> None:\n    print('EPFL, 2020')\n"
    rewrite(files, "test.py", "import argparse\n", "import argparse\nfrom helpers import banner\nbanner()\n")


@way
def own_modules_named_as_torchs(files: Files) -> None:
    files["framework/functional.py"] = b"def double(x):\n    return 2 * x\n"
    files["framework/nn.py"] = b"from framework.functional import double\njit = double\n"
    files["framework/__init__.py"] += b"\nfrom framework import functional, nn\nfrom framework.nn import jit\n"


@way
def plain_imports(files: Files) -> None:
    files["framework/module.py"] += (
        b"\n\nimport logging\nimport os\nimport pickle\nimport sys\n\nimport numpy as np\n\n"
        b"log = logging.getLogger(__name__)\nHOME = os.path.join('a', 'b')\n"
        b"ONE = np.float64(pickle.loads(pickle.dumps(1.0)))\n"
        b"log.info('%s %s', HOME, sys.version)\n"
    )


@way
def side_file_with_torch_nn(files: Files) -> None:
    files["framework/compare.py"] = (
        b"import torch\nfrom torch import nn\n\nx = torch.ones(2, requires_grad=True)\nx.sum().backward()\n"
    )


@way
def compares_when_run_alone(files: Files) -> None:
    files["framework/losses.py"] += (
        b"\n\nif __name__ == '__main__':\n    import torch.nn.functional as F\n    print(F.mse_loss)\n"
    )


@way
def computed_names(files: Files) -> None:
    rewrite(files, "framework/linear.py", "return [self.w] if self.b is None else [self.w, self.b]",
            "return [getattr(self, name) for name in ('w', 'b') if getattr(self, name) is not None]")  # fmt: skip
    files["framework/linear.py"] += b"\n    def __getstate__(self):\n        return self.__dict__\n"


@way
def honest_parent_calls(files: Files) -> None:
    for name in ("Sigmoid", "Tanh", "Relu"):
        files["framework/activations.py"] += (
            f"\n\nclass Kept{name}({name}):\n    def forward(self, x):\n        Cell.forward_kept(self, x)\n"
            f"        return {name}.forward(self, x) ** 1\n"
        ).encode()
    files["framework/cell.py"] += b"\n    def forward_kept(self, x):\n        self.update_in_value(x)\n"


@way
def copies_of_a_model(files: Files) -> None:
    files["framework/__init__.py"] += (
        b"\n\nimport copy\nimport io\nimport pickle\n\nimport numpy as np\nimport torch\n\nnp.random.seed(0)\n"
        b"model = pickle.loads(pickle.dumps(Sequential(Linear(2, 3), Relu())))\n"
        b"assert torch.equal(copy.deepcopy(model).param()[0], model.param()[0])\n"
        b"torch.save(model.param(), io.BytesIO())\n"
    )


@way
def softmax_checks_itself(files: Files) -> None:
    rewrite(files, "framework/activations.py", "def softmax(", "def checked(")
    files["framework/activations.py"] += (
        b"\n\ndef softmax(x):\n    s = checked(x)\n"
        b"    if not ((s.sum(1) - 1).abs() <= 8 * torch.finfo(s.dtype).eps).all():\n"
        b"        raise ArithmeticError('rows of softmax must add up to 1')\n    return s\n"
    )


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote() as warm:
        yield warm


@pytest.mark.parametrize("name", sampled(WAYS, ("file_named_as_class", "compares_when_run_alone")))
def test_a_right_solution_keeps_every_point(name: str, zygote: Zygote) -> None:
    files = dict(intake.read(ROOT, ASSIGNMENT.layout).files)
    WAYS[name](files)
    card = grade_submission(Submission(name, "", files), ASSIGNMENT, seed=14, zygote=zygote).scorecard
    short = [f"{e.id}.{t.name}: {t.message}" for e in card.exercises for t in e.tests if t.outcome != "passed"]
    assert card.violations == (), card.violations
    assert (card.score, short) == (100.0, [])
