"""Pages: whatever comes from outside is escaped, and a policy lets nothing run but the page's own."""

import base64
import csv
import hashlib
import io
import re

import jinja2
import pytest

from grader.report import render
from grader.report.handed_in import Line, Note


def said(source, **values):
    """What a template of a line gives, in the environment of the pages."""
    return render.environment().from_string(source).render(**values)


def test_what_comes_from_outside_is_escaped():
    assert said("{{ x }} {{ x|sentence }}", x="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34; &lt;b&gt;&amp;&#39;&#34;."


def test_a_value_that_is_missing_is_no_empty_place():
    with pytest.raises(jinja2.UndefinedError):
        said("{{ nothing }}")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("anna", "anna"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("../up", "..%2Fup"),
        ("a?b#c%", "a%3Fb%23c%25"),
        ("Zoë", "Zo%C3%AB"),
        ("\udcffodd", "%FFodd"),
    ],
)
def test_a_file_name_is_a_relative_address(name, address):
    assert render.href(name) == address


def test_a_line_of_a_csv_is_read_back():
    cells = ["anna", "waive", 'a "word", and more', "", "two\nlines"]
    assert next(csv.reader(io.StringIO(render.csv_line(cells), newline=""))) == cells


def test_the_policy_names_its_own_style_and_script_by_their_hash():
    policy = said("{{ policy }}").replace("&#39;", "'")
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    (named,) = re.findall(r"style-src '(sha256-[^']+)'", policy)
    style = hashlib.sha256(said("{{ css }}").encode()).digest()
    assert named == f"sha256-{base64.b64encode(style).decode()}"


@pytest.mark.parametrize(("policy", "script"), [("policy_with_script", "js"), ("policy_of_one", "waive")])
def test_a_page_with_a_script_runs_that_one_alone(policy, script):
    text = said(f"{{{{ {policy} }}}}").replace("&#39;", "'")
    digest = base64.b64encode(hashlib.sha256(said(f"{{{{ {script} }}}}").encode()).digest()).decode()
    assert re.findall(r"script-src '([^']+)'", text) == [f"sha256-{digest}"]


def test_lines_without_notes_are_one_text_and_say_the_same():
    lines = [Line(number, f"x < {number} & 'y'") for number in range(1, 500)]
    noted = Line(500, "<b>", (Note("raised", "here"),))
    left_out = Line(0, "… 7 lines left out")
    first, *middle, last = render.runs([*lines, noted, left_out, Line(508, "\x0c"), Line(509, "")])
    assert middle == [noted, left_out]
    each = '{% for line in lines %}<span data-n="{{ line.number }}">{{ line.text }}\n</span>{% endfor %}'
    assert first == said(each, lines=lines) == said("{{ text }}", text=first)  # escaped once
    assert last == '<span data-n="508">\x0c\n</span><span data-n="509">\n</span>'


def test_everybody_in_a_list_is_a_link_whatever_the_name():
    text = said("{{ ids | links }}", ids=["anna", "a?b", "<b>"])
    assert text.split(", ") == [
        '<a href="anna/index.html">anna</a>', '<a href="a%3Fb/index.html">a?b</a>',
        '<a href="%3Cb%3E/index.html">&lt;b&gt;</a>',
    ]  # fmt: skip
    assert not said("{{ ids | links }}", ids=[])
