"""What must not leave the house: no statement of the solution's bodies, no word of a hidden test."""

import ast
import json
import re
import tomllib

import pytest

from tests.handout.student import FILES, ROOT, STUDENT

NO_SECRET = {"self.update_in_value(x)", "super().__init__()", "torch.set_grad_enabled(False)", "return x"}
"""What the contract tells every student to write, word for word."""

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source):
    """Qualified name → function, of the top level and of classes."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, FUNCTIONS):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}": inner for inner in node.body if isinstance(inner, FUNCTIONS)}
    return found


def squeezed(text):
    """Lines in which layout and the choice of quotes make no difference; escaped line ends are line ends, too."""
    lines = text.replace("\\n", "\n").replace("'", '"').replace('\\"', '"').splitlines()
    return "\n".join(re.sub(r"\s+", "", line) for line in lines)


def statements(function):
    """Every statement of a body, at any depth, as text; of a compound one its head."""
    for node in ast.walk(function):
        if not isinstance(node, ast.stmt) or node is function:
            continue
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        virtual = isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node)
        if docstring or virtual or isinstance(node, ast.Pass | ast.Try):
            continue
        text = ast.unparse(node)
        yield text.splitlines()[0] if hasattr(node, "body") else text


def solution():
    """(where, statement) of every function of the solution that the handout has not whole."""
    for files in FILES.values():
        for file in files:
            ours = functions((ROOT / file).read_text("utf-8"))
            theirs = functions((STUDENT / file).read_text("utf-8"))
            for name, function in ours.items():
                if name in theirs and ast.dump(theirs[name]) == ast.dump(function):
                    continue
                yield from ((f"{file}: {name}", text) for text in statements(function))


def texts():
    """Every file of the handout as text, and each cell of the notebook."""
    for path in sorted(STUDENT.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            text = path.read_bytes().decode("utf-8")
            yield path.relative_to(STUDENT).as_posix(), text
            if path.suffix == ".ipynb":
                cells = json.loads(text)["cells"]
                yield from ((f"{path.name}: {cell['id']}", "".join(cell["source"])) for cell in cells)


def plain(text):
    """A text as it stands and, where it is Python, also as one line a statement, without comments."""
    code = text.partition("\n")[2] if text.startswith("%%writefile") else text
    try:
        return squeezed(text) + "\n" + squeezed(ast.unparse(ast.parse(code)))
    except SyntaxError:  # prose, data, a cell with a magic
        return squeezed(text)


def found(statement, squashed):
    """Whether the statement stands there, and not only the beginning or the end of another one."""
    return re.search(rf"(?<![\w.]){re.escape(squeezed(statement))}(?![\w(\[=*/+<>-]|\.\w)", squashed) is not None


def everyday():
    """Statements such as `return None`, that code which knows nothing of the solution has, too."""
    for package in ("grader", "reference"):
        for path in (ROOT / package).rglob("*.py"):
            if "suites" not in path.parts:
                for function in functions(path.read_text("utf-8")).values():
                    yield from statements(function)


def test_no_statement_of_the_solution_is_handed_out():
    common = NO_SECRET | set(everyday())
    bodies = {text: where for where, text in solution() if text not in common}
    assert len(bodies) > 150, "expected the solution's statements, found hardly any"
    handed_out = {name: plain(text) for name, text in texts()}
    leaks = [
        f"{name} has “{text}” of {where}"
        for text, where in bodies.items()
        for name, squashed in handed_out.items()
        if found(text, squashed)
    ]
    assert not leaks, "\n".join(leaks)


def test_the_search_finds_what_is_there():
    """Given files are handed out whole: their statements are found by the same search."""
    given = functions((ROOT / "framework/data.py").read_text("utf-8"))["disk"]
    squashed = {name: plain(text) for name, text in texts()}["framework/data.py"]
    assert len(list(statements(given))) == 6
    assert all(found(text, squashed) for text in statements(given))


def test_nothing_is_compiled_and_no_output_is_kept():
    listed = [path for path in STUDENT.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in listed} <= {".py", ".md", ".txt", ".toml", ".json", ".ini", ".ipynb", ""}
    for cell in json.loads((STUDENT / "assignment.ipynb").read_text("utf-8"))["cells"]:
        assert not cell.get("outputs"), cell["id"]
        assert cell.get("execution_count") is None, cell["id"]


def hidden():
    rubric = tomllib.loads((ROOT / "grader" / "assignment" / "rubric.toml").read_text("utf-8"))
    for key, exercise in rubric["exercises"].items():
        for name, test in exercise["tests"].items():
            if test.get("visibility", exercise.get("visibility", "hidden")) == "hidden":
                yield key, name


@pytest.mark.parametrize("exercise", FILES)
def test_no_hidden_test_is_handed_out(exercise):
    """Neither its name, nor its title, nor a statement that no public test has."""
    suite = functions((ROOT / f"grader/assignment/suites/test_{exercise}.py").read_text("utf-8"))
    place = STUDENT / "checks" / "assignment" / "suites" / f"test_{exercise}.py"
    public = functions(place.read_text("utf-8")) if place.is_file() else {}
    secret = [name for key, name in hidden() if key == exercise]
    assert secret, "expected hidden tests in every exercise"
    assert not set(secret) & set(public)
    everything = "\n".join(text for _, text in texts())
    for name in secret:
        assert f'"""{ast.get_docstring(suite[name])}' not in everything, name
    shared = {text for function in public.values() for text in statements(function)}
    own = {text for name in secret for text in statements(suite[name])} - shared
    checked = squeezed(place.read_text("utf-8")) if place.is_file() else ""
    long = [text for text in own if len(text) > 50]
    assert [text for text in long if squeezed(text) in checked] == []
