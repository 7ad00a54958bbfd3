"""A submission's page: the line that a notice stands at, and one click that takes a line for adjustments.csv along."""

import csv
import io
import random

import msgspec
import pytest
from selenium.webdriver.common.by import By

from grader.batch import adjustments
from grader.policy.violations import excerpts
from grader.report import scores_json, site
from grader.scoring.scorecard import Notice
from tests import browser as chromium
from tests.grader import made_class

NASTY = 'anna, "the first"'
SOURCE = {"framework/linear.py": b"one\n<script>two</script>\nthree\n"}
BREACH = Notice("ready-made", "framework/linear.py", 2, "ready-made <b>layers</b>")
REMARK = Notice("dynamic", "", 0, "a computed name")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("waiving")
    result = made_class.result(NASTY, 1.0, random.Random(1), (BREACH,))
    card = msgspec.structs.replace(result.scorecard, remarks=(REMARK,))
    shown = excerpts([BREACH, REMARK], SOURCE)
    scores_json.write(msgspec.structs.replace(result, scorecard=card, excerpts=shown), folder / NASTY)
    site.write(folder)
    return folder


@chromium.needed
def test_one_click_gives_a_line_that_waives(folder, tmp_path):
    with chromium.browser() as driver:
        driver.get((folder / NASTY / "index.html").as_uri())
        assert driver.get_log("browser") == []
        assert driver.find_element(By.CSS_SELECTOR, ".excerpt .here").text.strip() == "2  <script>two</script>"
        waive, hold = driver.find_elements(By.CSS_SELECTOR, "button.waive")
        lines = [button.get_attribute("data-line") for button in (waive, hold)]
        waive.click()
        assert lines[0] in driver.find_element(By.CSS_SELECTOR, ".notices").text  # copied, or shown to be copied
    cells = [next(csv.reader(io.StringIO(line))) for line in lines]
    assert cells == [[NASTY, "waive", "framework/linear.py:2", "", ""], [NASTY, "hold", "dynamic", "", ""]]
    text = io.StringIO()
    csv.writer(text).writerows([adjustments.COLUMNS, [*cells[0][:3], "Dr. Rossi", ""]])
    (tmp_path / "adjustments.csv").write_text(text.getvalue())
    given = adjustments.read(tmp_path / "adjustments.csv", made_class.RUBRIC)
    assert [decision.where for decision in next(iter(given.values()))] == ["framework/linear.py:2"]


def test_a_student_reads_what_a_remark_costs(folder):
    text = (folder / NASTY / "feedback.html").read_text()
    assert "it costs no points" in text
    assert "&lt;script&gt;two" in text
    assert "adjustments.csv" not in text
    assert "The rule was broken: derivatives are written by hand" in text
