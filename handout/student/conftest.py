"""`python -m pytest` runs the public tests on your package, in this process."""

import importlib
import random
from typing import Any

import pytest

from checks import local


@pytest.fixture
def student() -> Any:
    """Your package `framework`."""
    return local.student(importlib.import_module("framework"))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The same values in each run of a test."""
    return random.Random(request.node.nodeid).getrandbits(48)
