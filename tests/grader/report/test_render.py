"""Pages: whatever comes from outside is escaped, and a policy lets nothing run but the page's own."""

import base64
import csv
import hashlib
import io
import re

import jinja2
import pytest

from grader.report import render


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
