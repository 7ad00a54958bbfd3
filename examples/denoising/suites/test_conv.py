"""Exercise `conv`: Conv2d forward, its three gradients, accumulation, and who owns which tensor."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from grader.assignment.mistakes import in_bias, in_forward, in_input, in_kernel
from grader.errors import StudentError
from grader.testing.draw import Draw
from grader.testing.expect import close, equal, gradient, hinting
from grader.testing.mismatch import Mismatch
from reference.oracle import vjp

# N, C, O, H, W, K, stride, padding
PLAIN = ((3, 2, 4, 6, 5, 3, 1, 0), (2, 3, 3, 5, 7, 2, 1, 0), (4, 1, 1, 4, 4, 1, 1, 0), (1, 2, 5, 3, 3, 3, 1, 0))
PADDED = ((2, 3, 2, 5, 6, 3, 1, 1), (3, 2, 2, 6, 4, 3, 1, 2))
STRIDDEN = ((2, 2, 3, 8, 6, 2, 2, 0), (3, 3, 2, 7, 9, 3, 2, 0), (2, 2, 3, 7, 7, 1, 3, 0))
MOVED = (*STRIDDEN, *PADDED, (2, 2, 3, 7, 9, 3, 2, 1), (3, 1, 2, 5, 5, 3, 2, 2))
LEFT_OVER = ((2, 2, 3, 8, 9, 3, 2, 0), (3, 2, 2, 6, 8, 3, 2, 1), (2, 1, 2, 9, 10, 2, 3, 0))
FORWARD = "See the lesson: each output is the sum over channels and kernel of window times kernel, plus the bias."
BACKWARD = "See the lesson: each gradient sums over all outputs that the number had a part in."
OVERWRITTEN = "The gradient of the last call alone: backward must add to what is there, self.dw += …, not assign."
LEFT = "Where the stride does not come out even, the last rows or columns of the image are in no window: zeros there."
STALE = "backward must add in place, so that a list kept from before stays live: self.dw.add_(…), not self.dw = …."
CHANGED = "What the caller passed in was changed: compute out of place, without mul_, add_ or +=."
RANDOM = "Kernel and bias start at random numbers, drawn from torch's global generator."
SIZES = "A layer takes images and batches of any size, one after the other: keep nothing that fits one size alone."
SHAPES = "w is a tensor of the shape (out_channels, in_channels, K, K), b one of the shape (out_channels,)."


class Problem:
    """A float64 layer with numbers put in: x, w, b and g drawn for it."""

    def __init__(self, student: Any, draw: Draw, sizes: tuple[int, ...]) -> None:
        n, c, o, height, width, k, self.s, self.p = sizes
        self.who = f"Conv2d({c}, {o}, {k}, stride={self.s}, padding={self.p}) on {n} × {c} × {height} × {width}"
        with student.default_dtype(torch.float64):
            self.layer = student.Conv2d(c, o, k, stride=self.s, padding=self.p)
        self.x, self.w, self.b = draw.normal(n, c, height, width), draw.normal(o, c, k, k), draw.normal(o)
        load(student, self.layer, self.w, self.b)
        self.y = self.true(self.x, self.w, self.b)
        self.g = draw.normal(*self.y.shape)

    def true(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        """What forward ought to give."""
        return conv2d(x, w, b, self.s, self.p)


def load(student: Any, layer: Any, w: Tensor, b: Tensor) -> None:
    """Write parameters into w and b themselves, so that a wrong param() costs nothing here."""
    for name, value in (("w", w), ("b", b)):
        try:
            student.attr(layer, name).copy_(value)
        except StudentError as error:
            raise Mismatch(
                f"{name}: cannot write a tensor of shape {tuple(value.shape)} into it: {error}", SHAPES
            ) from error


def problems(student: Any, draw: Draw, every: tuple[tuple[int, ...], ...]) -> Iterator[Problem]:
    """One of each of these sizes."""
    return (Problem(student, draw, sizes) for sizes in every)


def check_forward(student: Any, draw: Draw, every: tuple[tuple[int, ...], ...]) -> None:
    """The output for each of these sizes."""
    for case in problems(student, draw, every):
        wrong = in_forward(case.x, case.w, case.b, case.s, case.p)
        with hinting(FORWARD):
            close(f"{case.who}: forward", case.layer.forward(case.x), case.y, wrong=wrong)


def check_gradient(student: Any, draw: Draw, which: int, every: tuple[tuple[int, ...], ...]) -> None:
    """The gradient with respect to x, w or b (`which`), from one backward on a fresh layer."""
    for case in problems(student, draw, every):
        with hinting(BACKWARD):
            case.layer.forward(case.x)
            came = (case.layer.backward(case.g), case.layer.dw, case.layer.db)[which]
        values = [case.x, case.w, case.b]

        def own(value: Tensor, case: Problem = case, values: list[Tensor] = values) -> Any:
            x, w, b = (value if k == which else v for k, v in enumerate(values))
            load(student, case.layer, w, b)
            return case.layer.forward(x)

        expected = vjp(case.true, values, case.g)[which]
        name = ("backward", "dw after backward", "db after backward")[which]
        with hinting(BACKWARD):
            gradient(f"{case.who}: {name}", came, expected, own, values[which], case.g, wrong=mistakes(case, which))


def mistakes(case: Problem, which: int) -> dict[str, Tensor]:
    """What the well-known mistakes of backward give for x, w or b."""
    if which == 2:
        return in_bias(case.w, case.g)
    return (in_input, in_kernel)[which](case.x, case.w, case.g, case.s, case.p)


def test_build(student: Any) -> None:
    """Conv2d(2, 5, 3) has a kernel w and a bias b, and gradients dw and db that start at zero"""
    layer = student.Conv2d(2, 5, 3)
    for name, shape in (("w", (5, 2, 3, 3)), ("b", (5,))):
        came, zeros = getattr(layer, name), getattr(layer, f"d{name}")
        with hinting(SHAPES):
            assert isinstance(came, Tensor), f"{name}: expected a tensor, got {came!r}"
            assert came.shape == shape, f"{name}: expected shape {shape}, got {tuple(came.shape)}"
        with hinting("Gradients start as zeros of their parameter's shape: dw like w, db like b."):
            equal(f"d{name} at first", zeros, torch.zeros(shape))
    for name, value in (("in_channels", 2), ("out_channels", 5), ("kernel_size", 3), ("stride", 1), ("padding", 0)):
        came = getattr(layer, name)
        with hinting(f"Keep {name} as it was given: stride is 1 and padding 0 unless said."):
            assert came == value, f"{name}: expected {value}, got {came!r}"


EXAMPLE = (
    torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 10.0]]]]),
    torch.tensor([[[[1.0, 2.0], [0.0, -1.0]]]]),
    torch.tensor([0.5]),
    torch.tensor([[[[1.0, 0.0], [2.0, -1.0]]]]),
)


def test_forward_example(student: Any) -> None:
    """forward of a 3 × 3 image and a 2 × 2 kernel, worked out by hand"""
    layer, (x, w, b, _) = student.Conv2d(1, 1, 2), EXAMPLE
    load(student, layer, w, b)
    with hinting(FORWARD):
        expected = torch.tensor([[[[0.5, 2.5], [6.5, 7.5]]]])
        close("Conv2d(1, 1, 2).forward", layer.forward(x), expected, wrong=in_forward(x, w, b, 1, 0))


def test_backward_example(student: Any) -> None:
    """backward of the same, worked out by hand"""
    layer, (x, w, b, g) = student.Conv2d(1, 1, 2), EXAMPLE
    load(student, layer, w, b)
    true = (
        torch.tensor([[[[1.0, 2.0, 0.0], [2.0, 2.0, -2.0], [0.0, -2.0, 1.0]]]]),
        torch.tensor([[[[4.0, 6.0], [10.0, 11.0]]]]),
        torch.tensor([2.0]),
    )
    wrong = (in_input(x, w, g, 1, 0), in_kernel(x, w, g, 1, 0), in_bias(w, g))
    with hinting(BACKWARD):
        layer.forward(x)
        came = (layer.backward(g), layer.dw, layer.db)
        for k, name in enumerate(("backward", "dw", "db")):
            close(f"Conv2d(1, 1, 2).{name}", came[k], true[k], wrong=wrong[k])


def test_forward(student: Any, draw: Draw) -> None:
    """forward of images of several channels, square and oblong"""
    check_forward(student, draw, PLAIN)


def test_forward_padding(student: Any, draw: Draw) -> None:
    """forward with padding: zeros on all four sides"""
    check_forward(student, draw, PADDED)


def test_forward_stride(student: Any, draw: Draw) -> None:
    """forward with a stride"""
    check_forward(student, draw, STRIDDEN)


def test_gradient_input(student: Any, draw: Draw) -> None:
    """backward returns the derivative with respect to the input"""
    check_gradient(student, draw, 0, PLAIN)


def test_gradient_input_padding(student: Any, draw: Draw) -> None:
    """backward returns that of the input alone where there was padding"""
    check_gradient(student, draw, 0, PADDED)


def test_gradient_input_stride(student: Any, draw: Draw) -> None:
    """backward with a stride: each output goes back to its own window"""
    check_gradient(student, draw, 0, STRIDDEN)


def test_gradient_kernel(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to the kernel into dw"""
    check_gradient(student, draw, 1, PLAIN)


def test_gradient_kernel_moved(student: Any, draw: Draw) -> None:
    """The same with stride and padding"""
    check_gradient(student, draw, 1, MOVED)


def test_gradient_bias(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to the bias into db"""
    check_gradient(student, draw, 2, (*PLAIN, MOVED[-1]))


def test_leftover(student: Any, draw: Draw) -> None:
    """Pixels that no window reaches get no gradient, and change nothing"""
    for case in problems(student, draw, LEFT_OVER):
        with hinting(LEFT):
            close(
                f"{case.who}: forward",
                case.layer.forward(case.x),
                case.y,
                wrong=in_forward(case.x, case.w, case.b, case.s, case.p),
            )
            expected = vjp(case.true, [case.x, case.w, case.b], case.g)
            dx, dw = case.layer.backward(case.g), case.layer.dw
            height, width = (
                k + case.s * (size - 1) - case.p for k, size in zip(case.w.shape[2:], case.y.shape[2:], strict=True)
            )
            wrong = {LEFT: expected[0][:, :, :height, :width], **mistakes(case, 0)}
            close(f"{case.who}: backward", dx, expected[0], wrong=wrong)
            close(f"{case.who}: dw", dw, expected[1], wrong=mistakes(case, 1))


def test_accumulation(student: Any, draw: Draw) -> None:
    """Two backwards add up in dw and db, and one forward serves any number of them"""
    case = Problem(student, draw, MOVED[-2])
    layer, h = case.layer, draw.normal(*case.y.shape)
    with hinting("Two backwards must add up in dw and db."):
        layer.forward(case.x)
        layer.backward(case.g)
        first = (layer.dw, layer.db)
        dx = layer.backward(h)
        second = vjp(case.true, [case.x, case.w, case.b], h)
        for k, name in enumerate(("dw", "db")):
            assert isinstance(first[k], Tensor) and first[k].any(), f"{name}: expected a gradient, got none"
            wrong = {OVERWRITTEN: second[k + 1]}
            close(f"{name} after two backwards", (layer.dw, layer.db)[k], first[k] + second[k + 1], wrong=wrong)
        close("backward called again", dx, second[0], wrong=in_input(case.x, case.w, h, case.s, case.p))


def test_lists(student: Any) -> None:
    """param() is [w, b] and gradwrtparam() [dw, db], the very tensors"""
    layer = student.Conv2d(2, 3, 3)
    for method, names in (("param", "w b"), ("gradwrtparam", "dw db")):
        came = getattr(layer, method).keep()
        with hinting(f"{method}() is the list [{', '.join(names.split())}], in this order: no copies."):
            assert isinstance(came, list | tuple) and len(came) == 2, f"{method}(): expected 2 tensors, got {came!r}"
            for each, name in zip(came, names.split(), strict=True):
                assert student.same(each, student.attr(layer, name)), f"{method}(): expected {names}, the very tensors"


def test_live(student: Any, draw: Draw) -> None:
    """Lists that were taken earlier stay live, and a number written into w counts at the next forward"""
    case = Problem(student, draw, PLAIN[0])
    with hinting(STALE):
        kept = case.layer.gradwrtparam.keep()
        case.layer.forward(case.x)
        case.layer.backward(case.g)
        for k, name in enumerate(("dw", "db")):
            equal(f"gradwrtparam()[{k}], kept from before", student.read(kept[k]), getattr(case.layer, name))
    with hinting("forward must use w and b as they are now: keep no copy of them."):
        load(student, case.layer, 2 * case.w, -case.b)
        close("forward with another kernel", case.layer.forward(case.x), case.true(case.x, 2 * case.w, -case.b))


def test_random_start(student: Any) -> None:
    """Kernel and bias start at random numbers that torch.manual_seed decides, of a fitting size"""
    drawn = []
    for seed in (3, 3, 4):
        student.manual_seed(seed)
        layer = student.Conv2d(8, 6, 3)
        drawn.append((layer.w, layer.b))
    with hinting(RANDOM):
        for k, name in enumerate(("w", "b")):
            once, again, other = (each[k] for each in drawn)
            assert once.unique().numel() > once.numel() // 2, f"{name}: expected numbers that differ"
            equal(f"{name} from the same seed", again, once)
            assert not torch.equal(once, other), f"{name}: expected other numbers from another seed"
    with hinting("The size of the first numbers is off: a bound of 1/√(C·K·K) keeps signals as large as they are."):
        spread = float(drawn[0][0].std())
        assert 0.01 < spread < 0.3, f"w: expected a standard deviation near 0.07, got {spread:.3g}"


def test_dtype(student: Any, draw: Draw) -> None:
    """float32 stays float32, float64 stays float64"""
    for dtype in (torch.float32, torch.float64):
        with student.default_dtype(dtype):
            layer = student.Conv2d(2, 3, 3, padding=1)
        x, w, b = (draw.normal(*shape, dtype=dtype) for shape in ((2, 2, 5, 5), (3, 2, 3, 3), (3,)))
        load(student, layer, w, b)
        with hinting(FORWARD):
            y = conv2d(x, w, b, 1, 1)
            close(f"forward in {dtype}", layer.forward(x), y, wrong=in_forward(x, w, b, 1, 1))
            dx = vjp(lambda x: conv2d(x, w, b, 1, 1), [x], y)[0]
            close(f"backward in {dtype}", layer.backward(y), dx, wrong=in_input(x, w, y, 1, 1))


def test_untouched(student: Any, draw: Draw) -> None:
    """Neither the input nor the incoming gradient is changed, nor what was returned before"""
    case = Problem(student, draw, MOVED[-2])
    x, g = student.keep(case.x), student.keep(case.g)
    with hinting(CHANGED):
        y = case.layer.forward.keep(x)
        before = student.read(y)
        dx = case.layer.backward.keep(g)
        gradient_before = student.read(dx)
        case.layer.forward(2 * case.x)
        case.layer.backward(2 * case.g)
        for name, kept, value in (("the input", x, case.x), ("the incoming gradient", g, case.g)):
            equal(f"{name} afterwards", student.read(kept), value)
    with hinting("Return a tensor of its own at each call: one that is kept and written again changes later."):
        equal("what forward returned, after another call", student.read(y), before)
        equal("what backward returned, after another call", student.read(dx), gradient_before)


def test_batches(student: Any, draw: Draw) -> None:
    """One layer takes batches and images of other sizes, one after the other"""
    case = Problem(student, draw, PADDED[0])
    for shape in ((1, 3, 7, 4), (5, 3, 5, 6), (2, 3, 3, 9)):
        x = draw.normal(*shape)
        y = case.true(x, case.w, case.b)
        with hinting(SIZES):
            close(f"forward on {shape}", case.layer.forward(x), y, wrong=in_forward(x, case.w, case.b, 1, 1))
            dx = vjp(lambda x: case.true(x, case.w, case.b), [x], y)[0]
            close(f"backward on {shape}", case.layer.backward(y), dx, wrong=in_input(x, case.w, y, 1, 1))
