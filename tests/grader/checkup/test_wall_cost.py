"""What the walls cost: medians of paired runs, of a solution with full marks and of nothing else."""

import sys

import msgspec
import pytest

from grader import settings
from grader.checkup import wall_cost
from grader.checkup.wall_cost import Cost, NotASolution
from grader.errors import WorkerCrashed
from tests.commands import ROOT


@pytest.fixture
def _framework(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is imported here under the package's name is gone afterwards."""
    monkeypatch.delitem(sys.modules, "parts", raising=False)


def test_the_overhead_is_what_the_sandbox_adds() -> None:
    assert Cost(2.0, 9.0, 2.5, 9.0).overhead == 0.25
    assert Cost(2.0, 9.0, 1.0, 9.0).overhead == -0.5


def test_cpu_and_wall_time_of_a_run() -> None:
    before = wall_cost.spent()
    cpu, wall = wall_cost.timed(lambda: sum(range(1_000_000)))
    assert 0 < cpu < 5
    assert 0 < wall < 50
    assert wall_cost.spent() >= before


def test_a_submission_that_falls_short_is_no_measurement() -> None:
    def fail(_: str) -> None:
        raise WorkerCrashed("it aborted")

    one = settings.read()
    rubric = msgspec.structs.replace(one.rubric, exercises={"module": one.rubric.exercises["module"]})
    with pytest.raises(NotASolution, match="expected a solution with full marks, got Outcome"):
        wall_cost.full_marks(msgspec.structs.replace(one, rubric=rubric), fail, ())


@pytest.mark.usefixtures("_framework")
def test_a_package_is_imported_from_its_own_folder(tmp_path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "__init__.py").write_text("from .inner import x\n")
    (tmp_path / "parts" / "inner.py").write_text("x = 7\n")
    try:
        assert wall_cost.imported(tmp_path, "parts").x == 7
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "parts"]:
            del sys.modules[name]


def test_ours_is_a_solution() -> None:
    assert (ROOT / settings.read().settings.package / "__init__.py").is_file()
