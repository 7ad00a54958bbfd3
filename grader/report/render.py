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
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from grader import settings
from grader.report.handed_in import Line
from grader.report.words import WORDS, count, percent, points, sentence, signed
from grader.scoring.scorecard import TestScore

HERE = Path(__file__).parent / "pages"


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
        points=points,
        percent=percent,
        href=href,
        words=WORDS.get,
        count=count,
        sentence=sentence,
        csv=csv_line,
        signed=signed,
        apart=apart,
        runs=runs,
        links=links,
    )
    made.globals.update(css=_inlined("pages.css"), js=_inlined("class.js"), waive=_inlined("waive.js"))
    made.globals.update(
        policy=_policy(style="pages.css"),
        policy_with_script=_policy("pages.css", "class.js"),
        policy_of_one=_policy("pages.css", "waive.js"),
        settings=settings.read().settings,
        anchors={},
    )
    return made


def page(template: str, **values: Any) -> str:
    """The page as text."""
    return environment().get_template(template).render(**values)


@functools.cache
def makers() -> str:
    """A hash of all that pages are made with: templates, style, scripts, and the code of this room."""
    texts = [path.read_bytes() for path in sorted((*HERE.iterdir(), *HERE.parent.glob("*.py")))]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


def csv_line(cells: Sequence[str]) -> str:
    """The cells as one line of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)  # known to the writer, which quotes a cell that holds one
    return text.getvalue().removesuffix("\r\n")


def apart(tests: Sequence[TestScore]) -> tuple[list[TestScore], list[TestScore]]:
    """Those that did not pass, and those that did."""
    missed, passed = list[TestScore](), list[TestScore]()
    for test in tests:
        (passed if test.outcome == "passed" else missed).append(test)
    return missed, passed


def runs(lines: Sequence[Line]) -> Iterator[Line | Markup]:
    """Lines with something to say each by itself; all that stand between two of them as one text, escaped at once."""
    for plain, run in groupby(lines, lambda line: bool(line.number and not line.notes)):
        if not plain:
            yield from run
            continue
        listed = list(run)
        texts = str(escape("\n".join(line.text for line in listed))).split("\n")
        pairs = zip(listed, texts, strict=True)
        yield Markup("".join(f'<span data-n="{line.number}">{text}\n</span>' for line, text in pairs))  # noqa: S704


def links(ids: Iterable[str]) -> Markup:
    """Everybody by name, each a link to the page; a class is named many times over, in a list for each mistake."""
    return Markup(", ".join(map(_link, ids)))  # noqa: S704  each is escaped


@functools.lru_cache(maxsize=1 << 14)
def _link(id: str) -> str:
    return f'<a href="{href(id)}/index.html">{escape(id)}</a>'


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
