"""The command as an instructor gives it."""

import json
import shutil

from tests.commands import python
from tests.grader.corpus import HERE
from tests.grader.similar.class_of import texts
from tests.grader.similar.disguise import disguised


def test_a_class_and_an_earlier_one(tmp_path):
    now, before, out = tmp_path / "class", tmp_path / "2025", tmp_path / "class" / "similar"
    for style in ("plain", "loops", "einsum"):
        shutil.copytree(HERE / style, now / style)
    for path, text in disguised(texts("loops")).items():
        (before / "old" / path).parent.mkdir(parents=True, exist_ok=True)
        (before / "old" / path).write_text(text)
    (now / "empty").mkdir()
    run = python("-m", "grader", "similar", str(now), "--out", str(out), "--earlier", str(before), "--pairs", "2")
    assert (run.returncode, "Traceback" in run.stderr) == (0, False)
    assert run.stdout.splitlines()[0].split()[1:] == ["loops", "2025/old"]
    assert "empty was not compared" in run.stderr
    assert "3 submissions, 2 pairs" in run.stderr
    assert len(json.loads((out / "similar.json").read_text())) == 2
    assert {path.name for path in out.glob("*.html")} == {"index.html", "001.html", "002.html"}


def test_wrong_input_is_a_sentence(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "index.html").write_text("of the class")
    for arguments in (
        ("similar", str(tmp_path), "--out", str(tmp_path / "results")),
        ("similar", str(tmp_path / "nothing"), "--out", str(tmp_path / "out")),
        ("similar", str(tmp_path), "--out", str(tmp_path / "out"), "--known", str(tmp_path / "nothing.py")),
        ("similar", str(tmp_path), "--out", str(tmp_path / "out"), "--pairs", "0"),
    ):
        run = python("-m", "grader", *arguments)
        assert (run.returncode, "Traceback" in run.stderr) == (2, False), run.stderr
    assert (tmp_path / "results" / "index.html").read_text() == "of the class"
