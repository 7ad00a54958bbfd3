"""`python -m pytest` runs the public tests on your package, in this process, and says what `check.py` says."""

import importlib
import random
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from checks import settings
from checks.student import local
from checks.testing.verdict import verdict

HERE = Path(__file__).parent
SUITES = HERE / "checks" / "assignment" / "suites"
PACKAGE = settings.read().settings.package


@pytest.fixture
def student() -> Any:
    """Your package."""
    return local.student(importlib.import_module(PACKAGE))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The same values in each run of a test."""
    return random.Random(request.node.nodeid).getrandbits(48)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The reason and the hint of a public test in place of a traceback through the checks; of yours, your own lines."""
    report = yield
    if call.excinfo is not None and report.failed and item.path.is_relative_to(SUITES):
        _, message, hint = verdict(call.excinfo.value, SUITES)
        lines = [*own_lines(call.excinfo), message, *([f"Hint: {hint}"] if hint else [])]
        report.longrepr = "\n".join(lines)
    return report


def own_lines(error: pytest.ExceptionInfo[BaseException]) -> list[str]:
    """`package/file.py:31: y = x * self.w` for each line of yours that an exception passed."""
    cause: BaseException | None = error.value
    while cause is not None and cause.__cause__ is not None:
        cause = cause.__cause__
    entries = pytest.ExceptionInfo.from_exception(cause).traceback if cause is not None else []
    return [
        f"{entry.path.relative_to(HERE).as_posix()}:{entry.lineno + 1}: {str(entry.statement).strip()}"
        for entry in entries
        if isinstance(entry.path, Path) and entry.path.is_relative_to(HERE / PACKAGE)
    ]
