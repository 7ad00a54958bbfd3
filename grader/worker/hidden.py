"""What nobody may look at in a worker that is asked for derivatives: frames, the collector's lists, our own classes.

The names of those things stay, with nothing behind them: a frame tells its code and its line and leads nowhere, so that
tracebacks, logging and warnings go as ever. Who calls what is taken away gets an AttributeError.
What decides a mark is on the other side of the wire; this keeps what rough arithmetic is made of from being undone.
"""

import contextlib
import ctypes
import functools
import gc
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import torch
from torch.utils import _python_dispatch

TOLD = ("__name__", "__loader__", "__spec__", "__file__")  # of a frame's namespace: what libraries ask for
TAKEN: tuple[tuple[Any, str], ...] = (
    (gc, "get_objects get_referents get_referrers unfreeze"),
    (sys, "settrace setprofile call_tracing _current_frames _current_exceptions monitoring setswitchinterval"),
    (threading, "settrace setprofile settrace_all_threads setprofile_all_threads"),
    (
        torch._C,
        """DisableTorchFunction ExcludeDispatchKeyGuard _AutoDispatchBelowADInplaceOrView _AutoDispatchBelowAutograd
        _DisablePythonDispatcher _DisableTorchDispatch _EnablePreDispatch _EnablePythonDispatcher
        _ExcludeDispatchKeyGuard _ForceDispatchKeyGuard _IncludeDispatchKeyGuard _RestorePythonTLSSnapshot
        _SetExcludeDispatchKeyGuard _dispatch_call_boxed _dispatch_tls_set_dispatch_key_excluded
        _dispatch_tls_set_dispatch_key_included _get_dispatch_mode _get_dispatch_stack_at _len_torch_dispatch_stack
        _pop_torch_dispatch_stack _push_on_torch_dispatch_stack _set_dispatch_mode _unset_dispatch_mode""",
    ),
    (_python_dispatch, "_get_dispatch_stack_at _len_torch_dispatch_stack _pop_torch_dispatch_stack"),
)
"""Who holds them, and their names."""
ANSWERS: dict[str, Callable[..., Any]] = {
    "_len_torch_dispatch_stack": lambda *_: 0,
    "_get_dispatch_mode": lambda *_: None,
    "_unset_dispatch_mode": lambda *_: None,
}
"""What torch itself asks for when a tensor is pickled or a view is saved: there is no mode."""
OURS = __package__ + "/"  # how the names of our own files begin
CODE = ("replace",)  # what makes another code of a function's, one that rounds nothing
NEW = 312  # where a type keeps the function that makes its instances: PyTypeObject.tp_new
MEMORY = ("from_address", "from_buffer", "from_buffer_copy", "in_dll")  # what ctypes makes out of plain addresses


def hide(modules: Iterable[str]) -> None:
    """Take it all away, once, in the zygote; the classes of `modules` are ours."""
    frames, types = _namespace(FrameType), _namespace(type)
    frames |= {"f_back": _back(frames["f_back"]), "f_locals": property(_empty), "f_globals": _told(frames["f_globals"])}
    types["__subclasses__"] = _found(types["__subclasses__"], frozenset(modules))
    for kind in (FrameType, type):
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
    _python_dispatch._disable_current_modes = _as_it_is  # printing a tensor asks for none; it is logged, too
    for holder, names in TAKEN:
        for name in names.split():
            vars(holder).pop(name, None)
        vars(holder).update({name: ANSWERS[name] for name in ANSWERS.keys() & set(names.split())})


def _namespace(kind: type) -> dict[str, Any]:
    """The dictionary behind a class's mapping."""
    return gc.get_referents(vars(kind))[0]  # type: ignore[no-any-return]


def disarming() -> Callable[[], None]:
    """What a worker does last, where no script is run: from then on ctypes makes nothing that calls or finds."""
    # A function is called, a pointer followed and a text read at any address: in a union, even by a number written
    # beside it. So nobody makes any of them, nor another class of them.
    data = (ctypes.c_int, ctypes.c_char * 1, ctypes.Structure, ctypes.Union, ctypes.POINTER(ctypes.c_int))
    kinds = [*(type(each) for each in (*data, ctypes._CFuncPtr)), CodeType]  # type: ignore[attr-defined]
    all_data = ctypes.Structure.__mro__[1]
    made = [each for kind in (all_data, *kinds) for each in _descendants(kind)]
    places = [ctypes.c_void_p.from_address(id(kind) + NEW) for kind in made]
    spaces = [_namespace(kind) for kind in kinds]
    changed = [functools.partial(ctypes.pythonapi.PyType_Modified, ctypes.py_object(kind)) for kind in kinds]

    def disarm() -> None:
        for place in places:
            place.value = None
        for space in spaces:
            for name in (*MEMORY, *CODE):
                space.pop(name, None)
        for forget in changed:
            forget()
        made.clear()  # they had to live until here, or other things would lie at those places

    return disarm


def check(disarm: Callable[[], None]) -> None:
    """Try, in a child; raises with what can be looked at all the same."""
    disarm()
    frame = sys._getframe()
    found: dict[str, Any] = {"frames": frame.f_back or frame.f_locals or set(frame.f_globals) - set(TOLD)}
    found["the collector"] = hasattr(gc, "get_objects") or hasattr(gc, "get_referents")
    found["our classes"] = Looked in object.__subclasses__()
    try:
        found["ctypes"] = bool(ctypes.CFUNCTYPE(None)(1))
    except TypeError:
        found["ctypes"] = False
    if seen := [name for name, there in found.items() if there]:
        raise OSError(f"still to be looked at: {', '.join(seen)}")


class Looked:
    """A class of ours, to be looked for."""


@contextlib.contextmanager
def _as_it_is() -> Iterator[None]:
    """No change of mode."""
    yield


def sealed(function: Callable[..., Any]) -> Callable[[tuple[Any, ...]], Any]:
    """The function behind a generator: it can be called, and neither it nor what it knows be looked at."""

    def answering() -> Generator[Any, tuple[Any, ...], None]:
        given = yield
        while True:
            try:
                answer = function(*given)
            except Exception:  # noqa: BLE001 (a strange question; the next one is answered again)
                answer = None
            given = yield answer

    answers = answering()
    next(answers)
    return answers.send


def anew(function: Callable[..., Any]) -> Callable[[tuple[Any, ...]], Any]:
    """The same for one that raises and that may be called while it runs: behind a generator of its own each time."""

    def once() -> Generator[Any, tuple[Any, ...], None]:
        given = yield
        yield function(*given)

    def begun() -> Callable[[tuple[Any, ...]], Any]:
        call = once()
        next(call)
        return call.send

    begin = sealed(begun)

    def ask(given: tuple[Any, ...]) -> Any:
        return begin(())(given)

    return ask


def _empty(_: FrameType) -> dict[str, Any]:
    """What a frame knows: nothing."""
    return {}


def _back(descriptor: Any) -> property:
    """Where a frame was called from; nowhere, where that was our own code."""

    def before(frame: FrameType) -> FrameType | None:
        found: FrameType | None = descriptor.__get__(frame)
        return None if found is None or found.f_code.co_filename.startswith(OURS) else found

    ask = sealed(before)
    return property(lambda frame: ask((frame,)))


def _told(descriptor: Any) -> property:
    """A frame's namespace, but for what is in it."""
    ask = sealed(lambda frame: {name: value for name, value in descriptor.__get__(frame).items() if name in TOLD})
    return property(lambda frame: ask((frame,)))


def _found(method: Any, modules: frozenset[str]) -> Callable[[type], list[type]]:
    """`kind.__subclasses__()` without those of our modules."""
    ask = sealed(lambda kind: [each for each in method(kind) if each.__module__ not in modules])

    def __subclasses__(kind: type) -> list[type]:  # noqa: N807 (its name)
        return ask((kind,))  # type: ignore[no-any-return]

    return __subclasses__


def _descendants(kind: type) -> Iterator[type]:
    """A class and all that derive from it."""
    yield kind
    derived: list[type] = type.__subclasses__(kind)
    for each in derived:
        yield from _descendants(each)
