"""The rule as data: the lists of `rule.toml`, ready to be asked.

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

    def text(self, table: str, key: str) -> str:
        """A single word or sentence."""
        return str(self.tables[table][key])

    def said(self, key: str) -> tuple[str, str]:
        """The rule's name and the sentence for what has no name of its own."""
        rule, sentence = self.tables["say"][key]
        return rule, sentence

    def has(self, table: str, key: str, word: str) -> bool:
        """Whether the list holds the word."""
        return word in self.words[table, key]

    def in_library(self, path: str) -> bool:
        """Whether it is the library or something in it."""
        return path == self.library or path.startswith(self.library + ".")

    def entry(self, path: str) -> Entry | None:
        """What is said of the longest name that the path begins with."""
        while path:
            if found := self.names.get(path):
                return found
            path = path.rpartition(".")[0]
        return None

    def is_listed(self, path: str) -> bool:
        """Whether a name of the library is on the list of its public operations, as far down as there is a list."""
        module, *rest = path.split(".")
        for part in rest:
            if module not in self.public or part in self.public[module] or is_dunder(part):
                return True
            module = f"{module}.{part}"
            if module not in self.public:
                return False
        return True


def is_dunder(name: str) -> bool:
    """Whether Python gave the name its meaning."""
    return name.startswith("__") and name.endswith("__")


@cache
def read_rule(path: Path = PLACE) -> Rule:
    """The rule of an assignment."""
    tables = tomllib.loads(path.read_text("utf-8"))
    words = {
        (name, key): frozenset(value.split())
        for name, table in tables.items()
        if isinstance(table, dict)
        for key, value in table.items()
        if isinstance(value, str)
    }
    names: dict[str, Entry] = {}
    for table, kind in (("remark", "remark"), ("breach", "violation")):
        for row in tables[table]:
            for name in row["names"].split():
                names[name] = Entry(name, kind, row["rule"], row["say"])  # type: ignore[arg-type]  # one of the two
    library, below = tables["tensors"]["library"], tables["below"]
    modules = words[library, "modules"]
    top = frozenset[str]().union(*(words[library, key] for key in tables[library] if key != "modules"))
    public = {library: top, **{module: frozenset(below.get(module, "").split()) for module in modules}}
    groups = (words[library, group] for group in words["tensors", "groups"])
    giving = words["tensors", "methods"].union(*groups) - words["tensors", "except"]
    submission = tables["submission"]
    return Rule(submission["package"], submission["script"], library, tables, words, names, public, giving)
