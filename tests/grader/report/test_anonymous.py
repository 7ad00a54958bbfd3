"""Pages that name nobody: searched for every name, id, address and path of a class that leaves them everywhere."""

import json
import random
import re
from html import unescape

import msgspec
import pytest

from grader.errors import Unreadable
from grader.records import Submission
from grader.report import alike, anonymous, handed_in, read_back, scores_json
from grader.result import Adjustment, Gap
from grader.scoring.scorecard import Notice
from tests.commands import python
from tests.grader import made_class

PEOPLE = {
    "Anna Müller_1234567": ("Anna Müller", "anna.mueller@uni.example", "alpha"),
    "ben-okafor": ("Ben Okafor", "b.okafor@uni.example", "alpha"),
    "zoekowalczyk": ("Zoë Kowalczyk", "zoe@mail.example", ""),
    "missing.person": ("Rosa Núñez", "rosa@uni.example", ""),
}
SECRETS = re.compile(
    r"anna|müller|muller|mueller|1234567|okafor|\bben\b|zo[eë]|kowalczyk|missing\.person|rosa|n[uú][nñ]ez|uni\.example"
    r"|mail\.example|alpha|rossi|/home/\w|unknown partner",
    re.IGNORECASE,
)


def one(id, name, draw):
    """A result that names its author wherever an author can."""
    rule = Notice("torch-autograd", f"framework/{id}.py", 2, f".backward() of {name}", by="Dr. Rossi", why=f"see {id}")
    made = made_class.result(id, 0.6, draw, (rule,))
    first, *others = made.scorecard.exercises
    hint = f"Your code raised {name.split()[0]}Error at framework/{id}.py:2. Mind it."
    test = msgspec.structs.replace(first.tests[0], outcome="failed", message=f"/home/{id}/x.py: {name}", hint=hint)
    first = msgspec.structs.replace(first, tests=(test, *first.tests[1:]))
    notes = (f"{id}_report.pdf was left aside",)
    return msgspec.structs.replace(
        made,
        submission=Submission(id, made.submission.sha256, {}, notes),
        scorecard=msgspec.structs.replace(made.scorecard, exercises=(first, *others)),
        gaps=(Gap(f"framework/{id}.py", 2, f"Python cannot read this file: {name}.", f"   2  # {name}\n      ^"),),
        adjustments=(Adjustment(None, 1.0, f"well done, {name}", "Dr. Rossi"),),
    )


@pytest.fixture
def results(tmp_path):
    """Two of a team, one alone, one missing; and the pairs that are alike."""
    draw = random.Random(4)
    source = "# {name}, with Unknown Partner\n{id} = 1  # {name}\nclass Linear:\n    pass  # thanks to Ben Okafor\n"
    hashes = {}
    for id, (name, _, _) in list(PEOPLE.items())[:3]:
        made = one(id, name, draw)
        scores_json.write(made, tmp_path / id)
        hashes[id] = made.submission.sha256
        code = source.format(name=name, id=id).encode()
        handed_in.keep(Submission(id, hashes[id], {f"framework/{id}.py": code}), tmp_path / id)
    roster = {
        id: {"id": id, "name": name, "email": email, "team": team, "final": 7.0, "late": "", "hand_in": {"by": id}}
        for id, (name, email, team) in PEOPLE.items()
    }
    (tmp_path / "roster.json").write_text(json.dumps(roster))
    (tmp_path / "ben-okafor" / "problem.txt").write_text("it died")
    first, _, last = hashes
    sides = [{"sha256": hashes[id], "spans": {f"framework/{id}.py": [[1, 3]]}} for id in (first, last)]
    pair = {"one": first, "other": last, "likeness": 0.9, "page": "001.html", "sides": sides}
    earlier = {**pair, "other": "2025/Rosa", "page": "002.html"}
    (tmp_path / "similar").mkdir()
    (tmp_path / "similar" / alike.FILE).write_text(json.dumps([earlier, pair]))
    return tmp_path


def pages(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_no_page_and_no_path_gives_anybody_away(results):
    folder = anonymous.write(results)
    made = pages(folder)
    assert len(made) == 1 + 1 + 3 + 2  # the mark that it is ours, the class, three who handed in, a pair and its list
    assert {path.rpartition(".")[2] for path in made} == {"html", "pages"}
    for path, text in made.items():
        assert not SECRETS.search(path)
        found = SECRETS.findall(unescape(text))
        assert not found, (path, found)


def test_what_is_to_be_read_is_there(results):
    folder = anonymous.write(results)
    names = json.loads((results / anonymous.NAMES).read_text())
    assert names.keys() == {*PEOPLE, "alpha"}
    index = (folder / "index.html").read_text()
    for id in list(PEOPLE)[:3]:
        assert f'<a href="{names[id]}/index.html">{names[id]}</a>' in index
        page = (folder / names[id] / "index.html").read_text()
        assert "class Linear:" in page
        assert 'class="note violation"' in page
        assert "<button" not in page
        assert "feedback.html" not in page
    pair = (folder / "similar" / "001.html").read_text()
    assert pair.count("class Linear:") == 2
    assert "similar/001.html" in index


def test_pseudonyms_stay_and_say_no_order(results):
    anonymous.write(results)
    before = json.loads((results / anonymous.NAMES).read_text())
    made = made_class.result("Aaron", 0.5, random.Random(2))
    scores_json.write(made, results / "Aaron")
    folder = anonymous.write(results)
    after = json.loads((results / anonymous.NAMES).read_text())
    assert before.items() <= after.items()
    assert (folder / after["Aaron"]).is_dir()
    assert len(set(after.values())) == len(after)
    many = anonymous.pseudonyms(results, [f"s{n:03}" for n in range(300)])
    drawn = [many[f"s{n:03}"] for n in range(300)]
    assert drawn != sorted(drawn)


def test_a_pair_of_work_that_was_handed_in_anew_is_left_out(results):
    path = results / "zoekowalczyk"
    handed_in.keep(Submission("zoekowalczyk", "f" * 64, {}), path)
    folder = anonymous.write(results)
    assert not (folder / "similar").exists()
    assert "It was not kept beside this result" in pages(folder)[f"{name_of(results, 'zoekowalczyk')}/index.html"]


def name_of(results, id):
    return json.loads((results / anonymous.NAMES).read_text())[id]


def test_a_submission_of_that_name_is_left_alone(results):
    scores_json.write(made_class.result("anonymous", 0.5, random.Random(2)), results / "anonymous")
    with pytest.raises(Unreadable, match="expected nothing there"):
        anonymous.write(results)
    assert (results / "anonymous" / "scores.json").exists()
    run = python("-m", "grader", "report", str(results), "--anonymous")
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)


def test_a_broken_list_of_pseudonyms_is_a_sentence(results):
    (results / anonymous.NAMES).write_text("{")
    with pytest.raises(Unreadable, match="it says who is who"):
        anonymous.write(results)


def test_the_command_makes_them(results):
    run = python("-m", "grader", "report", str(results), "--anonymous")
    assert (run.returncode, "Traceback" in run.stderr) == (0, False), run.stderr
    assert "pages without names are in" in run.stderr
    assert not [path for path, text in pages(results / "anonymous").items() if SECRETS.search(path + unescape(text))]
    assert read_back.read(results / "ben-okafor" / "scores.json").submission.id == "ben-okafor"
