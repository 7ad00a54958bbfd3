"""What names somebody is blackened, and what the task says stays."""

import pytest

from grader.report.mask import BLACK, Mask, head, plain, spellings

TASK = '"""Adam: an optimizer."""\nclass Adam(Optimizer):\n    def forward(self, x): ...\n'
PEOPLE = {
    "s1234567": ["s1234567", "Änne Müller-Straße", "anne.mueller@uni.example", "anne.mueller"],
    "ben": ["ben", "Ben Okafor"],
    "adam": ["adam", "Adam Brook"],
}
MASK = Mask(PEOPLE, [TASK])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("by Anne Mueller", f"by {BLACK}"),
        ("Müller-Straße, Änne", f"{BLACK}-{BLACK}, {BLACK}"),
        ("MULLER", BLACK),
        ("framework/müller_linear.py", f"framework/{BLACK}_linear.py"),
        ("class AnneNet(Module)", f"class {BLACK}Net(Module)"),
        ("/home/s1234567/work", f"/home/{BLACK}/work"),
        ("A\u0308nne", BLACK),
        ("ask anne@gmail.com", f"ask {BLACK}"),
        ("Thanks to Ben Okafor, to Ben, to ben", f"Thanks to {BLACK}, to {BLACK}, to {BLACK}"),
        ("an okafor b", "an okafor b"),  # of others only with a capital
        ("Adam(Optimizer)", "Adam(Optimizer)"),
        ("Adam Brook", BLACK),
        ("a brook sum", "a brook sum"),
        ("grad@self.weight.sum(0)", "grad@self.weight.sum(0)"),
        ("plane, manner", "plane, manner"),
    ],
)
def test_names_of_the_author_and_of_others(text, left):
    assert MASK.text(text, "s1234567") == left


def test_of_the_author_every_part_goes():
    assert MASK.text("# okafor's", "ben") == f"# {BLACK}'s"
    assert MASK.text("a brook sum", "adam") == f"a {BLACK} sum"
    assert MASK.text("Adam", "adam") == "Adam"


def test_a_file_loses_its_head_but_for_what_was_handed_out():
    source = (
        "# Homework of Unknown Person\n"
        '"""Adam: an optimizer."""\n\n'
        "class Adam(Optimizer):\n"
        "    # Author: Unknown Person\n"
        "    name = 'kept'  # 12345678\n"
        "    x = 1e-8 * 123456.0\n"
    )
    assert MASK.source(source, "ben").splitlines() == [
        BLACK, '"""Adam: an optimizer."""', "", "class Adam(Optimizer):", f"    # Author: {BLACK}",
        f"    name = 'kept'  # {BLACK}", f"    x = 1e-8 * {BLACK}.0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", 0), ("a = 1\n", 0), ("# a\n\n# b\na = 1\n# c\n", 3), ('"""a\nb\n"""\n"""c"""\n', 3), ("# a\nb = (", 1),
        ("# a\r\nb = 1\r\n", 1),
    ],
)  # fmt: skip
def test_the_head_of_a_file(source, lines):
    assert head(source) == lines


def test_spellings():
    both = {("anne", "muller"), ("aenne", "mueller")}
    assert spellings("Änne Müller") == both | {name[::-1] for name in both}
    assert ("berg", "jan", "van") in spellings("Jan van Berg")
    assert plain("Łukasz") == "lukasz"


def test_nobody_is_no_trouble():
    assert Mask({}, []).text("Anna", "anna") == "Anna"
