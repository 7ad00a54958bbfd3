"""Templates → pages: everything from outside is escaped, style and script lie inside of the page.

The Content-Security-Policy of a page names its one style and its one script by their hash, so that nothing else
can run or load, whatever a submission managed to put into a message.
"""

import base64
import csv
import functools
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from grader import settings

HERE = Path(__file__).parent / "pages"
WORDS = {
    "passed": "passed", "failed": "failed", "blocked": "blocked", "timeout": "timed out", "crashed": "crashed",
    "not_run": "not run", "error": "grader error", "graded": "graded", "not_gradable": "not gradable",
    "grader_error": "grader error",
}  # fmt: skip


@functools.cache
def environment() -> jinja2.Environment:
    """One environment for all pages; compiled templates are kept."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        points=points, percent=percent, href=href, words=WORDS.get, count=count, sentence=sentence, csv=csv_line
    )
    made.globals.update(css=_inlined("pages.css"), js=_inlined("class.js"), waive=_inlined("waive.js"))
    made.globals.update(
        policy=_policy(style="pages.css"),
        policy_with_script=_policy("pages.css", "class.js"),
        policy_of_one=_policy("pages.css", "waive.js"),
        settings=settings.read().settings,
    )
    return made


def page(template: str, **values: Any) -> str:
    """The page as text."""
    return environment().get_template(template).render(**values)


def csv_line(cells: Sequence[str]) -> str:
    """The cells as one line of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def points(value: float) -> str:
    """At most two decimals, and no more than needed: 12, 12.5, 87.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share in whole per cent, yet never 100 % or 0 % where it is not all or nothing."""
    whole = round(100 * share)
    whole = min(whole, 99) if share < 1 else whole
    return f"{max(whole, 1) if share > 0 else whole}\u202f%"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 test, 3 tests, 1,000 tests."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(words: str) -> str:
    """Words as a sentence: a capital first, unless a file name is, and a full stop last."""
    if not set("./") & set(words.partition(" ")[0]):
        words = words[:1].upper() + words[1:]
    return words + ("" if not words or words[-1] in ".!?" else ".")


def href(name: str) -> str:
    """A file name as a relative address: no scheme, no query, no way out of the folder."""
    return quote(os.fsencode(name), safe="")


def _inlined(name: str) -> Markup:
    """A file of ours as it goes into a page."""
    return Markup(_text(name))  # noqa: S704  our own text


def _policy(style: str, script: str = "") -> str:
    """What a page may load: its own style and script, nothing else."""
    scripts = f"'{_hash(script)}'" if script else "'none'"
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src {scripts}; base-uri 'none'; form-action 'none'"


def _hash(name: str) -> str:
    digest = hashlib.sha256(_text(name).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _text(name: str) -> str:
    return (HERE / name).read_text("utf-8")
