"""What all suites share. The fixtures `student` and `seed` come from whoever runs them (grader.testing.session)."""

import pytest

from grader.testing.draw import Draw


@pytest.fixture
def draw(seed: int) -> Draw:
    """Values of this test's own, drawn after the submission was loaded."""
    return Draw(seed)
