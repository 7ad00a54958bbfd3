"""The plain way to grade, for comparison: a pytest plugin that gives suites the package in their own process.

    cd SUBMISSION && python -m pytest -p grader.checkup.plain_pytest …/grader/assignment/suites

No walls, no journal, no report: what a course writes in an afternoon. Only `bench` uses it.
"""

import importlib
import random
from typing import Any

import pytest

from grader import settings
from grader.student import local


@pytest.fixture
def student() -> Any:
    """The package in the current folder, imported here."""
    return local.student(importlib.import_module(settings.read().settings.package))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """A number of this test's own."""
    return random.Random(request.node.nodeid).getrandbits(48)
