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
from grader.batch.processes import ExecutorGone
from grader.batch.results import Results
from grader.errors import NotGradable, Unreadable, WallMissing
from grader.report import scores_json, site
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


def test_report_makes_everything_again_without_grading(klass: tuple[Path, Path, str], tmp_path: Path) -> None:
    _, results, _ = klass
    copy = shutil.copytree(results, tmp_path / "out")
    made = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file() and path.name != "scores.json"}
    for path in made - {Path(".lock")}:
        (copy / path).unlink()
    before = times(copy)
    grader("report", copy)
    assert times(copy) == before
    for path in made:
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
    def full(results: Path) -> None:
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
