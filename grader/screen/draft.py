"""A draft: what would be said of a place, if the stretch of code around it runs.

violation, runs       it stays one
violation, runs not   a remark: it costs nothing, and one for each rule in a file is enough
remark, runs          it stays one, once for each text in a file; the script is told less
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
    rule: str
    text: str
    say: str
    kind: Kind


def of_key(key: str, stretch: Stretch, line: int, text: str, rule: Rule, kind: Kind = "remark") -> Draft:
    """What is said of what has no name of its own."""
    name, sentence = rule.said(key)
    return Draft(stretch, line, name, text, sentence, kind)


def of_entry(entry: Entry, stretch: Stretch, line: int, text: str, path: str, rule: Rule) -> Draft:
    """What is said of a name that has an entry; where an alias hides it, its own name is told."""
    tell = entry.kind == "violation" and path not in text and entry.name not in text
    before = rule.text("ending", "stands_for").format(text=text, path=path) if tell else ""
    return Draft(stretch, line, entry.rule, text, before + entry.say, entry.kind)


def settle(drafts: Iterable[Draft], live: AbstractSet[Stretch], rule: Rule) -> Iterator[Finding]:
    """What is said in the end."""
    told: set[tuple[str, ...]] = set()
    for draft in sorted(drafts, key=lambda draft: (draft.stretch.file.path, draft.line)):
        path, runs = draft.stretch.file.path, draft.stretch in live
        violation = draft.kind == "violation"
        if violation and runs:
            yield Finding(path, draft.line, draft.rule, draft.text, draft.say, "violation")
            continue
        quiet = rule.has("script", "quiet", draft.rule) and not in_package(path, rule)
        key = (path, draft.rule) if violation else (path, draft.rule, draft.text)
        if key in told or not (violation or runs) or (quiet and not violation):
            continue
        told.add(key)
        why = draft.stretch.why or rule.text("ending", "why")
        ending = rule.text("ending", "idle" if violation else "remark")
        yield Finding(path, draft.line, draft.rule, draft.text, ending.format(say=draft.say, why=why), "remark")


def in_package(path: str, rule: Rule) -> bool:
    """Whether a file belongs to the package, and not to the script."""
    return path.startswith(rule.package + "/")
