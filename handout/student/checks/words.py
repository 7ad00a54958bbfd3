"""What an exception of the student's says, in words that name the mistake; the line that raised stands below.

"your code raised NameError: name 'w' is not defined (framework/linear.py:31)"
→ "framework/linear.py:31: `w` is no variable here: is `self.w` meant? (NameError: name 'w' is not defined)"
"""

import difflib
import re
import sys
from collections.abc import Callable
from pathlib import Path

from checks.work import PACKAGE, asked, line_of

RAISED = re.compile(
    r"^(.*?)(?:your code raised|expected exit status 0, got \d+:) (\w+): ?(.*?)(?: \(([^\s()]+\.py:\d+)\)(.*))?$",
    re.DOTALL,
)
OBJECT = re.compile(r"<the submission's (\w+) object, number \d+>")
AGAIN = re.compile(r"^Your code raised \w+(?: at \S+\.py:\d+)?\. ?")
PLACE = re.compile(rf"\(?((?:{PACKAGE}/[\w/]+|\w+)\.py:\d+)\)?")
LITERALS = {"true": "True", "false": "False", "none": "None", "null": "None", "nil": "None"}
LIBRARIES = (*sys.stdlib_module_names, "torch", "numpy")
TRUTH = ("max", "min", "if", "while", "and", "or", "not")
SAID = {
    "EOFError": "`input()` waits for a keyboard, which is not there in a check: take it out",
    "BdbQuit": "a debugger waits for a keyboard, which is not there in a check: take it out",
    "SystemExit": "`exit()` ends the whole program: take it out, and raise an exception where something is wrong",
    "RecursionError": "a method calls itself without end",
}
"""Exceptions whose name says all."""


def plainly(message: str, folder: Path) -> str:
    """The message, its mistake named where the exception gives it away; the place comes first."""
    message = OBJECT.sub(r"\1", message)
    found = RAISED.match(message)
    if not found:
        name = re.search(r"NotImplementedError: ([\w.]+)", message)
        return f"not yet written: {name[1]}" if name and name[1] in _stubs() else message
    before, kind, text, place, after = (part or "" for part in found.groups())
    line = line_of(folder, place)
    words = SAID.get(kind, "") or _stub(kind, text, line) or _told(text, place, line, folder)
    said = f"{kind}: {text}" if text else kind
    return (
        f"{before}{place}{': ' if place else ''}{f'{words} ({said})' if words else f'your code raised {said}'}{after}"
    )


def helps(hint: str) -> str:
    """A hint without what the message has said already."""
    return AGAIN.sub("", hint)


def source_of(message: str, folder: Path) -> list[str]:
    """The student's own line that a message speaks of."""
    found = PLACE.search(message)
    line = line_of(folder, found[1]) if found else ""
    return [line] if line else []


def _stub(kind: str, text: str, line: str) -> str:
    """A method that is still to be written, or that says so without a word."""
    if kind != "NotImplementedError" or not line.startswith("raise "):
        return ""
    if text in _stubs():
        return f"not yet written: {text}"
    return "" if text else "a method raises NotImplementedError without a text: is it still to be written?"


def _stubs() -> set[str]:
    """The names of all that is to be written."""
    return {name for each in asked()["files"].values() for name in each["names"]}


def _told(text: str, place: str, line: str, folder: Path) -> str:
    """What the text of an exception gives away."""
    for pattern, tell in TOLD:
        if found := re.search(pattern, text):
            return tell(found, place, line, folder)
    return ""


def _name(found: re.Match[str], place: str, _: str, folder: Path) -> str:
    """A name that nothing was assigned to."""
    name, source = found[1], _text(folder, place)
    if name in LITERALS:
        return f"`{name}` is written `{LITERALS[name]}`"
    if name in LIBRARIES:
        return f"`{name}` is not imported: write `import {name}` at the top of the file"
    if re.search(rf"\bself\.{name}\b", source):
        return f"`{name}` is no variable here: is `self.{name}` meant?"
    others = set(re.findall(r"\b[a-zA-Z_]\w+\b", source)) - {name}
    return f"nothing is called `{name}` here{_meant(name, others)}"


def _attribute(found: re.Match[str], place: str, line: str, folder: Path) -> str:
    """An attribute that was never set."""
    owner, name = found[1], found[2]
    known = {
        *re.findall(r"\bself\.(\w+)\s*(?:[:=,][^=]|$)", _text(folder, place)),
        *re.findall(r"def (\w+)", _text(folder, place)),
    }
    if f"self.{name}" in line and owner in _text(folder, place):
        why = _meant(name, known - {name}) or ": was it never set, for want of `super().__init__()`?"
        return f"`self.{name}` does not exist in {owner}{why}"
    if owner == "NoneType":
        return f"None came, and None has no `{name}`: is a `return` missing, or was nothing assigned?"
    if owner in ("tuple", "list") or "return_types" in owner:
        return f"several values came, and together they have no `{name}`: take one of them"
    return f"`{owner}` has no `{name}`{_meant(name, known - {name})}"


def _meant(name: str, others: set[str]) -> str:
    """A name that is nearly the same."""
    close = [each for each in others if each.lower() == name.lower()] or difflib.get_close_matches(
        name, sorted(others), 1, 0.75
    )
    return f": did you mean `{close[0]}`?" if close else ""


def _truth(_: re.Match[str], __: str, line: str, ___: Path) -> str:
    """Python's own choice between two values, made for a whole tensor."""
    word = next((word for word in TRUTH if re.search(rf"\b{word}\b", line)), "if")
    return f"`{word}` asks a whole tensor for one yes or no: go element by element, with `clamp` or `torch.where`"


def _one_number(_: re.Match[str], __: str, line: str, ___: Path) -> str:
    """A function of plain numbers, called with a tensor."""
    called = re.search(r"\bmath\.\w+", line)
    return f"`{called[0] if called else 'float'}` takes one number, not a tensor: take torch's function of that name"


def _too_many(found: re.Match[str], *_: object) -> str:
    """More arguments than parameters."""
    takes, given = int(found[2]), int(found[3])
    if given == takes + 1:
        return f"`{found[1]}` is given one argument more than it has parameters: is `self` missing, or written twice?"
    return f"`{found[1]}` has {takes} parameters and is given {given} arguments, `self` among both"


def _too_few(found: re.Match[str], *_: object) -> str:
    """Parameters for which nothing was given."""
    names = found[2].replace("'", "`")
    return f"`{found[1]}` is called without {names}"


def _text(folder: Path, place: str) -> str:
    """The source of the file at a place."""
    try:
        return (folder / place.rpartition(":")[0]).read_text("utf-8", "replace")
    except OSError:
        return ""


UNCALLED = "what is called there is no function: is a method's name missing, as in `layer.forward(x)`?"
TOLD: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"^name '(\w+)' is not defined", _name),
    (r"^'?([\w.]+)'? object has no attribute '(\w+)'", _attribute),
    (r"^([\w.]+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given", _too_many),
    (r"^([\w.]+)\(\) missing \d+ required positional arguments?: (.*)", _too_few),
    (r"bitwise_xor|for \^: ", lambda *_: "`^` is exclusive or in Python: a power is written `**`"),
    (r"Boolean value of Tensor with more than one value", _truth),
    (r"tensors? can be converted|cannot be converted to Scalar|must be real number, not Tensor", _one_number),
    (r"object is not callable", lambda *_: UNCALLED),
    (r"must match the size|shapes cannot be multiplied|is not broadcastable|doesn't match the broadcast",
     lambda *_: "the shapes do not fit"),
)  # fmt: skip
"""Pattern of an exception's text → what it means, from the match, the place, its line and the folder."""
