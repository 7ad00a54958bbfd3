"""Every public operation that the list allows gives in a worker what it gives here, though much is out of order there.

Arguments are found by trying: the first of a table that an operation takes here is what it gets there.
"""

import contextlib
import math
import tomllib
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader import settings
from grader.errors import StudentError, WorkerFailure
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.screen.rule import tables_of

pytestmark = pytest.mark.filterwarnings("ignore")  # of torch, about what is deprecated


def words(text):
    """A list as the TOML files write it."""
    return frozenset(text.split())


RULE = tables_of(settings.DEFAULT / "rule.toml")
ALLOWED = {space: words(names) for space, names in RULE["below"].items()}
ALLOWED["torch"] = words(" ".join(names for group, names in RULE["torch"].items() if group != "modules"))
REVIEWED = tomllib.loads((Path(__file__).parents[1] / "screen" / "reviewed.toml").read_text())
METHODS = sorted(words(REVIEWED["tensor"]["harmless"]))
BELOW = ("torch", "torch.linalg", "torch.special", "torch.random", "torch.testing")
NAMES = [f"{space}.{name}" for space in BELOW for name in sorted(ALLOWED[space])]
# What changes the process, waits for a device, or answers with what differs from process to process.
APART = words("""
    const_data_ptr index resize_as hash_tensor torch.get_num_threads torch.device torch.dtype torch.layout
    torch.memory_format torch.set_grad_enabled torch.set_rng_state torch.random.set_rng_state __new__ backward
    cuda ipu mtia xpu record_stream
    torch.seed torch.initial_seed torch.default_generator torch.random.seed torch.random.initial_seed
    torch.random.default_generator torch.get_rng_state torch.random.get_rng_state torch.empty torch.empty_like
    torch.empty_permuted torch.empty_strided torch.save torch.set_num_threads torch.set_num_interop_threads
    torch.get_num_interop_threads torch.set_default_device torch.set_default_dtype torch.set_default_tensor_type
    torch.set_printoptions torch.use_deterministic_algorithms torch.set_flush_denormal torch.UntypedStorage
    torch.set_float32_matmul_precision torch.random.fork_rng data_ptr untyped_storage storage new_empty
    new_empty_strided resize_ resize_as_ __dir__ __sizeof__ __hash__ __subclasshook__ share_memory_ is_shared pin_memory
    torch.Generator torch.BoolTensor torch.ByteTensor torch.CharTensor torch.DoubleTensor torch.FloatTensor
    torch.HalfTensor torch.IntTensor torch.LongTensor torch.ShortTensor""")  # fmt: skip
# Methods of sparse and quantized tensors, those that take a function, and those that torch itself refuses by now.
UNTRIED = words("""
    __delitem__ __format__ __index__ apply_ ccol_indices coalesce col_indices crow_indices indices int_repr is_coalesced
    lstsq lu_solve map2_ map_ ormqr q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale
    q_zero_point qscheme resize resize_as_sparse_ row_indices smm solve sparse_mask sparse_resize_
    sparse_resize_and_clear_ sspaddmm storage_type symeig to_padded_tensor values""")
A, B, C = torch.rand(3, 3) + 0.1, torch.rand(3, 3) + 0.2, torch.rand(3, 3) + 0.3
ROW, WHOLE, YES = torch.rand(3) + 0.1, torch.tensor([[1, 2, 0], [0, 1, 2], [2, 2, 1]]), torch.rand(3, 3) > 0.5
DEFINITE, CUBE = A @ A.T + torch.eye(3), torch.rand(2, 3, 3)
ARGUMENTS = (
    (A,), (A, B), (A, B, C), (ROW,), (ROW, ROW), (A, ROW), (A, ROW, ROW), (WHOLE,), (WHOLE, WHOLE), (YES,), (YES, YES),
    (A, 1), (A, 0.5), (A, 1, 0), (A, 0, 1), (A, 2, 0), (A, 1, 0, 2), (A, 0, 0, 1), (A, 0, WHOLE), (A, 0, WHOLE, B),
    (A, 0, WHOLE[0], B), (A, 0, WHOLE[0], 1.0), (A, WHOLE), (A, YES), (A, YES, B), (A, YES, 1.0), (A, WHOLE, B),
    (A, (0, 1)), (A, (1, 0)), (A, (9,)), (A, (3, 3)), (A, 0, (1, 2)), (A, (1, 2), 0), (A, 0, (3, 1)), ((3, 3),),
    ((3, 3), 0.5), ((A, B),), (A, [0, 1], [1, 0]), (3,), (3, 5), (0, 1, 3), (0, 9, (3, 3)), (0.0, 1.0, (3,)),
    (CUBE,), (CUBE, CUBE), (A, CUBE, CUBE), (CUBE, CUBE, CUBE), (DEFINITE,), (DEFINITE, A), (A, DEFINITE),
    ("ij,jk->ik", A, B), ("i", ROW), (2.0, ROW), (1,), ((2, 3), (3, 2)), (torch.float32, torch.int64), (WHOLE, 3),
    (WHOLE, ROW), (ROW, ROW, A), (A, torch.float64), (A, WHOLE[0]), (A, 0, WHOLE, B, "sum"),
    (A, 0, WHOLE[0], B, "mean"),
    (A, (WHOLE, WHOLE), B), (A, 3), (A, 2, 0, 1.0), (A, B, 0), (A, ROW, 1), (ROW, 0, 3), (A, (3, 1), (1, 1)),
    (torch.rand(3, 2), ROW[:2]), (ROW, A, ROW), (WHOLE[0],), (torch.rand(2, 2, 2), 2), (A, WHOLE[0], 0), (A[0, 0],),
    (A, 0, WHOLE[0]), (A, ROW, 0, 1), (A, (3,), (1,), 0), (A, torch.tensor(0)), (WHOLE, 5), (A[0, :1],), (torch.int64,),
    (A, ROW, (3,), (1,)), (A, {"size": 4}), (DEFINITE.triu(), A, {"upper": True}),
    ((2,), {"dtype": torch.float32, "device": "cpu"}),
    (WHOLE.double(), A.double() / 3), (A, (3, 3), (3, 1), 0), (A, ROW[:2], 0), (0, A), ((3,), torch.float32, "cpu"), (),
)  # fmt: skip
LAST_DIGITS = {"torch.linalg.lstsq"}  # LAPACK sums it in the order that a block's address asks for: seen to differ
TRIED = """
import torch
from torch import Tensor


def called(path, arguments):
    thing = torch
    for name in path.split(".")[1:]:
        thing = getattr(thing, name)
    return told(given(thing, arguments) if callable(thing) and not isinstance(thing, torch.dtype) else thing)


def given(thing, arguments):
    named = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
    return thing(*(arguments[:-1] if named else arguments), **named)


def method(name, arguments):
    thing = getattr(arguments[0].clone(), name)
    return told(given(thing, arguments[1:]) if callable(thing) else thing)


def told(value):
    if isinstance(value, Tensor):
        return value.to_dense().resolve_conj() if not value.is_complex() else torch.view_as_real(value.resolve_conj())
    if isinstance(value, (list, tuple)):
        return [told(each) for each in value]
    return value if isinstance(value, (bool, int, float, str)) else type(value).__name__


def run(way, path, arguments):
    torch.manual_seed(7)
    arguments = [each.clone() if isinstance(each, Tensor) else each for each in arguments]
    return (called if way == "function" else method)(path, arguments)
"""
exec(TRIED)  # noqa: S102 (the same text runs here and there)


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as zygote:
        yield zygote


def trials(way, names):
    """Each name with the arguments that it takes here, and what comes of them."""
    for name in names:
        for arguments in ARGUMENTS:
            with torch.no_grad(), contextlib.suppress(Exception):
                yield name, arguments, run(way, name, arguments)  # noqa: F821 (of the text)
                break
        else:
            yield name, None, None


def same(one, other, *, exact=True):
    if isinstance(one, Tensor):
        alike = isinstance(other, Tensor) and one.dtype == other.dtype and one.shape == other.shape
        if exact or not alike:
            return alike and torch.equal(one.nan_to_num(), other.nan_to_num())
        return torch.allclose(one, other, rtol=1e-4, atol=1e-5, equal_nan=True)
    if isinstance(one, list):
        return len(one) == len(other) and all(same(*pair, exact=exact) for pair in zip(one, other, strict=True))
    return one == other or (isinstance(one, float) and math.isnan(one) and math.isnan(other))


def differing(zygote, way, names):
    """The names that answer otherwise in a worker, and those that nobody found arguments for."""
    found, untried = {}, []
    with Sandbox({"framework/__init__.py": TRIED.encode()}, "framework", zygote=zygote) as sandbox:
        student = sandbox.student()
        for name, arguments, expected in trials(way, names):
            if arguments is None:
                untried.append(name)
                continue
            try:
                answer = student.run(way, name, arguments)
            except StudentError as error:
                found[name] = str(error)
            except WorkerFailure as failure:
                found[name], student = failure.cause, sandbox.student()
            else:
                if not same(expected, answer, exact=name not in LAST_DIGITS):
                    found[name] = f"{expected} is {answer}"
    return found, untried


def test_functions(zygote):
    found, untried = differing(zygote, "function", [name for name in NAMES if name not in APART])
    assert found == {}
    assert untried == []


def test_methods(zygote):
    found, untried = differing(zygote, "method", [name for name in METHODS if name not in APART])
    assert found == {}
    assert set(untried) <= UNTRIED
