"""A draft: what would be said of a place, if the stretch of code around it runs.

violation, runs       it stays one
violation, runs not   a remark: it costs nothing, and one for each rule in a file is enough
remark, runs          it stays one, once for each text in a file; of the script less is said
remark, runs not      nothing
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .finding import Finding, Kind
from .rule import Entry, Rule
from .source import Stretch


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be said, and where."""

    stretch: Stretch
    line: int
    text: str
    rule: str
    say: str
    kind: Kind


def of_key(rule: Rule, key: str, stretch: Stretch, line: int, text: str, kind: Kind = "remark") -> Draft:
    """What is said of what has no name of its own."""
    name, sentence = rule.tables["say"][key]
    return Draft(stretch, line, text, name, sentence, kind)


def of_entry(rule: Rule, entry: Entry, path: str, stretch: Stretch, line: int, text: str) -> Draft:
    """What is said of a name that has an entry; where an alias hides it, its own name is told."""
    hidden = entry.kind == "violation" and path not in text and entry.name not in text
    before = rule.text("ending", "stands_for").format(text=text, path=path) if hidden else ""
    return Draft(stretch, line, text, entry.rule, before + entry.say, entry.kind)


def settle(drafts: Iterable[Draft], live: AbstractSet[Stretch], rule: Rule) -> Iterator[Finding]:
    """What is said in the end."""
    told: set[tuple[str, ...]] = set()
    for draft in sorted(drafts, key=lambda draft: (draft.stretch.file.path, draft.line)):
        path, runs, breach = draft.stretch.file.path, draft.stretch in live, draft.kind == "violation"
        if breach and runs:
            yield Finding(path, draft.line, draft.rule, draft.text, draft.say, "violation")
            continue
        quiet = rule.has("script", "quiet", draft.rule) and not rule.in_package(path)
        key = (path, draft.rule) if breach else (path, draft.rule, draft.text)
        if key not in told and (breach or (runs and not quiet)):
            told.add(key)
            why = draft.stretch.why or rule.text("ending", "why")
            message = rule.text("ending", "idle" if breach else "remark").format(say=draft.say, why=why)
            yield Finding(path, draft.line, draft.rule, draft.text, message, "remark")
