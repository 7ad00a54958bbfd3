"""adjustments.csv: read whole or refused in sentences that name file and line, and kept."""

from pathlib import Path

import pytest

from grader.batch import adjustments
from grader.batch.adjustments import Line
from grader.errors import Unreadable
from tests.grader.made_class import RUBRIC

OLD = "id,what,where,by,comment\n"
HEAD = "id,what,where,by,comment,value\n"


def listed(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "adjustments.csv"
    path.write_text(head + "".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_every_kind_of_line(tmp_path: Path) -> None:
    (tmp_path / "emil.zip").touch()
    lines = (
        "anna,waive,framework/linear.py:3,Dr. Rossi,only in a comment",
        "ben,hold,dynamic,Dr. Rossi,hides torch.nn,",
        "ben,Points,linear,Dr. Rossi,shown in class,+2",
        "ben,points,,Dr. Rossi,,−1.5",
        'cleo,total,,Dr. Rossi,"oral, twice","80,5"',
        "dora,extension,,Dr. Rossi,ill,2 d",
        "emil,submission,emil.zip,Dr. Rossi,by e-mail,",
        "fay,submission,elsewhere/fay.zip,Dr. Rossi,",
    )
    found = adjustments.read(listed(tmp_path, *lines), RUBRIC)
    plain = {id: [(line.what, line.where, line.value, line.why) for line in of] for id, of in found.items()}
    assert plain == {
        "anna": [("waive", "framework/linear.py:3", 0.0, "only in a comment")],
        "ben": [
            ("hold", "dynamic", 0.0, "hides torch.nn"),
            ("points", "linear", 2.0, "shown in class"),
            ("points", "", -1.5, ""),
        ],
        "cleo": [("total", "", 80.5, "oral, twice")],
        "dora": [("extension", "", 2880.0, "ill")],
        "emil": [("submission", str(tmp_path / "emil.zip"), 0.0, "by e-mail")],  # beside the file
        "fay": [("submission", "elsewhere/fay.zip", 0.0, "")],  # to be looked for in the class's folder
    }  # fmt: skip
    assert found["cleo"][0].at == "adjustments.csv, line 6"


def test_columns_in_any_order_and_none_for_values_that_nobody_needs(tmp_path: Path) -> None:
    path = listed(tmp_path, "2;anna;points;linear;x, y;Dr. Rossi", head="\ufeffValue;ID;What;Where;Comment;By\n")
    (line,) = adjustments.read(path, RUBRIC)["anna"]
    assert (line.value, line.why, line.by) == (2.0, "x, y", "Dr. Rossi")
    (line,) = adjustments.read(listed(tmp_path, "anna,waive,*,Dr. Rossi,x", head=OLD), RUBRIC)["anna"]
    assert (line.what, line.where) == ("waive", "*")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("anna,forgive,*,Dr. Rossi,,", "expected waive, hold, points, total, extension, submission"),
        ("anna,waive,,Dr. Rossi,,", "`where` is empty"),
        ("anna,submission,,Dr. Rossi,,", "`where` is empty"),
        ("anna,waive,*,,,", "`by` is empty"),
        ("anna,points,linear,,,2", "`by` is empty"),
        (",waive,*,Dr. Rossi,,", "`id` is empty"),
        ("anna,waive,*", "expected 6 cells, got 3"),
        ("anna,waive,*,Dr. Rossi,sorry, yes", "expected nothing in the column `value` beside waive, got 'yes'"),
        ("anna,points,lineer,Dr. Rossi,,2", "expected one of module, linear,"),
        ("anna,points,linear,Dr. Rossi,,", "`value` is empty"),
        ("anna,points,linear,Dr. Rossi,,two", "expected a number from -100 to 100 in the column `value`, got 'two'"),
        ("anna,points,linear,Dr. Rossi,,nan", "expected a number"),
        ("anna,points,linear,Dr. Rossi,,1e9", "expected a number"),
        ("anna,points,linear,Dr. Rossi,,1_0", "expected a number"),
        ("anna,total,,Dr. Rossi,,100.5", "expected a number from 0 to 100 in the column `value`, got '100.5'"),
        ("anna,total,,Dr. Rossi,,-1", "expected a number from 0 to 100"),
        ("anna,total,linear,Dr. Rossi,,9", "total is of the whole: expected nothing in the column `where`"),
        ("anna,extension,,Dr. Rossi,,much", "expected an extra time such as 90 min"),
    ],
)
def test_a_bad_line_is_named(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        adjustments.read(listed(tmp_path, "ben,points,,Dr. Rossi,,1", line), RUBRIC)
    assert str(caught.value).startswith(f"{tmp_path}/adjustments.csv, line 3: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("what", ["total,,Dr. Rossi,,5", "submission,x.zip,Dr. Rossi,,"])
def test_two_of_a_kind_that_stands_alone(what: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"line 3: a second .* the first one is in adjustments\.csv, line 2"):
        adjustments.read(listed(tmp_path, f"anna,{what}", f"anna,{what}"), RUBRIC)


def test_no_more_lines_than_anybody_reads_are_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        adjustments.read(listed(tmp_path, *(["anna,points,,Dr. Rossi,,x"] * 13)), RUBRIC)
    assert str(caught.value).splitlines()[-1] == "and 3 more"


@pytest.mark.parametrize("head", ["", "id,where\n", "name,what,where,by,comment\n", f"note,{HEAD}"])
def test_other_columns_are_refused(head: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected the columns id, what, where, by, comment, and value"):
        adjustments.read(listed(tmp_path, head=head), RUBRIC)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the adjustments cannot be read"):
        adjustments.read(tmp_path / "nowhere.csv", RUBRIC)
    (tmp_path / "latin.csv").write_bytes(b"id;what\n\xfc")
    with pytest.raises(Unreadable, match="UTF-8"):
        adjustments.read(tmp_path / "latin.csv", RUBRIC)


def test_they_are_kept_and_those_of_the_first_version_can_be_read(tmp_path: Path) -> None:
    assert adjustments.kept(tmp_path) == {}
    given = adjustments.read(listed(tmp_path, "anna,points,linear,Dr. Rossi,x,2"), RUBRIC)
    adjustments.keep(tmp_path, given)
    assert adjustments.kept(tmp_path) == given
    (tmp_path / adjustments.FILE).write_text('{"ben": [{"what": "waive", "where": "*", "by": "me", "why": "x"}]}')
    assert adjustments.kept(tmp_path) == {"ben": [Line("waive", "*", "me", "x")]}
    for text in ("{", '{"ben": 3}', "[" * 100_000):
        (tmp_path / adjustments.FILE).write_text(text)
        with pytest.raises(Unreadable, match="give the adjustments again"):
            adjustments.kept(tmp_path)


def test_a_teams_lines_are_its_members_and_their_own_come_behind() -> None:
    team, own, other = Line("total", "", "me", value=1.0), Line("total", "", "me", value=2.0), Line("waive", "*", "me")
    found = adjustments.shared({"anna": [own], "alpha": [team], "zoe": [other]}, {"alpha": ["anna", "ben"]})
    assert found == {"anna": [team, own], "ben": [team], "zoe": [other]}
