"""The student's page for a right, a wrong, a capped and a refused submission, as a browser shows it."""

import random
import re

import pytest
from selenium.webdriver.common.by import By

from grader.report import feedback, read_back
from grader.scoring.scorecard import Notice
from tests import browser as chromium
from tests.grader import made_class

RULE = Notice("torch-autograd", "framework/linear.py", 31, "torch.autograd.grad differentiates for you")


def made(ability, violations=()):
    return made_class.result("ada", ability, random.Random(8), violations)


@pytest.fixture(scope="module")
def driver():
    with chromium.browser(width=1000) as driver:
        yield driver


@pytest.fixture
def read(driver, tmp_path):
    """The words that a reader sees at first, the parts that are closed left out."""

    def reading(result):
        driver.get(feedback.write(result, tmp_path).as_uri())
        assert driver.get_log("browser") == []
        return driver.find_element(By.TAG_NAME, "body").text

    return reading


@chromium.needed
def test_a_wrong_one_shows_first_what_fell_short(read, driver):
    result = made(0.8)
    text = read(result)
    card = result.scorecard
    assert driver.find_element(By.TAG_NAME, "h1").text == f"{card.score:.2f}".rstrip("0") + " of 100 points"
    for exercise in card.exercises:
        for test in exercise.tests:
            assert (test.title in text) == (test.outcome != "passed"), test.title
            assert (test.message in text and bool(test.message)) == (
                test.visibility == "visible" and test.outcome != "passed"
            )
    driver.find_element(By.CSS_SELECTOR, "details.passes > summary").click()
    assert len(driver.find_element(By.TAG_NAME, "body").text) > len(text)


@chromium.needed
def test_a_right_one_says_so(read):
    made_class_result = made(1.0)
    failing = [t for e in made_class_result.scorecard.exercises for t in e.tests if t.outcome != "passed"]
    assert [t.name for t in failing] == [made_class.UNFAIR]
    text = read(made_class_result)
    tests = [t for e in made_class_result.scorecard.exercises for t in e.tests]
    visible, hidden = (sum(t.visibility == which for t in tests) for which in ("visible", "hidden"))
    words = f"{visible} of {visible} visible ones and {hidden - 1} of {hidden} hidden ones."
    assert f"{len(tests) - 1} of {len(tests)} tests passed: {words}" in text
    assert text.count("passed\n") >= 7  # exercises that are closed


@chromium.needed
def test_a_capped_one_shows_place_earnings_and_cap(read):
    result = made(0.9, (RULE,))
    text = read(result)
    assert "framework/linear.py:31 torch.autograd.grad differentiates for you (torch-autograd)" in text
    assert f"The tests alone earned {result.scorecard.earned:.2f}".rstrip("0") in text
    assert "the cap leaves 20." in text


@chromium.needed
def test_a_breach_that_the_cap_does_not_reach(read):
    assert "so the cap took nothing away" in read(made(0.05, (RULE,)))


@chromium.needed
def test_one_that_is_not_gradable_says_why_and_what_to_do(read):
    text = read(made_class.refused("ada", "the archive ada.zip is damaged"))
    assert text.startswith("Skip to") or "0 of 100 points" in text
    assert "The archive ada.zip is damaged." in text
    assert "Hand in a folder" in text
    assert "Exercises" not in text


def test_the_page_of_the_record_is_the_page_of_the_result():
    result = made(0.7)
    assert feedback.page(result) == feedback.page_of(read_back.of(result))


def test_hidden_tests_are_told_by_title_outcome_and_hint_alone():
    result = made(0.5)
    text = feedback.page(result)
    hidden = [t for e in result.scorecard.exercises for t in e.tests if t.visibility == "hidden"]
    shown = {t.name.partition("[")[0] for e in result.scorecard.exercises for t in e.tests if t.visibility == "visible"}
    assert hidden
    for test in hidden:
        assert not test.message or test.message not in text
        assert not re.search(rf"\b{re.escape(test.name)}(?!\w| *:)", text) or test.name.partition("[")[0] in shown


def test_a_page_loads_nothing():
    text = feedback.page(made(0.5))
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"(src|href)=\"(?!#)", text)
    assert "<script" not in text
