"""`batch` grades a class, keeps what it has, and grades only what is new, changed or asked for."""

import errno
import json
import os
import shutil
import tarfile
from pathlib import Path

import jsonschema
import pytest
import typer

from grader.__main__ import app, failures
from grader.batch import publish
from grader.batch.processes import ExecutorGone
from grader.batch.results import Results
from grader.errors import NotGradable, Unreadable, WallMissing
from grader.report import handed_in, scores_json, site
from tests.grader.classroom import grader, hand_in, rows, times

SCORES = {"right": 100.0, "stubs": 0.0, "copy": 100.0, "zipped": 0.0, "stops": 0.0, "Zoë _1+2": 0.0}


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A graded class with honest, broken and hostile entries, and what the command said."""
    folder = tmp_path_factory.mktemp("class") / "handed in"
    hand_in(folder, "right", "plain", "same")
    hand_in(folder, "copy", "plain", "same")
    hand_in(folder, "stubs")
    hand_in(folder, "stops", "exit_at_import")
    hand_in(folder, "Zoë =1+2")
    with tarfile.open(folder / "zipped.tar.gz", "w:gz") as tar:
        tar.add(hand_in(folder.parent / "elsewhere", "zipped"), "zipped")
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 cut off")
    os.mkfifo(folder / "pipe.zip")
    (folder / "work.rar").write_bytes(b"Rar!")
    (folder / "nothing").mkdir()
    (folder / ".hidden").mkdir()
    (folder / "list.csv").write_text("id\n")
    results = folder.parent / "results"
    said = grader("batch", folder, "--out", results, "--jobs", 2, "--seed", 5)
    return folder, results, said


def test_everybody_has_the_score_of_being_graded_alone(klass: tuple[Path, Path, str]) -> None:
    _, results, _ = klass
    found = {row["id"]: row for row in rows(results)}
    graded = {id: float(row["score"]) for id, row in found.items() if row["status"] == "graded"}
    assert len(graded) == 6
    assert {id.rpartition("-")[0] if "Zo" in id else id: score for id, score in graded.items()} == SCORES
    refused = {id for id, row in found.items() if row["status"] == "not_gradable"}
    assert refused == {"damaged", "pipe", "work.rar", "nothing"}
    schema = json.loads(scores_json.SCHEMA.read_text())
    for id in found:
        record = json.loads((results / id / "scores.json").read_text())
        jsonschema.validate(record, schema)
        assert record["submission"]["id"] == id
        assert (results / id / "feedback.html").exists()


def test_the_command_says_what_it_did(klass: tuple[Path, Path, str]) -> None:
    _, _, said = klass
    assert "list.csv" in said
    assert "1 copied, 5 graded, 4 not gradable" in said
    assert "a minute" in said


def test_equal_content_has_an_equal_score_under_its_own_name(klass: tuple[Path, Path, str]) -> None:
    _, results, _ = klass
    one, other = (json.loads((results / id / "scores.json").read_text()) for id in ("right", "copy"))
    assert one["submission"].pop("id") != other["submission"].pop("id")
    assert one == other
    assert "copy" in (results / "copy" / "feedback.html").read_text()


def test_run_again_it_grades_what_is_new_or_changed(klass: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, results, _ = klass
    results = shutil.copytree(results, tmp_path / "out")
    folder = shutil.copytree(folder, tmp_path / "in", ignore=lambda *_: ["pipe.zip"])
    before = times(results)
    (folder / "stubs" / "framework" / "zz_mark.py").write_text("# edited\n")
    hand_in(folder, "late comer", "plain", "same")  # the same content as two that are graded already
    said = grader("batch", folder, "--out", results)
    assert "1 copied, 1 graded, 8 unchanged" in said
    assert f"no longer in {folder}: 1 (pipe)" in said
    after = times(results)
    assert {id for id in after if after[id] != before.get(id)} == {"stubs", "late comer"}


KEPT = ("scores.json", handed_in.FILE)  # what was found and what it was found in; all else is made of these


def test_report_makes_everything_again_without_grading(klass: tuple[Path, Path, str], tmp_path: Path) -> None:
    _, results, _ = klass
    copy = shutil.copytree(results, tmp_path / "out")
    made = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file() and path.name not in KEPT}
    for path in made - {Path(".lock")}:
        (copy / path).unlink()
    before = times(copy)
    grader("report", copy)
    assert times(copy) == before
    for path in made - {Path(site.MADE)}:  # which knows when each page was written
        assert (copy / path).read_bytes() == (results / path).read_bytes(), path


def test_two_batches_never_share_a_folder(tmp_path: Path) -> None:
    results = Results(tmp_path / "out")
    try:
        assert "another batch" in grader("batch", tmp_path, "--out", tmp_path / "out", status=2)
    finally:
        results.close()
    assert "the folder of the submissions itself" in grader("batch", tmp_path, "--out", tmp_path, status=2)


def test_wrong_usage_is_a_sentence(tmp_path: Path) -> None:
    assert "folder of submissions" in grader("batch", tmp_path / "none", "--out", tmp_path / "out", status=2)
    (tmp_path / "anna").mkdir()
    said = grader("batch", tmp_path, "--out", tmp_path / "out", "--only", "ana", status=2)
    assert "near to it: anna" in said
    said = grader("batch", tmp_path, "--out", tmp_path / "out", "--due", "2026-03-01", status=2)
    assert "expected a --roster beside it" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("grade", "anna", "--out", "file"),
        ("grade", "anna", "--out", "file/below"),
        ("grade", "anna", "--out", "x" * 300),
        ("grade", "x" * 300, "--out", "out"),
        ("grade", "anna", "--out", "/proc/out"),
        ("batch", ".", "--out", "file"),
        ("report", "file"),
        ("report", "/proc/self"),
        ("report", "taken"),
        ("doctor", "bad.zip"),
        ("bench", "bad.zip"),
        ("pack", "gradescope", "--out", "anna"),
        ("pack", "gradescope", "--out", ""),
        ("pack", "github", "--out", "file"),
        ("pack", "gradescope", "--torch-index", "a'b"),
    ],
)
def test_a_wrong_place_is_named_in_a_sentence(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "anna").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    (tmp_path / "taken" / "index.html").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        app(arguments, standalone_mode=True)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "Traceback" not in said
    assert any(word in said for word in ("expected", "cannot be written", "damaged", "too long", "a directory"))


def test_a_full_disk_is_named_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(results: Path, *_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(results / "index.html"))

    monkeypatch.setattr(site, "write", full)
    with pytest.raises(SystemExit) as end:
        app(["report", str(tmp_path)])
    said = capsys.readouterr().err
    assert end.value.code == 3
    assert said == f"{tmp_path}/index.html: No space left on device\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ExecutorGone("the cluster's scheduler is gone"), 3),
        (WallMissing("there is no seccomp"), 3),
        (NotGradable("the archive is damaged"), 2),
        (Unreadable("there is no such folder"), 2),
        (PermissionError(errno.EACCES, "Permission denied", "there"), 2),
    ],
)
def test_whose_fault_it_is_decides_the_exit_status(
    error: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as end, failures():
        raise error
    assert end.value.exit_code == status
    assert len(capsys.readouterr().err.splitlines()) == 1


def commanded(*arguments: object) -> int:
    """A command run here; its exit status."""
    with pytest.raises(SystemExit) as end:
        app([str(each) for each in arguments])
    return int(end.value.code or 0)


def test_a_team_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Damaged hand-ins, which need no worker: who has which line, and what is said."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("anna", "ben", "beta", "zoe"):
        (folder / f"{name}.zip").write_bytes(b"no zip")
    (tmp_path / "new.zip").write_bytes(b"none either")
    (tmp_path / "roster.csv").write_text(
        "id,submitted at,extra time,team\nanna,2026-03-01 10:00,,alpha\nben,2026-03-01 13:00,,alpha\n"
        "cleo,,1 h,alpha\ndora,,,beta\nemil,,,gamma\n"
    )
    (tmp_path / "adjustments.csv").write_text(
        "id,what,where,by,comment,value\nalpha,points,,Dr. Rossi,for all,3\ncleo,extension,,Dr. Rossi,ill,1 h\n"
        "dora,total,,Dr. Rossi,oral,50\nemil,submission,new.zip,Dr. Rossi,by e-mail\nann,points,,Dr. Rossi,,1\n"
    )
    given = ["--roster", tmp_path / "roster.csv", "--due", "2026-03-01 12:00"]
    decided = ["--adjustments", tmp_path / "adjustments.csv"]
    assert commanded("batch", folder, "--out", out, *given, *decided) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "the team alpha handed in 2 times, anna.zip (2026-03-01 10:00) and ben.zip (2026-03-01 13:00)" in said
    assert "handed in nothing" not in said  # a line says what is graded of emil
    assert "zoe is in no line of the roster" in said
    assert "in no line of the roster: 1 (zoe)" in said
    assert "adjustments.csv, line 6: nobody has the id ann; near to it: anna" in said
    found = {row["id"]: row for row in rows(out)}
    assert {id: (row["late"], row["final"], row["team"]) for id, row in found.items()} == {
        "anna": ("1 h late", "3", "alpha"),
        "ben": ("1 h late", "3", "alpha"),
        "cleo": ("in time, with an extension of 1 h", "3", "alpha"),
        "dora": ("", "50", "beta"),
        "emil": ("", "0", "gamma"),
        "zoe": ("", "0", ""),
    }
    assert "new.zip" in found["emil"]["note"]
    before = {path: path.read_bytes() for path in out.glob("*/*.json")} | {
        p: p.read_bytes() for p in out.glob("g*.csv")
    }
    assert commanded("batch", folder, "--out", out) == 0  # roster, teams and adjustments of the last time stay
    assert "6 unchanged" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert (out / "changes.csv").read_text().count("\n") == 1
    assert commanded("report", out) == 0
    assert {path: path.read_bytes() for path in before} == before
    (tmp_path / "adjustments.csv").write_text("id,what,where,by,comment,value\nanna,total,,Dr. Rossi,,200\n")
    for command in (("batch", folder, "--out", out), ("report", out)):
        assert commanded(*command, *decided) == 2
        said = capsys.readouterr().err
        assert "adjustments.csv, line 2: expected a number from 0 to 100" in said
        assert "Traceback" not in said
    assert {path: path.read_bytes() for path in before} == before
    (tmp_path / "new.zip").unlink()
    assert commanded("batch", folder, "--out", out) == 2
    assert "adjustments.csv, line 5: emil: expected a path beside" in capsys.readouterr().err


def test_what_was_given_stands_before_anything_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next command, without options, knows the teams of a batch that never came to its end, and their lines."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "anna.zip").write_bytes(b"no zip")
    (tmp_path / "roster.csv").write_text("id,team\nanna,alpha\nben,alpha\n")
    (tmp_path / "adjustments.csv").write_text("id,what,where,by,comment,value\nalpha,points,,Dr. Rossi,,3\n")

    def gone(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(publish, "publish", gone)
        options = ("--roster", tmp_path / "roster.csv", "--adjustments", tmp_path / "adjustments.csv")
        assert commanded("batch", folder, "--out", out, *options) == 3
    assert commanded("report", out) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert [(row["id"], row["team"], row["final"]) for row in rows(out)] == [
        ("anna", "alpha", "3"),
        ("ben", "alpha", "3"),
    ]


def test_report_while_a_batch_works_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "adjustments.csv").write_text("id,what,where,by,comment\n")
    working = Results(tmp_path)
    try:
        assert commanded("report", tmp_path) == 0
        assert "points stay as they were written" in capsys.readouterr().err
        assert commanded("report", tmp_path, "--adjustments", tmp_path / "adjustments.csv") == 2
        assert "another batch is writing" in capsys.readouterr().err
    finally:
        working.close()
