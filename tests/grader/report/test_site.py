"""The pages of a class, looked at in a real browser: 1,000 rows and 3, light and dark, with hostile words in them."""

import json
import random
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from grader.report import roll, scores_json, site
from tests import browser as chromium
from tests.grader import made_class

NAMES = ('"><img src=x onerror=alert(1)>', "a?b#c%20d", "javascript:alert(1)", "Zoë & Łukasz's", " leading space")
CONTRAST = Path(__file__).with_name("contrast.js").read_text()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    made_class.build(folder, 1000)
    site.write(folder)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Three, and as many as there are names that a page must not fall for."""
    folder = tmp_path_factory.mktemp("small")
    made_class.build(folder, 3)
    draw = random.Random(1)
    roster = json.loads((folder / "roster.json").read_text())
    for name in NAMES:
        scores_json.write(made_class.result(name, 0.9, draw), folder / name)
        roster[name] = {"name": made_class.NASTY, "email": "<b>x</b>@example.org", "late": made_class.NASTY}
    (folder / "roster.json").write_text(json.dumps(roster))
    site.write(folder)
    return folder


@pytest.fixture(scope="module")
def driver():
    with chromium.browser() as driver:
        yield driver


def open_page(driver, path):
    driver.get(path.as_uri())
    assert driver.get_log("browser") == []


def column(driver, number):
    script = (
        "return Array.from(document.querySelectorAll('.roll tbody tr'), (row) => row.cells[arguments[0]].textContent)"
    )
    return driver.execute_script(script, number)


def shown(driver):
    return len(driver.find_elements(By.CSS_SELECTOR, ".roll tbody tr"))


def show_all(driver):
    driver.find_element(By.CSS_SELECTOR, ".tools button").click()


@chromium.needed
def test_a_thousand_rows_sort_by_click_and_by_key(driver, large):
    open_page(driver, large / "index.html")
    show_all(driver)
    assert shown(driver) == 1000  # the last one cannot be read, and has a row all the same
    heads = driver.find_elements(By.CSS_SELECTOR, ".roll thead th")
    total = next(head for head in heads if head.text.strip() == "total")
    number = heads.index(total)
    every = sorted((float(text or -1) for text in column(driver, number)), reverse=True)
    button = total.find_element(By.TAG_NAME, "button")
    button.click()
    assert [float(text or -1) for text in column(driver, number)] == every[: shown(driver)]  # of all of them
    show_all(driver)
    assert [float(text or -1) for text in column(driver, number)] == every
    assert [h.get_attribute("aria-sort") for h in heads].count("none") == len(heads) - 1
    assert total.get_attribute("aria-sort") == "descending"
    button.send_keys(Keys.ENTER)
    assert total.get_attribute("aria-sort") == "ascending"
    assert [float(text or -1) for text in column(driver, number)] == every[::-1][: shown(driver)]


@chromium.needed
def test_rows_are_made_as_they_are_needed_and_in_their_order(driver, large):
    open_page(driver, large / "index.html")
    assert driver.execute_script("return document.querySelectorAll('*').length") < 8000  # 300 of each mistake's links
    few = shown(driver)
    assert 50 <= few <= 200
    table = driver.find_element(By.CLASS_NAME, "roll")
    assert table.get_attribute("aria-rowcount") == "1001"  # with the heading
    driver.execute_script("document.querySelector('.more').scrollIntoView()")
    WebDriverWait(driver, 60).until(lambda _: shown(driver) == 2 * few)
    button = driver.find_element(By.CSS_SELECTOR, ".more button")
    driver.execute_script("arguments[0].focus({preventScroll: true}); scrollTo(0, 0)", button)
    button.send_keys(Keys.ENTER)
    there = shown(driver)
    assert there >= 3 * few
    focused = driver.execute_script("return document.activeElement.closest('tr').rowIndex")
    assert focused % few == 1  # the first of the new ones, behind the heading
    script = "return Array.from(document.querySelectorAll('.roll tr'), (row) => row.getAttribute('aria-rowindex'))"
    assert driver.execute_script(script) == [str(number) for number in range(1, there + 2)]
    assert column(driver, 0) == [f"student-{number:04}" for number in range(there)]
    driver.switch_to.active_element.send_keys(Keys.TAB)
    assert driver.execute_script("return document.activeElement.closest('tr').rowIndex") == focused + 1


@chromium.needed
def test_everything_goes_to_the_printer(driver, large):
    open_page(driver, large / "index.html")
    listed = "return document.querySelectorAll('[aria-labelledby=problems] li').length"
    few = driver.execute_script(listed)
    driver.execute_cdp_cmd("Page.printToPDF", {"pageRanges": "1"})
    assert shown(driver) == 1000
    assert few < 20 < driver.execute_script(listed) == len(roll.read(large).problems)


@chromium.needed
def test_searching_and_choosing(driver, large):
    open_page(driver, large / "index.html")
    search = driver.find_element(By.CSS_SELECTOR, "input[type=search]")
    search.send_keys("STUDENT nº 421")
    assert shown(driver) == 1
    assert driver.find_element(By.TAG_NAME, "output").text == "1 of 1,000 shown"
    search.clear()
    search.send_keys("nobody at all")
    assert shown(driver) == 0
    search.clear()
    search.send_keys(Keys.TAB, "capped")
    assert shown(driver) == len([r for r in roll.read(large).records.values() if r.policy.capped]) > 10


@pytest.fixture
def named(tmp_path):
    """A class of names that are typed in many ways, one of them missing."""
    made_class.build(tmp_path, 40)
    people = ("José Núñez", "Jürgen Müller", "Łukasz Ørsted", "Rosa Straße")
    roster = {f"student-{n:04}": {"name": people[n] if n < 3 else f"Student {n}"} for n in range(39)}
    roster["gone"] = {"name": people[3]}
    (tmp_path / "roster.json").write_text(json.dumps(roster))
    site.write(tmp_path)
    return tmp_path / "index.html"


@chromium.needed
def test_a_search_takes_no_account_of_accents_and_capitals_and_finds_the_missing(driver, named):
    open_page(driver, named)
    search = driver.find_element(By.CSS_SELECTOR, "input[type=search]")
    for typed, name in (
        ("Jose", "José Núñez"), ("NUNEZ", "José Núñez"), ("muller jur", "Jürgen Müller"), ("Mueller", "Jürgen Müller"),
        ("MÜLLER", "Jürgen Müller"), ("lukasz", "Łukasz Ørsted"), ("orsted", "Łukasz Ørsted"),
        ("strasse", "Rosa Straße"),
    ):  # fmt: skip
        search.clear()
        search.send_keys(typed)
        [row] = driver.find_elements(By.CSS_SELECTOR, ".roll tbody tr:not([hidden])")
        assert name in row.text, typed
    assert "nothing handed in" in row.text
    search.clear()
    search.send_keys(Keys.TAB, "without")
    assert shown(driver) == 2  # and one that cannot be read


@chromium.needed
@pytest.mark.parametrize("width", [1400, 390])
def test_the_heading_of_the_table_stays_in_sight(driver, named, width):
    size = {"width": width, "height": 600, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        open_page(driver, named)
        driver.execute_script(
            "const box = document.querySelector('.tall'), row = box.querySelector('tbody tr:nth-child(30)');"
            "box.scrollIntoView(); row.scrollIntoView({block: 'center'});"
        )
        top, bottom, left = driver.execute_script(
            "const place = document.querySelector('.roll thead th').getBoundingClientRect();"
            "return [place.top, place.bottom, place.left]"
        )
        assert 0 <= top < bottom < 600
        hit = driver.execute_script(
            "return document.elementFromPoint(arguments[0], arguments[1]).closest('thead') !== null", left + 5, top + 5
        )
        assert hit, "something lies over the heading"
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@chromium.needed
def test_everybody_with_a_mistake_is_a_link_away(driver, named):
    open_page(driver, named)
    who = driver.find_element(By.CSS_SELECTOR, "[aria-labelledby=mistakes] .who-all")
    number = int(who.find_element(By.TAG_NAME, "summary").text.rpartition(" ")[2])
    assert not who.find_elements(By.TAG_NAME, "a")
    who.find_element(By.TAG_NAME, "summary").click()
    WebDriverWait(driver, 60).until(lambda _: who.find_elements(By.TAG_NAME, "a"))
    links = who.find_elements(By.TAG_NAME, "a")
    assert len({link.get_attribute("href") for link in links if link.is_displayed()}) == number > 8
    test = driver.find_element(By.ID, f"t-errors-{made_class.UNFAIR}")  # which everybody fails
    driver.execute_script("document.querySelectorAll('details').forEach((each) => each.open = true)")
    graded = len(roll.read(named.parent).graded)
    WebDriverWait(driver, 60).until(lambda _: len(test.find_elements(By.CSS_SELECTOR, ".who-all a")) == graded)


@chromium.needed
def test_every_link_leads_to_a_file(driver, small):
    open_page(driver, small / "index.html")
    script = "return Array.from(document.links, (link) => link.href)"
    pages = set(driver.execute_script(script))
    assert {unquote(urlsplit(page).path) for page in pages if "#" not in page} == {
        str(small / name / "index.html") for name in (*NAMES, "student-0000", "student-0001")
    }
    for page in sorted(page for page in pages if "#" not in page):
        driver.get(page)
        for link in driver.execute_script(script):
            assert urlsplit(link).scheme == "file"
            assert Path(unquote(urlsplit(link).path)).is_file(), link
        driver.find_element(By.LINK_TEXT, "The student’s own page").click()
        assert "points" in driver.find_element(By.TAG_NAME, "h1").text


@chromium.needed
def test_words_of_a_submission_stay_words(driver, small):
    for path in [small / "index.html", *(small / name / file for name in NAMES for file in site.FILES)]:
        open_page(driver, path)
        assert driver.find_elements(By.TAG_NAME, "img") == []
        assert len(driver.find_elements(By.TAG_NAME, "script")) == (path.name == "index.html")  # ours
        assert driver.title != "owned"
    open_page(driver, small / "index.html")
    assert made_class.NASTY in driver.find_element(By.CLASS_NAME, "roll").text


@chromium.needed
def test_the_policy_stops_what_should_ever_get_in(driver, small):
    for path in (small / "index.html", small / "student-0000" / "index.html", small / "student-0000" / "feedback.html"):
        open_page(driver, path)
        driver.execute_script(
            "const s = document.createElement('script'); s.textContent = 'document.title = \"owned\"';"
            "document.body.append(s);"
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = `owned`\">')"
        )
        time.sleep(0.1)
        assert driver.title != "owned"
        assert "Content Security Policy" in str(driver.get_log("browser"))


@chromium.needed
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(driver, large, small, scheme):
    chromium.scheme(driver, scheme)
    pages = ("index.html", "student-0000/index.html", "student-0001/feedback.html")
    for path in (*(small / page for page in pages), large / "student-0017" / "feedback.html", large / "index.html"):
        open_page(driver, path)
        driver.execute_script("document.querySelectorAll('details').forEach((each) => each.open = true)")
        pairs, weak = driver.execute_script(CONTRAST)
        assert pairs > 3
        assert weak == [], path


@chromium.needed
def test_structure_for_those_who_do_not_see(driver, small):
    for page in ("index.html", "student-0000/index.html", "student-0000/feedback.html"):
        open_page(driver, small / page)
        ids = driver.execute_script("return Array.from(document.querySelectorAll('[id]'), (each) => each.id)")
        assert len(ids) == len(set(ids))
        assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
        assert [len(driver.find_elements(By.TAG_NAME, name)) for name in ("h1", "main", "header")] == [1, 1, 1]
        assert driver.execute_script("return document.querySelectorAll('th:not([scope])').length") == 0
        assert driver.execute_script(
            "return Array.from(document.querySelectorAll('input, select')).every((each) => each.labels.length)"
        )
        driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
        assert driver.switch_to.active_element.text.startswith("Skip to")


@chromium.needed
def test_it_reads_without_scripts_and_prints(driver, small):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get((small / "index.html").as_uri())
        assert not driver.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
        assert len(driver.find_elements(By.CSS_SELECTOR, ".roll tbody tr")) == 3 + len(NAMES)
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        open_page(driver, small / "index.html")
        assert not driver.find_element(By.CSS_SELECTOR, ".tools").is_displayed()
        script = "return document.getElementById('t-linear-test_forward').checkVisibility()"
        assert driver.execute_script(script), "a closed part stays out of the print"
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@chromium.needed
def test_a_narrow_window_needs_no_sideways_scrolling(driver, small):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    try:
        for page in ("index.html", "student-0000/index.html", "student-0000/feedback.html"):
            open_page(driver, small / page)
            assert driver.execute_script("return document.documentElement.scrollWidth") <= 390, page
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
