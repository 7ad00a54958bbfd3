"""The table of a class."""

from grader.screen.classroom import table

FILES = {
    "anna": {"framework/__init__.py": b"import os\n"},
    "bert": {"framework/__init__.py": b"from torch import nn\nimport torch\nx = torch.zeros(1, requires_grad=True)\n"},
    "clara": {"framework/__init__.py": b"x = 1\n"},
}


def read(path):
    if path.name not in FILES:
        raise ValueError("there is no package")
    return FILES[path.name]


def test_a_row_each_and_the_totals(tmp_path):
    for name in (*FILES, "dora"):
        (tmp_path / name).mkdir()
    assert [line.split() for line in table(tmp_path, read)] == [
        ["submission", "violations", "remarks", "by", "rule"],
        ["anna", "0", "1", "import", "1"],
        ["bert", "2", "0", "autograd", "1,", "ready-made", "1"],
        ["clara", "0", "0"],
        ["dora", "–", "–", "not", "read:", "there", "is", "no", "package"],
        ["all", "3", "2", "1", "autograd", "1,", "import", "1,", "ready-made", "1"],
    ]


def test_nothing_to_read_is_no_table(tmp_path):
    assert table(tmp_path, read) == table(tmp_path / "missing", read) == []
    (tmp_path / "dora").mkdir()
    assert table(tmp_path, read) == []
