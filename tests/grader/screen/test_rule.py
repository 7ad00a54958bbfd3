"""The rule is data: no word of it is in the engine, and no name of torch is allowed or refused by oversight."""

import ast
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import torch

import grader.screen
from grader.screen import screen
from grader.screen.rule import PLACE, is_dunder, read_rule, tables_of

ROOM = Path(grader.screen.__file__).parent
RULE = read_rule()
REVIEWED = tomllib.loads((Path(__file__).parent / "reviewed.toml").read_text())
HARMLESS, REFUSED = (frozenset(REVIEWED["tensor"][key].split()) for key in ("harmless", "refused"))
NOT_ON_THE_LIST = frozenset(REVIEWED["torch"]["refused"].split())


def found(code):
    return screen({"framework/a.py": code.encode()})


def test_no_word_of_the_rule_is_in_the_engine():
    named = {RULE.package, RULE.script, RULE.library, *RULE.tables["breach"][0]["names"].split()}
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text())
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        texts -= {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        assert not {text for text in texts if any(re.search(rf"\b{re.escape(word)}\b", text) for word in named)}, path


def test_another_assignment_brings_another_rule(tmp_path):
    text = PLACE.read_text().replace('package = "framework"', 'package = "layers"').replace('"test.py"', '"main.py"')
    (tmp_path / "rule.toml").write_text(text)
    files = {
        "layers/__init__.py": b"from .a import x\n",
        "layers/a.py": b"import torch.nn\n",
        "main.py": b"import os\n",
    }
    assert [(f.file, f.kind) for f in screen(files, rule=read_rule(tmp_path / "rule.toml"))] == [
        ("layers/a.py", "violation")
    ]


def test_what_stands_in_the_rule_comes_on_top_of_its_base(tmp_path):
    own = """
        base = "torch"
        submission = {package = "layers", script = "main.py"}
        library = {plain = "pathlib"}
        script = {packages = "sklearn"}
        breach = [{rule = "ready-made", names = "torch.nn.Linear", say = "Write your own `Dense`."}]
        say = {class = ["class", "write a class as the first week had it"]}
    """
    (tmp_path / "rule.toml").write_text(own)
    rule, base = read_rule(tmp_path / "rule.toml"), tables_of(PLACE)
    assert rule.words["library", "plain"] == {"pathlib", *base["library"]["plain"].split()}
    assert rule.words["script", "packages"] == {"sklearn"}
    assert (rule.entry("torch.nn.Linear").say, RULE.entry("torch.nn.Linear").kind) == (
        "Write your own `Dense`.",
        "violation",
    )
    assert rule.tables["say"] == {**base["say"], "class": ["class", "write a class as the first week had it"]}
    assert rule.entry("logging").say == "leave it to `main.py`"
    assert rule.public == RULE.public


def test_a_base_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "rule.toml").write_text('base = "jax"\n')
    with pytest.raises(ValueError, match=r"^expected a base among torch, got 'jax'$"):
        tables_of(tmp_path / "rule.toml")


def test_the_longest_name_decides():
    assert RULE.entry("torch.nn.functional.relu.x").name == "torch.nn.functional.relu"
    assert RULE.entry("torch.nnx") is None
    assert RULE.entry("torch.autograd.no_grad").kind == "remark"
    assert RULE.entry("torch.autograd.grad").kind == "violation"


def test_every_name_that_breaks_the_rule_exists():
    for name, entry in RULE.names.items():
        if entry.kind == "violation" and name.startswith("torch."):
            value = torch
            for part in name.split(".")[1:]:
                value = getattr(value, part, None)
            assert value is not None, name


def test_every_listed_torch_name_exists():
    assert {name for name in RULE.public["torch"] if not hasattr(torch, name)} == set()
    for module in RULE.public:
        assert RULE.is_listed(module)
    assert RULE.is_listed("torch.linalg.norm")
    assert RULE.is_listed("torch.__version__")
    assert not RULE.is_listed("torch.linalg.other")
    assert not RULE.is_listed("torch.hub.load")


def test_what_gives_a_tensor_gives_one():
    x, index = torch.rand(3, 3) + 0.1, torch.tensor([0])
    tried = 0
    for name in sorted(RULE.giving & frozenset(dir(torch))):
        for arguments in ((x,), (x, x), (x, 0), (3,), (x, 0, index), (x[0], x[0]), ([x],), (x, x, x), (x[0], x, x[0])):
            try:
                given = getattr(torch, name)(*arguments)
            except Exception:  # noqa: BLE001, S112 - other arguments are asked for
                continue
            tried += 1
            # `torch.where(condition)` is a tuple, of which nobody can ask a gradient.
            assert isinstance(given, torch.Tensor) or (name, len(arguments)) == ("where", 1), name
    assert tried > 200


def test_every_name_on_a_tensor_was_looked_at():
    assert set(dir(torch.Tensor)) == HARMLESS | REFUSED
    assert not HARMLESS & REFUSED


def test_every_name_of_torch_was_looked_at():
    modules = {name for name, value in vars(torch).items() if isinstance(value, ModuleType)}  # more as others import
    assert set(dir(torch)) - modules == (NOT_ON_THE_LIST | RULE.public["torch"] | {"__version__"}) - modules
    assert not NOT_ON_THE_LIST & RULE.public["torch"]


def test_what_is_harmless_on_a_tensor_is_not_spoken_of():
    lines = [
        f"class C{k}:\n    def f(self, x):\n        return x.{name}(x, 2)\n" for k, name in enumerate(sorted(HARMLESS))
    ]
    assert found("".join(lines)) == ()


@pytest.mark.parametrize(
    "way", ["import torch\nx = torch.{}", "from torch import {} as y", "import torch as t\nt.{}()"]
)
def test_what_is_not_on_the_list_is_spoken_of_however_it_is_named(way):
    modules = {path.partition(".")[2] for path in RULE.public}
    names = [name for name in sorted(NOT_ON_THE_LIST - modules) if not is_dunder(name)]
    said = {name: found(way.format(name)) for name in names}
    assert {name for name, findings in said.items() if not findings} == set()


def test_advice_ends_a_sentence():
    rows = [row["say"] for row in RULE.tables["remark"]]
    rows += [say for key, (_, say) in RULE.tables["say"].items() if key not in {"asks", "differentiates"}]
    assert {say for say in rows if say.endswith(".") or say[0].isupper()} == set()
    assert {row["say"] for row in RULE.tables["breach"] if not row["say"].endswith((".", ")"))} == set()
