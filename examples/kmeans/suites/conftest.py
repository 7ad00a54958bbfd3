"""What both suites share. The fixtures `student` and `seed` come from whoever runs them (grader.testing.session)."""

import numpy as np
import pytest


@pytest.fixture
def draw(seed: int) -> np.random.Generator:
    """Values of this test's own, drawn after the submission was loaded."""
    return np.random.default_rng(seed)
