"""What a batch does with each answer: grade again, copy, try alone, give up. The grading is real, in this process."""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from grader import settings
from grader.batch import seeds
from grader.batch.entries import find
from grader.batch.progress import ProgressBar
from grader.batch.results import Results
from grader.batch.run import TRIES, Run
from grader.batch.seeds import Asked
from grader.batch.task import Answer, Task, grade_task, warm
from grader.errors import WallMissing
from grader.result import Result  # noqa: TC001 - as pytest reads it
from tests.grader.classroom import hand_in, times

ANSWERS: dict[str, Answer] = {}  # of the few submissions of this file, graded for real at first sight


class Inline:
    """A executor without processes: it answers at once, by the very function that processes run."""

    def __init__(self, spoil: Callable[[int, Answer], Answer | None] = lambda _, answer: answer, size: int = 2) -> None:
        self.spoil, self.hands, self.tasks, self.seeds = spoil, size, [], {}

    def size(self) -> int:
        return self.hands

    def submit(self, message: bytes) -> Future[bytes]:
        task = msgspec.msgpack.decode(message, type=Task)
        self.tasks.append(task.submission.id)
        self.seeds[task.submission.id] = task.seed
        if task.submission.sha256 not in ANSWERS:
            ANSWERS[task.submission.sha256] = msgspec.msgpack.decode(grade_task(message), type=Answer)
        answer = ANSWERS[task.submission.sha256]
        if answer.result:
            answer = Answer(msgspec.structs.replace(answer.result, seed=task.seed))
        answer = self.spoil(len(self.tasks), answer)
        future: Future[bytes] = Future()
        if answer is None:
            future.set_exception(ConnectionError("killed"))
        else:
            future.set_result(msgspec.msgpack.encode(answer))
        return future

    def close(self, *, now: bool = False) -> None:
        pass


@pytest.fixture(autouse=True, scope="module")
def _end_the_zygote() -> Iterator[None]:
    yield
    warm().drop()


def batch(
    folder: Path, results: Path, executor: Inline, *, forced: bool = False, seed: Asked = 1
) -> tuple[dict[str, int], list[str]]:
    """How many went which way, and who failed."""
    results = Results(results)
    try:
        entries = find(folder, "framework").entries
        with ProgressBar(len(entries), Console(quiet=True)) as watch:
            run = Run(results, executor, settings.read(), watch, seed=seed)
            run.all(entries, forced=forced)
    finally:
        results.close()
    return dict(watch.counts), run.failed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    hand_in(tmp_path / "in", "anna")
    hand_in(tmp_path / "in", "ben")
    return tmp_path / "in"


def outcome(answer: Answer, kind: str, message: str) -> Answer:
    """The same answer with its first test ended otherwise."""
    result: Result = answer.result
    card = result.scorecard
    first, *others = card.exercises
    test = msgspec.structs.replace(first.tests[0], outcome=kind, message=message)
    first = msgspec.structs.replace(first, tests=(test, *first.tests[1:]))
    card = msgspec.structs.replace(card, exercises=(first, *others))
    status = "grader_error" if kind == "error" else result.status
    return Answer(msgspec.structs.replace(result, scorecard=card, status=status))


def test_graded_by_an_older_grader_or_rubric_is_graded_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert batch(folder, out, Inline()) == ({"graded": 2}, [])
    assert batch(folder, out, Inline()) == ({"unchanged": 2}, [])
    for id, made in (("anna", "sources"), ("ben", "runs")):
        path = out / id / "scores.json"
        record = json.loads(path.read_text())
        record["environment"][made] = "0" * 16
        path.write_text(json.dumps(record))
    assert batch(folder, out, Inline()) == ({"graded": 2}, [])
    for text in (b"{ cut off", b"", b"[]", b'{"status": "\xff"}', b'{"report":' + b"[" * 100_000):
        (out / "ben" / "scores.json").write_bytes(text)
        assert batch(folder, out, Inline()) == ({"graded": 1, "unchanged": 1}, [])
    assert batch(folder, out, Inline(), forced=True) == ({"graded": 2}, [])


def test_a_regrade_keeps_the_seed_of_each_and_who_is_new_gets_another(folder: Path, tmp_path: Path) -> None:
    out, executor = tmp_path / "out", Inline()
    batch(folder, out, executor, seed=None)
    (first,) = set(executor.seeds.values())  # everybody met the same values
    (folder / "anna" / "framework" / "zz_mark.py").write_text("# handed in anew\n")
    hand_in(folder, "cleo")
    executor = Inline()
    batch(folder, out, executor, seed=None, forced=True)
    assert (executor.seeds["anna"], executor.seeds["ben"]) == (first, first)
    assert executor.seeds["cleo"] != first
    executor = Inline()
    batch(folder, out, executor, seed=seeds.NEW, forced=True)
    assert first not in executor.seeds.values()
    executor = Inline()
    batch(folder, out, executor, seed=9, forced=True)
    assert set(executor.seeds.values()) == {9}
    (out / "anna" / "scores.json").write_text("{")
    executor = Inline()
    batch(folder, out, executor, seed=None, forced=True)
    assert (executor.seeds["anna"] == 9, executor.seeds["ben"]) == (False, 9)


def test_what_is_not_gradable_keeps_its_seed_for_the_day_it_is(tmp_path: Path) -> None:
    folder, out, executor = tmp_path / "in", tmp_path / "out", Inline()
    (folder / "anna").mkdir(parents=True)
    batch(folder, out, executor, seed=None)
    seed = json.loads((out / "anna" / "scores.json").read_text())["environment"]["seed"]
    (folder / "anna").rmdir()
    hand_in(folder, "anna")
    batch(folder, out, executor, seed=None)
    assert executor.seeds == {"anna": seed}


SILENT = "Linear.dw: right in this test, yet without an answer when it is asked in arithmetic with seven digits"
LATE, SHOT = "no answer within 10.0 s", "the system killed it: out of memory, or its CPU time was used up (SIGKILL)"


@pytest.mark.parametrize(("kind", "words"), [("timeout", LATE), ("failed", f"{SILENT} ({LATE})")])
def test_a_time_out_in_the_crowd_is_tried_once_more_alone(folder: Path, tmp_path: Path, kind: str, words: str) -> None:
    late = Inline(lambda n, answer: outcome(answer, kind, words) if n == 1 else answer)
    assert batch(folder, tmp_path / "out", late) == ({"graded": 2}, [])
    assert late.tasks == ["anna", "ben", "anna"]
    assert LATE not in (tmp_path / "out" / "anna" / "scores.json").read_text()


@pytest.mark.parametrize(("kind", "words"), [("crashed", SHOT), ("failed", f"{SILENT} ({SHOT})")])
def test_a_worker_that_somebody_killed_is_tried_once_more(folder: Path, tmp_path: Path, kind: str, words: str) -> None:
    shot = Inline(lambda n, answer: outcome(answer, kind, words) if n == 1 else answer, size=1)
    assert batch(folder, tmp_path / "out", shot) == ({"graded": 2}, [])
    assert shot.tasks == ["anna", "ben", "anna"]
    assert "SIGKILL" not in (tmp_path / "out" / "anna" / "scores.json").read_text()


def test_a_time_out_by_cpu_time_or_alone_stands(folder: Path, tmp_path: Path) -> None:
    for executor, words in ((Inline(size=1), "no answer within 10.0 s"), (Inline(), "more than 5.0 s of CPU time")):
        executor.spoil = lambda _, answer, words=words: outcome(answer, "timeout", words)
        assert batch(folder, tmp_path / "out", executor, forced=True) == ({"graded": 2}, [])
        assert executor.tasks == ["anna", "ben"]
    shutil.rmtree(folder / "ben")
    executor = Inline(lambda _, answer: outcome(answer, "timeout", "no answer within 10.0 s"))
    assert batch(folder, tmp_path / "out", executor, forced=True) == ({"graded": 1}, [])
    assert executor.tasks == ["anna"]  # room for two, yet it was alone


@pytest.mark.parametrize("kind", ["dies", "error"])
def test_a_failed_regrade_leaves_the_earlier_score_and_stops_nobody(kind: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(folder, out, Inline())
    before = times(out)

    def spoil(_: int, answer: Answer) -> Answer | None:
        if executor.tasks[-1] != "anna":
            return answer
        return None if kind == "dies" else outcome(answer, "error", "a suite's own bug")

    executor = Inline(spoil)
    assert batch(folder, out, executor, forced=True) == ({"graded": 1, "failed": 1}, ["anna"])
    assert executor.tasks.count("anna") == TRIES
    assert {id for id, time in times(out).items() if time != before[id]} == {"ben"}
    assert ("killed" if kind == "dies" else "a suite's own bug") in (out / "anna" / "problem.txt").read_text()
    assert batch(folder, out, Inline(), forced=True) == ({"graded": 2}, [])
    assert not (out / "anna" / "problem.txt").exists()


def test_what_is_in_the_way_of_one_result_stops_no_other(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("anna", "ben", "cleo"):
        hand_in(tmp_path / "in", name)
    (out / "anna" / "scores.json").mkdir(parents=True)
    (out / "ben").touch()
    counts, failed = batch(tmp_path / "in", out, Inline())
    assert (counts, sorted(failed)) == ({"graded": 1, "failed": 2}, ["anna", "ben"])
    assert "cannot be written" in (out / "anna" / "problem.txt").read_text()
    assert set(times(out)) == {"anna", "cleo"}


def test_equal_content_under_way_is_graded_once(tmp_path: Path) -> None:
    for name in ("anna", "ben", "cleo"):
        hand_in(tmp_path / "in", name, mark="same")
    executor = Inline(size=4)
    assert batch(tmp_path / "in", tmp_path / "out", executor) == ({"graded": 1, "copied": 2}, [])
    assert executor.tasks == ["anna"]


def test_another_grader_on_a_worker_is_refused(folder: Path, tmp_path: Path) -> None:
    message = msgspec.msgpack.encode({"submission": {"id": "a", "sha256": "", "files": {}, "notes": []}, "seed": 1,
                                      "unsafe": False, "sources": "other", "rubric": "other"})  # fmt: skip
    answer = msgspec.msgpack.decode(grade_task(message), type=Answer)
    assert (answer.fault, answer.result) == ("version", None)
    executor = Inline(lambda *_: answer)
    with pytest.raises(WallMissing, match="differs"):
        batch(folder, tmp_path / "out", executor)
    assert times(tmp_path / "out") == {}


def test_equal_content_is_graded_once_where_all_are_graded_again(folder: Path, tmp_path: Path) -> None:
    """A team's hand-in stands under each member's id: --only gives them one result, not one each."""
    shutil.copytree(folder / "anna", folder / "cleo")
    batch(folder, tmp_path / "out", Inline())
    executor = Inline(size=1)
    assert batch(folder, tmp_path / "out", executor, forced=True) == ({"graded": 2, "copied": 1}, [])
    assert executor.tasks == ["anna", "ben"]
