"""The lists of `allowed.toml` and `advice.toml`, ready to be asked."""

import functools
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
EVERYTHING = frozenset({"*"})
BARE = frozenset({"math", "__future__"})
"""Modules that may be handed round like a value: nothing but plain functions is in them."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The rule that a forbidden name breaks, and the sentence for the student."""

    rule: str
    say: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that one kind of file may name."""

    members: dict[str, frozenset[str]]  # module → its allowed names
    packages: frozenset[str]  # third-party packages allowed as a whole
    attributes: frozenset[str]  # allowed although underscored
    definitions: frozenset[str]
    names: frozenset[str]
    forbidden_builtins: frozenset[str]
    never: dict[str, str]  # attribute → rule
    holders: frozenset[str]  # attributes of the library's own objects that lead to modules
    unless_own: dict[str, str]  # attribute → rule
    advice: dict[str, Advice]

    def is_module(self, path: str) -> bool:
        """Whether the path is an allowed module outside of the submission."""
        return path in self.members

    def is_allowed(self, path: str) -> bool:
        """Whether a dotted name from outside of the submission may be used."""
        root, *rest = path.split(".")
        if root == "builtins":
            return len(rest) > 0
        if root in self.packages:
            return not any(name in sys.stdlib_module_names or name in {"np", "numpy"} for name in rest)
        owner = root
        if owner not in self.members:
            return False
        for name in rest:
            below = f"{owner}.{name}"
            if below in self.members:
                owner = below
                continue
            names = self.members[owner]
            return name in names or (names == EVERYTHING and not name.startswith("_"))
        return True

    def advise(self, path: str) -> Advice:
        """What to say about a forbidden name."""
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            found = self.advice.get(".".join(parts[:end]))
            if found:
                return found
        if parts[0] == "torch":
            what = "a derivative that torch keeps for itself" if "backward" in path else "not on the list of operations"
            return Advice("torch", f"`{path}` is {what}. Write it with public operations on tensors.")
        if parts[0] in self.members:
            return Advice("import", f"`{path}` is not needed here. Write it in plain Python.")
        return Advice(
            "import", f"Only torch, math and plain parts of the standard library are allowed, not `{parts[0]}`."
        )


def words(text: str) -> frozenset[str]:
    """A list of names as the TOML files write it."""
    return frozenset(text.split())


@functools.cache
def tables(*, script: bool) -> Tables:
    """The lists for `framework/` or, milder, for `test.py`."""
    lists = tomllib.loads((HERE / "allowed.toml").read_text(encoding="utf-8"))
    advice = tomllib.loads((HERE / "advice.toml").read_text(encoding="utf-8"))["advice"]
    torch = dict(lists["torch"])
    members = {module: frozenset[str]() for module in torch.pop("modules").split()}
    members |= {module: words(names) for module, names in (lists["below"] | lists["library"]).items()}
    members["torch"] = words(" ".join(torch.values())) | {"__version__"}
    forbidden, underscored = lists["forbidden"], lists["underscored"]
    never = {
        name: rule
        for key, rule in (("always", ""), ("always_autograd", "autograd"), ("always_complex", "complex"))
        for name in words(forbidden[key])
    }
    unless_own = dict.fromkeys(words(forbidden["unless_own"]), "autograd")
    unless_own |= dict.fromkeys(words(forbidden["complex"]), "complex")
    if script:
        extra = lists["script"]
        lists_more = extra["library"] | extra["below"] | extra["arrays"]
        members |= {module: words(names) for module, names in lists_more.items()}
        members["torch"] |= words(extra["torch"])
    else:
        unless_own |= dict.fromkeys(words(forbidden["handing_over"]), "import")
    return Tables(
        members=members,
        packages=words(lists["script"]["packages"]) if script else frozenset(),
        attributes=words(underscored["operators"] + underscored["attributes"]),
        definitions=words(underscored["operators"] + underscored["definitions"]),
        names=words(underscored["names"]),
        forbidden_builtins=words(forbidden["builtins"]),
        never=never,
        holders=words(forbidden["holding_modules"]),
        unless_own=unless_own,
        advice={name: Advice(group["rule"], group["say"]) for group in advice for name in group["names"].split()},
    )
