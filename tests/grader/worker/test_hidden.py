"""Frames, the collector's lists, our classes and memory: out of sight in a child, where all else goes as ever."""

import copy
import ctypes
import functools
import gc
import logging
import pickle
import sys
import threading
import traceback
import types
import warnings
from pathlib import Path

import pytest
import torch

from grader.worker import hidden, walls, wire
from grader.worker.operations import Operations

OURS = "parts"  # stands for the names of our own modules
HERE = Path(__file__).name


class Ours:
    __module__ = OURS


class Theirs:
    pass


class Derived(Ours):
    pass


def this_frame():
    return sys._getframe()


def out_of_sight(step):
    """Hide it all in a child, and do this there; empty if it goes well."""

    def hiding():
        hidden.hide([OURS])
        step()

    return walls.attempt(hiding)


def from_our_code(function):
    """Call it from a file of ours."""
    return eval(compile("function()", f"{hidden.OURS}any.py", "eval"), {"function": function})  # noqa: S307


def test_a_frame_tells_its_code_and_its_line_and_leads_nowhere():
    def looked():
        secret = 7
        frame = sys._getframe()
        assert frame.f_code.co_name == "looked"
        assert frame.f_lineno > 0
        assert frame.f_locals == {}
        assert secret == 7
        assert {"__name__", "__file__"} <= frame.f_globals.keys() <= set(hidden.TOLD)
        assert frame.f_globals["__name__"] == __name__
        frame.f_globals["hidden"] = None
        assert hidden is not None
        assert frame.f_back.f_code.co_name == "hiding"
        assert from_our_code(this_frame).f_back is None

    assert out_of_sight(looked) == ""


def test_tracebacks_logging_and_warnings_go_as_ever():
    def told():
        try:
            raise ValueError("no")
        except ValueError:
            text, place = traceback.format_exc(), sys.exc_info()[2]
            assert HERE in text
            assert "in told" in text
            assert place.tb_frame.f_locals == {}
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.warn("careful", stacklevel=1)
        assert Path(caught[0].filename).name == HERE
        records = []
        logger = logging.Logger("any")
        logger.addFilter(lambda record: records.append(record) or False)
        logger.warning("careful")
        assert (records[0].funcName, records[0].filename) == ("told", HERE)

    assert out_of_sight(told) == ""


def test_what_is_taken_away_is_nowhere_or_answers_nothing():
    def looked():
        for holder, names in hidden.TAKEN:
            for name in names.split():
                assert not hasattr(holder, name) or getattr(holder, name) is hidden.ANSWERS[name], name
        assert torch._C._len_torch_dispatch_stack() == 0
        assert torch._C._get_dispatch_mode(None) is None
        with pytest.raises(AttributeError):
            gc.get_objects()
        with pytest.raises(AttributeError):
            sys.settrace(None)
        with pytest.raises(AttributeError):
            threading.setprofile(None)

    assert out_of_sight(looked) == ""


def test_what_is_to_be_taken_away_is_there():
    """A name that torch has given up would hide nothing. Python's come and go with its versions."""
    missing = {
        name for holder, names in hidden.TAKEN if holder is torch._C for name in names.split()
        if not hasattr(holder, name)
    }  # fmt: skip
    assert missing == set()
    assert hasattr(gc, "get_objects")
    assert hasattr(sys, "settrace")


def test_tensors_are_printed_pickled_and_copied_as_ever():
    def used():
        x = torch.arange(4.0).reshape(2, 2)
        assert repr(x) == "tensor([[0., 1.],\n        [2., 3.]])"
        assert torch.equal(pickle.loads(pickle.dumps(x)), x)  # noqa: S301 (our own)
        assert torch.equal(copy.deepcopy(x[0]), x[0])
        with Operations() as log:
            assert repr(x).startswith("tensor([[0., 1.]")
        assert log.counts["aten::abs"]  # no way round the log
        assert gc.collect() >= 0

    assert out_of_sight(used) == ""


def test_classes_of_ours_are_not_found_and_all_others_are():
    def looked():
        found = object.__subclasses__()
        assert Ours not in found
        assert {Theirs, types.FrameType, type} <= set(found)
        assert Ours.__subclasses__() == [Derived]
        assert type.__subclasses__(type)

    assert Ours in object.__subclasses__()
    assert out_of_sight(looked) == ""


def refused(make, *arguments):
    with pytest.raises(TypeError, match="cannot create"):
        make(*arguments)


def test_disarmed_ctypes_makes_nothing_that_calls_or_finds():
    def disarmed():
        secret = b"secret"
        address = id(secret) + bytes.__basicsize__ - 1
        assert ctypes.c_char_p(address).value == secret
        kinds = (
            ctypes.c_int, ctypes.c_char_p, ctypes.py_object, ctypes.c_char * 4, ctypes.POINTER(ctypes.c_char),
            ctypes.Structure, ctypes.BigEndianStructure, ctypes.Union, ctypes.CFUNCTYPE(None), ctypes.PYFUNCTYPE(None),
        )  # fmt: skip
        hidden.disarming()()
        for kind in kinds:
            assert [name for name in hidden.MEMORY if hasattr(kind, name)] == [], kind
            refused(kind, address)
            refused(type(kind), "New", (kind,), {})
        refused(ctypes.CFUNCTYPE, ctypes.c_double)

    assert walls.attempt(disarmed) == ""


def test_disarmed_nobody_writes_other_code():
    def disarmed():
        code = disarmed.__code__
        hidden.disarming()()
        assert not hasattr(code, "replace")
        refused(types.CodeType, 0)

    assert walls.attempt(disarmed) == ""


def test_a_disarmed_worker_answers_as_ever():
    def disarmed():
        frame = wire.pack([1, "value", torch.arange(3.0)], 1 << 20)
        hidden.disarming()()
        assert wire.pack([1, "value", torch.arange(3.0)], 1 << 20) == frame
        assert eval("(lambda x: x + 1)(2)") == 3  # noqa: S307
        assert type("New", (), {})()

    assert walls.attempt(disarmed) == ""


def test_the_check_names_what_can_be_looked_at():
    """All of it, where nothing is hidden; nothing, where it was called from our own code, as in the zygote."""

    def checked(hide, disarm):
        disarm = disarm()
        if not hide:
            hidden.check(disarm)
        hidden.hide([hidden.Looked.__module__])
        from_our_code(functools.partial(hidden.check, disarm))

    def nothing():
        return lambda: None

    words = "still to be looked at: "
    everything = "frames, the collector, our classes"
    assert walls.attempt(lambda: checked(False, nothing)) == f"{words}{everything}, ctypes"
    assert walls.attempt(lambda: checked(False, hidden.disarming)) == f"{words}{everything}"
    assert walls.attempt(lambda: checked(True, nothing)) == f"{words}ctypes"
    assert walls.attempt(lambda: checked(True, hidden.disarming)) == ""


def halved(x):
    if x % 2:
        raise ValueError("odd")
    return x // 2


def test_what_is_sealed_answers_again_after_a_strange_question():
    ask = hidden.sealed(halved)
    assert [ask((4,)), ask((3,)), ask(()), ask((8,))] == [2, None, None, 4]


def test_what_is_made_anew_each_time_raises_and_may_be_called_while_it_runs():
    def down(x):
        return [x, *(ask((x - 1,)) if x else ())]

    ask = hidden.anew(down)
    assert ask((3,)) == [3, 2, 1, 0]
    ask = hidden.anew(halved)
    for _ in range(2):
        with pytest.raises(ValueError, match="odd"):
            ask((3,))
        with pytest.raises(TypeError):
            ask(())
        assert ask((4,)) == 2


@pytest.mark.parametrize("seal", [hidden.sealed, hidden.anew])
def test_nobody_looks_at_what_is_sealed(seal):
    def reached(thing, seen):
        """Everything that attributes of a function, a generator, a frame or a cell lead to."""
        if id(thing) in seen:
            return
        seen[id(thing)] = thing
        names = "__self__ __closure__ __defaults__ __kwdefaults__ __dict__ __wrapped__ __func__ cell_contents gi_frame \
            gi_yieldfrom f_locals f_back"
        held = [getattr(thing, name, None) for name in names.split()]
        held += list(thing.values()) if type(thing) is dict else list(thing) if type(thing) in (tuple, list) else []
        for each in held:
            reached(each, seen)

    def looked():
        seen = {}
        reached(ask, seen)
        assert id(secret) not in seen
        assert id(function) not in seen
        assert len(seen) > 3

    secret = ["secret"]

    def function():
        return len(secret)

    ask = seal(function)
    assert out_of_sight(looked) == ""
