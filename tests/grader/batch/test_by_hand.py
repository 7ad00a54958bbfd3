"""Adjustments over everything that happens to a class: nothing is lost, nothing adds up twice, no mark moves unseen."""

import csv
import json
import random
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from grader import files
from grader.batch import adjustments, publish
from grader.batch.adjustments import Adjustments
from grader.batch.results import BY_HAND, PREVIOUS, Results
from grader.errors import Unreadable
from grader.report import feedback, fingerprint, read_back, scores_json
from tests.grader import made_class

IDS = ("anna", "ben", "cleo")
HEAD = "id,what,where,by,comment,value\n"


class Killed(BaseException):
    """The process is gone."""


class World:
    """A class of three, as commands leave it; every command may be killed at any write."""

    def __init__(self, folder: Path, seed: int, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.draw, self.patch = folder, random.Random(seed), patch
        self.rubric = made_class.RUBRIC
        self.csv = folder.parent / f"{folder.name}.csv"
        self.csv.write_text(HEAD)
        self.told: list[str] = []

    def given(self) -> Adjustments:
        return adjustments.read(self.csv, self.rubric)

    def command(self, *regraded: str, fresh: bool = False) -> None:
        """What `batch` and `report` do, without the grading."""
        lines = self.given() if fresh else adjustments.kept(self.folder)
        with closing(Results(self.folder, lines)) as results:
            if fresh:
                adjustments.keep(self.folder, lines)
            results.add_up(self.rubric)
            results.adjust()
            for id in regraded:
                results.keep(made_class.result(id, self.draw.uniform(0.5, 1.0), self.draw))
            results.adjust()
            publish.publish(self.folder, self.rubric)
            self.told += results.told

    def killed(self, command: Callable[[], None]) -> bool:
        """The command, cut off at a random write; whether it was."""
        left = self.draw.randrange(12)

        def put(path: Path, text: str) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return files.put(path, text)

        with pytest.MonkeyPatch.context() as patch:
            for module in (scores_json, feedback, publish, adjustments):
                patch.setattr(module, "put", put)
            with suppress(Killed):
                command()
                return False
        return True

    def rerubric(self) -> None:
        """Other points for an exercise."""
        linear = self.rubric.exercises["linear"]
        linear = msgspec.structs.replace(linear, points=float(self.draw.randint(8, 30)))
        self.rubric = msgspec.structs.replace(self.rubric, exercises={**self.rubric.exercises, "linear": linear})
        hashed = fingerprint.of_rubric(self.rubric)
        self.patch.setattr(fingerprint, "rubric", lambda: hashed)

    def adjust(self) -> None:
        """Other lines."""
        rows = []
        for id in self.draw.sample(IDS, self.draw.randint(0, 3)):
            for number in range(self.draw.randint(0, 2)):
                where, value = self.draw.choice(["", "linear", "losses"]), self.draw.randint(-5, 5)
                rows.append(f"{id},points,{where},Dr. Rossi,number {number},{value}\n")
            if self.draw.random() < 0.5:
                rows.append(f"{id},total,,Dr. Rossi,oral,{self.draw.randint(0, 90)}\n")
        self.csv.write_text(HEAD + "".join(rows))

    def holds(self) -> None:
        """What stands in the JSON is what the file says, once."""
        given = self.given()
        for id in IDS:
            one = read_back.read(self.folder / id / "scores.json")
            lines = given.get(id, [])
            plain = [(line.where or None, line.value, line.why, line.by) for line in lines if line.what == "points"]
            stands = [(each.exercise, each.points, each.comment, each.by) for each in one.adjustments]
            assert stands[: len(plain)] == plain
            totals = [line.value for line in lines if line.what == "total"]
            assert len(stands) == len(plain) + len(totals)
            assert one.score == round(sum(each.score for each in one.exercises), 4)
            if totals:
                assert one.score + one.adjusted == pytest.approx(totals[0], abs=1e-3)
            assert not one.by_hand


def marks(folder: Path) -> dict[str, tuple[float, ...]]:
    found = {id: read_back.read(folder / id / "scores.json") for id in IDS}
    return {id: (one.score, one.max_score, one.adjusted) for id, one in found.items()}


def listed(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "changes.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("seed", range(20))
def test_random_sequences_lose_nothing_and_double_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "out", seed, monkeypatch)
    world.command(*IDS, fresh=True)
    reported = marks(world.folder)
    for _ in range(6):
        what = world.draw.choice(["regrade", "kill", "rubric", "report", "adjust"])
        regraded = world.draw.sample(IDS, world.draw.randint(1, 3)) if what in {"regrade", "kill"} else []
        if what == "rubric":
            world.rerubric()
        if what == "adjust":
            world.adjust()
        if what == "kill" and world.killed(lambda chosen=regraded: world.command(*chosen)):  # type: ignore[misc]
            world.holds()  # already now: whatever is written stands under the adjustments
            continue
        world.command(*regraded, fresh=what == "adjust")
        world.holds()
        now = marks(world.folder)
        changed = {id for id in IDS if now[id] != reported[id]}
        assert set(listed(world.folder)) == changed, what  # also what a killed command did before
        for id in changed:
            row = listed(world.folder)[id]
            assert any(row[column] for column in ("tests", "adjustments", "rubric", "other"))
        reported = now
    assert world.told == []


def test_new_lines_and_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill among the results leaves each with the old lines or the new, and any next command finishes it."""
    for seed in range(12):
        world = World(tmp_path / str(seed), seed, monkeypatch)
        world.command(*IDS, fresh=True)
        world.adjust()
        if world.killed(lambda world=world: world.command(fresh=True)):  # type: ignore[misc]
            world.command(fresh=not adjustments.kept(world.folder))
        world.holds()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path / "out", 1, monkeypatch)
    made.command(*IDS, fresh=True)
    return made


def test_the_earlier_scores_stay_beside(world: World) -> None:
    path = world.folder / "anna" / "scores.json"
    first = path.read_bytes()
    world.command("anna")
    assert path.with_name(PREVIOUS).read_bytes() == first
    second = path.read_bytes()
    world.command()  # nothing changes
    assert path.with_name(PREVIOUS).read_bytes() == first
    world.rerubric()
    world.command("anna")  # added up and graded again: what lies beside is what was reported
    assert path.with_name(PREVIOUS).read_bytes() == second
    assert not (world.folder / "anna" / BY_HAND).exists()


def test_a_mark_that_was_changed_by_hand_is_not_undone_in_silence(world: World) -> None:
    path = world.folder / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["score"] = 42.0
    path.write_text(json.dumps(plain))
    world.command()
    assert read_back.read(path).score == 42.0  # nobody graded it again
    assert listed(world.folder)["anna"]["other"] == "changed by hand in scores.json"
    changed = path.read_bytes()
    world.command("anna")
    assert path.with_name(BY_HAND).read_bytes() == changed
    (words,) = world.told
    assert words.startswith("anna/scores.json was changed by hand and is written anew; it is kept as scores.by-hand")
    assert "undone" in listed(world.folder)["anna"]["other"]
    path.write_text("{ score: 42")
    world.command("anna")
    assert path.with_name(BY_HAND).read_text() == "{ score: 42"
    assert "cannot be read" in world.told[-1]


def test_wrong_lines_leave_everything_as_it_was(world: World) -> None:
    world.csv.write_text(HEAD + "anna,points,linear,Dr. Rossi,x,2\n")
    world.command(fresh=True)
    before = {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}
    world.csv.write_text(HEAD + "anna,points,nowhere,Dr. Rossi,x,2\n")
    with pytest.raises(Unreadable, match="line 2: expected one of module"):
        world.command(fresh=True)
    assert {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()} == before
