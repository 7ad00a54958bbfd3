"""Figure 2 shows the classes as they are now."""

import xml.etree.ElementTree as ET
from pathlib import Path

import framework
from reference.diagram import draw, heirs, members
from tests.commands import python

COMMITTED = Path(__file__).parents[2] / "docs" / "classes.svg"


def test_the_committed_drawing_is_up_to_date():
    assert COMMITTED.read_text(encoding="utf-8") == draw(), "run `python -m reference diagram`"


def test_every_class_of_the_contract_is_in_it():
    texts = [t.text for t in ET.fromstring(draw()).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  our own
    classes = {name for name in framework.__all__ if not issubclass(getattr(framework, name), Exception)}
    assert classes <= set(texts)


def test_it_follows_the_classes():
    assert heirs(framework.Cell) == [framework.Activation, framework.Linear]
    assert heirs(framework.Activation) == [framework.Sigmoid, framework.Tanh, framework.Relu, framework.Softmax]
    assert members(framework.Activation) == ["backward", "derivative", "to_string"]


def test_the_command_writes_it(tmp_path):
    done = python("-m", "reference", "diagram", "--out", str(tmp_path / "docs" / "classes.svg"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "docs" / "classes.svg").read_text(encoding="utf-8") == draw()
