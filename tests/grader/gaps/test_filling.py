"""One slip at import costs its own file: what was handed out stands in for it, and everything else stays as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import intake, settings
from grader.errors import MissingName, StudentError
from grader.gaps import Filling
from grader.records import Limits
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal
from grader.testing import session

ROOT = Path(__file__).parents[3]
ASSIGNMENT = settings.read()
LAYOUT, HANDED_OUT = ASSIGNMENT.layout, ASSIGNMENT.handed_out
WHOLE = intake.read(ROOT, LAYOUT).files
INIT = f"{LAYOUT.package}/__init__.py"
IMPORTED = [path for path in HANDED_OUT.stubs if path != LAYOUT.script] + ["framework/checks.py", "framework/errors.py"]
BY_THE_SCRIPT = ["framework/data.py", "framework/training.py"]


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote() as zygote:
        yield zygote


def broken(code: bytes) -> bytes:
    """A colon is missing at the end of a file."""
    return code + b"\n\ndef last()\n    pass\n"


def raising(code: bytes) -> bytes:
    """The body of a class at the end of a file names what is not there."""
    return code + b"\n\nclass Last:\n    x = 1\n    y = nowhere\n"


def beyond_the_parser(code: bytes) -> bytes:
    """Only the compiler sees it."""
    return code + b"\nreturn 1\n"


def null(code: bytes) -> bytes:
    """A byte that no source may hold."""
    return code + b"\0"


DAMAGES = [broken, raising, beyond_the_parser, null]


def loaded(files: dict[str, bytes], zygote: Zygote) -> Filling:
    """What a worker imports at last, of a submission of these files."""
    filling = Filling(files, LAYOUT)
    with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
        sandbox.student()
    return filling


def stub_of(path: str) -> dict[str, bytes]:
    """The solution with one file as it was handed out."""
    return WHOLE | {path: HANDED_OUT.get(path) or b""}


def said(filling: Filling) -> str:
    return "\n".join(f"{gap.file}:{gap.line} {gap.message}\n{gap.shown}" for gap in filling.gaps)


def test_a_right_solution_is_looked_at_by_nobody(zygote: Zygote) -> None:
    filling = loaded(WHOLE, zygote)
    assert (filling.files, filling.gaps, filling._tries) == (WHOLE, [], 0)


@pytest.mark.parametrize("path", IMPORTED)
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_file_in_turn_counts_as_not_written(path: str, damage, zygote: Zygote) -> None:
    filling = loaded(WHOLE | {path: damage(WHOLE[path])}, zygote)
    assert filling.files == stub_of(path)
    [gap] = filling.gaps
    assert gap.file == path
    assert ("nothing is lost" in gap.message) == (path in HANDED_OUT.given)
    assert ("counts as not written" in gap.message) == (path in HANDED_OUT.stubs)


@pytest.mark.parametrize("path", IMPORTED)
def test_each_file_in_turn_may_be_missing(path: str, zygote: Zygote) -> None:
    filling = loaded({name: code for name, code in WHOLE.items() if name != path}, zygote)
    assert filling.files == stub_of(path)
    assert [(gap.file, gap.line) for gap in filling.gaps] == [(path, 0)]


def test_line_and_caret_are_told(zygote: Zygote) -> None:
    path = "framework/optimizers.py"
    [gap] = loaded(WHOLE | {path: broken(WHOLE[path])}, zygote).gaps
    assert gap.line == WHOLE[path].count(b"\n") + 3
    assert gap.message.startswith("Python cannot read this file: expected ':'. It counts as not written")
    assert gap.shown == f"{gap.line:4}  def last()\n                ^"
    [gap] = loaded(WHOLE | {path: raising(WHOLE[path])}, zygote).gaps
    assert gap.message.startswith("This file cannot be imported: NameError: name 'nowhere' is not defined.")
    assert gap.shown == f"{gap.line:4}      y = nowhere\n          ^"


@pytest.mark.parametrize("damage", [broken, raising, null])
def test_the_first_file_of_the_package_is_a_given_one(damage, zygote: Zygote) -> None:
    filling = loaded(WHOLE | {INIT: damage(WHOLE[INIT])}, zygote)
    assert filling.files == WHOLE
    assert [gap.file for gap in filling.gaps] == [INIT]


@pytest.mark.parametrize("files", [{}, {INIT: b""}, {INIT: b"\n\n"}], ids=["missing", "empty", "blank"])
def test_a_package_without_its_first_file_would_export_nothing(files: dict[str, bytes], zygote: Zygote) -> None:
    rest = {name: code for name, code in WHOLE.items() if name != INIT}
    filling = loaded(rest | files, zygote)
    assert filling.files == WHOLE
    assert [gap.file for gap in filling.gaps] == [INIT]


def exported(files: dict[str, bytes], zygote: Zygote, *names: str) -> tuple[list[str], Filling]:
    """Those of the names that the package exports at last."""
    filling, found = Filling(files, LAYOUT), []
    with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
        student = sandbox.student()
        for name in names:
            try:
                getattr(student, name)
            except MissingName:
                continue
            found.append(name)
    return found, filling


def test_a_class_that_is_not_there_is_not_exported_and_all_else_is(zygote: Zygote) -> None:
    path = "framework/optimizers.py"
    without = WHOLE[path].replace(b"class Adam(", b"class Adan(")
    found, filling = exported(WHOLE | {path: without}, zygote, "SGD", "Adam", "Linear")
    assert found == ["SGD", "Linear"]
    [gap] = filling.gaps
    assert gap.file == INIT
    assert gap.message == f"`{path}` has no `Adam`: `Adam` is not exported, all else is."
    assert "from framework.optimizers import SGD, Adam, Optimizer" in gap.shown
    assert filling.files[path] == without
    assert b"*()" in filling.files[INIT]  # a star import asks for all of `__all__`


def test_a_class_that_other_files_need_as_well_counts_as_not_written(zygote: Zygote) -> None:
    path = "framework/module.py"
    filling = loaded(WHOLE | {path: WHOLE[path].replace(b"class Module", b"class Modul")}, zygote)
    assert filling.files == stub_of(path)
    assert "has no `Module`, which framework/" in filling.gaps[0].message


def test_a_name_that_was_never_handed_out_is_the_fault_of_who_imports_it(zygote: Zygote) -> None:
    path = "framework/sequential.py"
    files = WHOLE | {
        path: WHOLE[path].replace(b"from framework.module import Module", b"from framework.module import M")
    }
    assert loaded(files, zygote).files == stub_of(path)


def test_a_call_into_another_file_is_the_fault_of_who_calls(zygote: Zygote) -> None:
    path = "framework/linear.py"
    filling = loaded(WHOLE | {path: WHOLE[path] + b"\ncheck_size('Linear', 'x', -1)\n"}, zygote)
    assert filling.files == stub_of(path)
    assert filling.gaps[0].file == path


def test_a_helper_that_cannot_be_read_takes_with_it_who_imports_it(zygote: Zygote) -> None:
    path = "framework/linear.py"
    files = WHOLE | {path: b"from framework.own import x\n" + WHOLE[path], "framework/own.py": b"x = (\n"}
    filling = loaded(files, zygote)
    assert filling.files == stub_of(path) | {"framework/own.py": b"x = (\n"}
    assert "framework/own.py:1 Python cannot read this file: '(' was never closed. framework/linear.py" in said(filling)


def test_a_library_that_is_not_there_costs_the_file_that_asks_for_it(zygote: Zygote) -> None:
    path = "framework/losses.py"
    filling = loaded(WHOLE | {path: b"import sklearn\n" + WHOLE[path]}, zygote)
    assert filling.files == stub_of(path)
    assert "No module named 'sklearn'" in said(filling)


def test_files_in_a_layout_of_their_own_lose_what_cannot_be_imported(zygote: Zygote) -> None:
    own = {
        INIT: b"from .layers import Linear\nfrom .rest import SGD, Adam\n",
        "framework/layers.py": b"class Linear: ...\n",
        "framework/rest.py": b"class SGD:\n",
    }
    found, filling = exported(own, zygote, "Linear", "SGD", "Adam")
    assert found == ["Linear"]
    assert filling.gaps[0].file == "framework/rest.py"
    assert "framework/__init__.py, line 2, exports nothing of it: SGD, Adam." in filling.gaps[0].message


def test_a_file_under_another_name_is_named_and_not_taken(zygote: Zygote) -> None:
    path = "framework/linear.py"
    files = {name: code for name, code in WHOLE.items() if name != path} | {"framework/linear (1).py": WHOLE[path]}
    filling = loaded(files, zygote)
    assert filling.files[path] == HANDED_OUT.stubs[path]
    assert "`framework/linear (1).py` was not taken for it" in said(filling)


@pytest.mark.parametrize("path", BY_THE_SCRIPT)
@pytest.mark.parametrize("damage", [None, broken, raising])
def test_a_given_file_that_only_the_script_imports(path: str, damage, zygote: Zygote) -> None:
    files = {name: code for name, code in WHOLE.items() if name != path or damage}
    files |= {path: damage(WHOLE[path])} if damage else {}
    files |= {LAYOUT.script: f"import {path[:-3].replace('/', '.')} as found\nprint(found.__name__)\n".encode()}
    filling = Filling(files, LAYOUT)
    with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
        run = sandbox.script(LAYOUT.script)
    assert (run.status, run.stdout) == (0, f"{path[:-3].replace('/', '.')}\n"), run.stderr
    assert [gap.file for gap in filling.gaps] == [path]


def test_a_class_that_the_script_imports_and_never_uses(zygote: Zygote) -> None:
    files = WHOLE | {INIT: WHOLE[INIT].replace(b"SGD, Adam, ", b"SGD, ").replace(b'    "Adam",\n', b"")}
    for script, status in (("from framework import SGD, Adam\n", 0), ("from framework import Adam\nAdam(None)\n", 1)):
        filling = Filling(files | {LAYOUT.script: script.encode()}, LAYOUT)
        with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
            run = sandbox.script(LAYOUT.script)
        assert run.status == status, run.stderr
        [gap] = filling.gaps
        assert gap.message.startswith("`framework/__init__.py` has no `Adam`, which test.py imports. It counts as not")
    nobody = Filling(WHOLE | {LAYOUT.script: b"from framework import Nobody\n"}, LAYOUT)
    with Sandbox(nobody.files, LAYOUT.package, zygote=zygote, fill=nobody.after) as sandbox:
        assert sandbox.script(LAYOUT.script).status == 1
    assert nobody.gaps == []


def test_a_script_that_cannot_be_read_or_is_missing(zygote: Zygote) -> None:
    filling = Filling(WHOLE | {LAYOUT.script: b"x = 1\nprint(\n"}, LAYOUT)
    with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
        assert [sandbox.script(LAYOUT.script).status for _ in range(2)] == [1, 1]
        assert sandbox.script("other.py").cause == "other.py is missing"
    assert [(gap.file, gap.line) for gap in filling.gaps] == [(LAYOUT.script, 2)]


def test_nothing_is_tried_for_ever(zygote: Zygote) -> None:
    lines = "".join(f"from .one import a{i}\n" for i in range(200))
    filling = Filling({INIT: lines.encode(), "framework/one.py": b""}, LAYOUT)
    limits = Limits(exercise_cpu_seconds=60.0)
    with Sandbox(filling.files, LAYOUT.package, limits=limits, zygote=zygote, fill=filling.after) as sandbox:
        with pytest.raises(StudentError):
            sandbox.student()
        assert len(sandbox._workers) == len(filling.gaps) + 1 == 51


def test_where_nothing_was_handed_out_the_line_is_shown_all_the_same(zygote: Zygote) -> None:
    filling = Filling({INIT: b"import math\nx = (\n"}, type(LAYOUT)(LAYOUT.package, LAYOUT.script))
    with Sandbox(filling.files, LAYOUT.package, zygote=zygote, fill=filling.after) as sandbox:
        for _ in range(2):
            with pytest.raises(StudentError):
                sandbox.student()
    [gap] = filling.gaps
    assert (gap.file, gap.line, gap.shown) == (INIT, 2, "   2  x = (\n          ^")
    assert "the package cannot be imported" in gap.message


def outcomes(files: dict[str, bytes], zygote: Zygote) -> dict[str, str]:
    """What becomes of the tests of one suite and of the next, but the runs of the script and the trainings."""
    journal, filling = Journal(ASSIGNMENT.rubric), Filling(files, LAYOUT)
    training = tuple(ASSIGNMENT.rubric.exercises["training"].tests)
    with Sandbox(filling.files, LAYOUT.package, seed=3, zygote=zygote, fill=filling.after) as sandbox:
        session.run(ASSIGNMENT, lambda _: sandbox.student(), seed=3, journal=journal, leave_out=training)
    return {f"{each.exercise}.{each.name}": each.kind for each in journal}


def test_the_outcomes_are_those_of_the_stub(zygote: Zygote) -> None:
    path = "framework/losses.py"
    assert outcomes(WHOLE | {path: broken(WHOLE[path])}, zygote) == outcomes(stub_of(path), zygote)
