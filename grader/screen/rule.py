"""The rule as data: the lists of an assignment's `rule.toml`, on top of those that it names as its `base`.

- [submission]: what its files are called; [library], [script]: what they may import.
- [tensors], [torch], [below]: the library's public operations, and which of them give a tensor.
- [breach], [remark]: names, and what to say of them; [hiding], [tape]: words that a reader cannot follow.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .finding import Kind

PLACE = Path(__file__).parent.parent / "assignment" / "rule.toml"
BASES = Path(__file__).with_name("bases")  # what holds for every assignment in a library


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be said of a name: a breach of the rule, or a remark."""

    name: str
    kind: Kind
    rule: str
    say: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The lists, by table and key; the names that mean something; the library's public names, by module."""

    package: str
    script: str
    library: str  # of tensors
    tables: Mapping[str, Any]
    words: Mapping[tuple[str, str], frozenset[str]]
    names: Mapping[str, Entry]
    public: Mapping[str, frozenset[str]]
    giving: frozenset[str]  # functions and methods that give a tensor

    def has(self, table: str, key: str, word: str) -> bool:
        """Whether the list holds the word."""
        return word in self.words[table, key]

    def in_library(self, path: str | None) -> bool:
        """Whether it is the library or something in it."""
        return path is not None and (path == self.library or path.startswith(self.library + "."))

    def in_package(self, path: str) -> bool:
        """Whether a file belongs to the package, and not to the script."""
        return path.startswith(self.package + "/")

    def entry(self, path: str) -> Entry | None:
        """What is said of the longest name that the path begins with."""
        while path and path not in self.names:
            path = path.rpartition(".")[0]
        return self.names.get(path)

    def is_listed(self, path: str) -> bool:
        """Whether a name of the library is on the list of its public operations, or below one that is."""
        module, _, name = path.rpartition(".")
        while module and module not in self.public:
            module, _, name = module.rpartition(".")
        return path in self.public or is_dunder(name) or name in self.public.get(module, ())


def is_dunder(name: str) -> bool:
    """Whether Python gave the name its meaning."""
    return name.startswith("__") and name.endswith("__")


def tables_of(path: Path) -> dict[str, Any]:
    """The tables of a rule, on top of those of the base that it names; raises `ValueError` for what is no rule.

    A list in both holds the words of both. Of two entries on one name, and of anything else in both, its own counts.
    """
    own = tomllib.loads(path.read_text("utf-8"))
    base = own.pop("base", "")
    if not base:
        return own
    known = {each.stem: each for each in sorted(BASES.glob("*.toml"))}
    if base not in known:
        raise ValueError(f"expected a base among {', '.join(known)}, got {base!r}")
    if "script" not in own.get("submission", {}):
        raise ValueError("expected [submission] to say package and script")
    text = known[base].read_text("utf-8")
    tables = tomllib.loads(text.replace("{script}", own["submission"]["script"]))
    for name, table in own.items():
        tables[name] = _on_top(tables.get(name, type(table)()), table)
    return tables


def _on_top(base: Any, own: Any) -> Any:
    """A table's keys, or a list's rows, of both."""
    if isinstance(own, list):
        return base + own
    return base | {key: _both(base.get(key, ""), value) for key, value in own.items()}


def _both(base: Any, own: Any) -> Any:
    return f"{base} {own}".strip() if isinstance(base, str) and isinstance(own, str) else own


@cache
def read_rule(path: Path = PLACE) -> Rule:
    """The rule of an assignment."""
    tables = tables_of(path)
    lists = [(name, table) for name, table in tables.items() if isinstance(table, dict)]
    cells = [((name, key), value) for name, table in lists for key, value in table.items()]
    words = {place: frozenset(value.split()) for place, value in cells if isinstance(value, str)}
    kinds: tuple[tuple[str, Kind], ...] = (("remark", "remark"), ("breach", "violation"))
    rows = [(row, kind) for table, kind in kinds for row in tables[table]]
    names = {name: Entry(name, kind, row["rule"], row["say"]) for row, kind in rows for name in row["names"].split()}
    submission, library = tables["submission"], tables["tensors"]["library"]
    public = {module: words.get(("below", module), frozenset[str]()) for module in words[library, "modules"]}
    public[library] = frozenset[str]().union(*(words[library, key] for key in tables[library] if key != "modules"))
    groups = (words[library, group] for group in words["tensors", "groups"])
    giving = words["tensors", "methods"].union(*groups) - words["tensors", "except"]
    return Rule(submission["package"], submission["script"], library, tables, words, names, public, giving)
