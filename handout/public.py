"""The grader's suites → what students may run of them: the visible tests and whatever these need.

    suite + names of visible tests  →  suite            rubric + visible tests  →  rubric, and what stays hidden

A statement of a suite stays if a visible test reaches its name, directly or through others; imports that nothing
needs any more go. So no word of a hidden test is handed out.
"""

import ast
from collections.abc import Iterable
from typing import Any

import libcst as cst

WITHHELD = ("derivatives", "places", "public")  # of the settings


def visible_tests(exercise: dict[str, Any]) -> list[str]:
    """The tests of a rubric's exercise that students may see."""
    default = exercise.get("visibility", "hidden")
    return [name for name, test in exercise["tests"].items() if test.get("visibility", default) == "visible"]


def visible_part(source: str, tests: Iterable[str]) -> str:
    """The suite, cut down to `tests` and what they need."""
    module, tree = cst.parse_module(source), ast.parse(source)
    defines = [_defined(node) for node in tree.body]
    uses = [{n.id for n in ast.walk(node) if isinstance(n, ast.Name)} for node in tree.body]
    reached, fresh = set[str](), set(tests)
    while fresh:
        reached |= fresh
        fresh = {n for d, used in zip(defines, uses, strict=True) if d & reached for n in used} - reached
    body: list[cst.BaseCompoundStatement | cst.SimpleStatementLine] = []
    gap: tuple[cst.EmptyLine, ...] = ()  # what stood before a statement that went is left before the next one
    for place, (statement, names) in enumerate(zip(module.body, defines, strict=True)):
        kept = statement if place == 0 or names & reached else None
        if isinstance(tree.body[place], ast.Import | ast.ImportFrom):
            kept = _needed_import(statement, reached)
        lines = tuple(line for line in statement.leading_lines if line.comment is None)
        gap = max(gap, lines, key=len)
        if kept is not None:
            body.append(kept.with_changes(leading_lines=[*gap[len(lines) :], *kept.leading_lines]))
            gap = ()
    return module.with_changes(body=body).code


def _defined(node: ast.stmt) -> set[str]:
    """The names that a top-level statement gives a meaning to; none for imports, which are cut apart on their own."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign() | ast.AnnAssign():
            return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return set()


def _needed_import(
    statement: cst.BaseCompoundStatement | cst.SimpleStatementLine, reached: set[str]
) -> cst.SimpleStatementLine | None:
    """The import with the names that are needed, or nothing."""
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    imported = line.body[0]
    if not isinstance(imported, cst.Import | cst.ImportFrom) or isinstance(imported.names, cst.ImportStar):
        return line
    kept = [name for name in imported.names if _bound(name) in reached]
    if not kept:
        return None
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return line.with_changes(body=[imported.with_changes(names=kept)])


def _bound(alias: cst.ImportAlias) -> str:
    """The name that an import gives: `n` for `torch.nn as n`, `torch` for `torch.nn`."""
    return alias.evaluated_alias or alias.evaluated_name.partition(".")[0]


def visible_rubric(rubric: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """The rubric of the visible tests, each worth what it is worth in the whole one; what is hidden, by exercise."""
    shown: dict[str, Any] = {"assignment": rubric["assignment"], "cap": 0.0, "exercises": {}}
    hidden: dict[str, dict[str, float]] = {}
    seen: set[str] = set()
    for key, exercise in rubric["exercises"].items():
        names = visible_tests(exercise)
        seen |= {f"{key}.{name}" for name in names}
        total = sum(test.get("weight", 1) for test in exercise["tests"].values())
        own = sum(exercise["tests"][name].get("weight", 1) for name in names)
        hidden[key] = {
            "tests": len(exercise["tests"]) - len(names),
            "points": round(exercise["points"] * (1 - own / total), 4),
        }
        tests = {name: _row(exercise["tests"][name], key, seen) for name in names}
        if tests:
            points = round(exercise["points"] * own / total, 4)
            shown["exercises"][key] = {
                "title": exercise["title"], "points": points, "visibility": "visible", "tests": tests
            }  # fmt: skip
    return shown, hidden


def visible_settings(settings: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """The settings that speak of visible tests; which derivatives are watched is the grader's business."""
    tests = {f"{key}.{name}" for key, exercise in shown["exercises"].items() for name in exercise["tests"]}
    kept = {name: value for name, value in settings.items() if name not in WITHHELD}
    return kept | {"script_tests": [name for name in settings.get("script_tests", ()) if name in tests]}


def _row(test: dict[str, Any], key: str, seen: set[str]) -> dict[str, Any]:
    """A visible test's weight and parts, and those of its needs that are visible, too."""
    needs = [need for need in test.get("needs", ()) if (need if "." in need else f"{key}.{need}") in seen]
    kept = {"needs": needs, "each": test.get("each")}
    return {"weight": test.get("weight", 1), **{name: value for name, value in kept.items() if value}}
