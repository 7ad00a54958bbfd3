"""Exercise `scale`: a layer that multiplies, forward and back."""

from typing import Any

from grader.testing.draw import Draw
from grader.testing.expect import close, hinting


def test_forward(student: Any, draw: Draw) -> None:
    """Scale.forward multiplies by the factor"""
    x = draw.normal(4, 3)
    close("Scale.forward", student.Scale(2.5).forward(x), 2.5 * x, wrong={"That is x: multiply it by the factor.": x})


def test_backward(student: Any, draw: Draw) -> None:
    """Scale.backward multiplies the gradient by the factor"""
    x, g = draw.normal(4, 3), draw.normal(4, 3)
    layer = student.Scale(-1.5)
    layer.forward(x)
    with hinting("See the lesson: the chain rule, with the slope of a straight line."):
        wrong = {"The gradient comes back as it is: multiply it by the slope.": g, "That is the output.": -1.5 * x}
        close("Scale.backward", layer.backward(g), -1.5 * g, wrong=wrong)
