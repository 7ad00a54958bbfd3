"""What all suites share. The fixtures `student` and `seed` come from whoever runs them (grader.testing.session)."""

from typing import Any

import pytest

from checks.assignment.carry import mend
from checks.testing.draw import Draw


@pytest.fixture
def student(request: pytest.FixtureRequest, student: Any) -> Any:
    """The submission; its cells on a sound base, where its own `Cell` is known to be wrong."""
    return mend(student, outcomes(request), request.path.stem.removeprefix("test_"))


@pytest.fixture
def so_far(request: pytest.FixtureRequest) -> dict[str, str]:
    """What has become of each earlier test, by `exercise.test_name`."""
    return outcomes(request)


@pytest.fixture
def draw(seed: int) -> Draw:
    """Values of this test's own, drawn after the submission was loaded."""
    return Draw(seed)


def outcomes(request: pytest.FixtureRequest) -> dict[str, str]:
    """The same, or nothing where the suites run without a rubric."""
    try:
        found: dict[str, str] = request.getfixturevalue("kinds")
    except pytest.FixtureLookupError:
        return {}
    return found
