"""A draft: what would be said of a place, if the stretch of code around it runs.

violation, runs       it stays one
violation, runs not   a remark: it costs nothing, and one for each rule in a file is enough
remark, runs          it stays one, once for each text and line of a file; of the script less is said
remark, runs not      nothing
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from operator import attrgetter

from .finding import Finding, Kind
from .rule import Entry, Rule
from .source import Stretch

Draft = tuple[Stretch, Finding]
place = attrgetter("file", "line", "rule", "text")


def of_key(rule: Rule, key: str, stretch: Stretch, line: int, text: str, kind: Kind = "remark") -> Draft:
    """What is said of what has no name of its own."""
    name, sentence = rule.tables["say"][key]
    return stretch, Finding(stretch.file.path, line, name, text, sentence, kind)


def of_entry(rule: Rule, entry: Entry, path: str, stretch: Stretch, line: int, text: str) -> Draft:
    """What is said of a name that has an entry; where an alias hides it, its own name is told."""
    hidden = entry.kind == "violation" and path not in text and entry.name not in text
    before = rule.tables["ending"]["stands_for"].format(text=text, path=path) if hidden else ""
    return stretch, Finding(stretch.file.path, line, entry.rule, text, before + entry.say, entry.kind)


def settle(drafts: Iterable[Draft], live: Container[Stretch], rule: Rule) -> Iterator[Finding]:
    """What is said in the end."""
    told: set[tuple[str, str, str | int]] = set()
    for stretch, found in sorted(drafts, key=lambda draft: place(draft[1])):
        runs, breach = stretch in live, found.kind == "violation"
        if breach and runs:
            yield found
            continue
        quiet = rule.has("script", "quiet", found.rule) and not rule.in_package(found.file)
        keys = {(found.file, found.rule, what) for what in (("",) if breach else (found.text, found.line))}
        if not keys & told and (breach or (runs and not quiet)):
            told |= keys
            why = stretch.why or rule.tables["ending"]["why"]
            message = rule.tables["ending"]["idle" if breach else "remark"].format(say=found.message, why=why)
            yield replace(found, message=message, kind="remark")
