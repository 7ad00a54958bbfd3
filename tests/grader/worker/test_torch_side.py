"""What is torch's in a worker, asked for by name: its arrays, its arithmetic, and who watches a script."""

import torch

from grader.worker import main, rough, torch_side, watch
from grader.worker.loader import MemoryImporter


def test_it_is_found_by_the_name_of_its_library():
    assert main.side("torch") is torch_side
    assert torch_side.version == torch.__version__
    assert torch_side.CARRIER.kind is torch.Tensor


def test_only_a_rough_worker_reads_otherwise():
    assert torch_side.arithmetic(None) is None
    assert type(torch_side.reader({}, None)) is MemoryImporter
    assert type(torch_side.reader({}, {"size": 1e-7, "silent": {}})) is rough.RoughImporter


def test_who_is_asked_to_watch_does():
    plan = {"calls": [], "enough": ["", 1], "few": 64, "still": [], "operations": False}
    watching = torch_side.Watching({"package": "parts", "watch": plan})
    assert type(watching.importer({})) is watch.WatchingImporter
    assert watching.testimony()["counts"] == {}
    nobody = torch_side.Watching({"package": "parts", "watch": None})
    assert type(nobody.importer({})) is MemoryImporter
    assert nobody.testimony() is None
