"""What all suites share. The fixtures `student` and `seed` come from whoever runs them (grader.testing.session)."""

import pytest

from grader.assignment.carry import Parts
from grader.testing.draw import Draw


@pytest.fixture
def draw(seed: int) -> Draw:
    """Values of this test's own, drawn after the submission was loaded."""
    return Draw(seed)


@pytest.fixture
def parts(request: pytest.FixtureRequest, student: object) -> Parts:
    """The student's parts, by what has become of their own tests."""
    try:
        kinds = request.getfixturevalue("kinds")
    except pytest.FixtureLookupError:  # suites that run without a rubric
        kinds = {}
    return Parts(student, kinds)
