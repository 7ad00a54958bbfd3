"""Where the grader failed, an earlier score is kept: the latest of a working grader, and none is made up."""

import json
import random
from pathlib import Path

import jsonschema
import pytest

from grader.pack import earlier, gradescope
from grader.report import read_back
from tests.grader import made_class

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text())
FORMER = gradescope.results(read_back.of(made_class.result("someone", 0.7, random.Random(5))), 3.0)


def test_the_latest_counts_whatever_their_order():
    told = [{"submission_time": f"2026-01-0{day}", "results": FORMER | {"score": day}} for day in (2, 3, 1)]
    kept = earlier.earlier(told)
    assert kept["score"] == 3
    assert "your submission of 2026-01-03" in kept["output"]
    jsonschema.validate(kept, SCHEMA)


def test_one_on_which_the_grader_failed_is_passed_over():
    told = [{"submission_time": "2026-01-01", "results": FORMER}, {"submission_time": "2026-01-02", "score": 0.0,
            "autograder_error": True}]  # fmt: skip
    assert earlier.earlier(told)["score"] == FORMER["score"]


@pytest.fixture
def root(tmp_path):
    """The platform's folders."""
    (tmp_path / "results").mkdir()
    return tmp_path


def tell(root, told):
    (root / "submission_metadata.json").write_text(told if isinstance(told, str) else json.dumps(told))


def test_it_is_written_for_everybody_to_read(root, capsys):
    tell(root, {"previous_submissions": [{"submission_time": "2026-01-01", "results": FORMER}]})
    assert earlier.main(root) == 0
    [file] = (root / "results").iterdir()
    assert json.loads(file.read_text())["score"] == FORMER["score"]
    assert file.stat().st_mode & 0o777 == 0o644
    assert f"the earlier score {FORMER['score']} stays" in capsys.readouterr().out


@pytest.mark.parametrize(
    "told", ["", "{", "[]", "{}", '{"previous_submissions": 3}', {"previous_submissions": [{"score": "77"}, 3, {}]}]
)
def test_without_one_nothing_is_written(told, root, capsys):
    tell(root, told)
    assert earlier.main(root) == 3
    assert list((root / "results").iterdir()) == []
    assert "there is no earlier score to keep" in capsys.readouterr().out


def test_a_second_failure_tells_of_one():
    first = earlier.earlier([{"submission_time": "2026-01-01", "score": 1, "results": FORMER}])
    second = earlier.earlier([{"submission_time": "2026-01-02", "score": 1, "results": first}])
    assert second["output"].count("not your fault") == 1
    assert second["output"].endswith(FORMER["output"])
    jsonschema.validate(second, SCHEMA)


def test_a_score_without_results_is_kept_as_well():
    former = [{"submission_time": "2026-01-01", "score": 41.5}, {"score": float("nan")}, None, "lost"]
    kept = earlier.earlier(former)
    assert kept["score"] == 41.5
    jsonschema.validate(kept, SCHEMA)
    assert earlier.earlier([{"score": True}, {"score": None}]) is None
