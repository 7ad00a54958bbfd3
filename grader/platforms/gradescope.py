"""Gradescope: "Export submissions", folders `submission_456/` beside a `submission_metadata.yml` that says whose.

    submission_456:
      :submitters:
      - :name: Ada Lovelace
        :sid: '123'
        :email: ada@example.org
      :created_at: 2026-03-01 22:59:00.000000000 Z

Keys are Ruby's symbols; whatever else is noted there (scores, the history) is of no use here.
A submission of a group has several submitters: each is a line of the roster, under one team.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from grader.errors import Unreadable
from grader.platforms.handins import HandIn

TITLE = "Gradescope"
WHAT = "Gradescope's export"
METADATA = "submission_metadata.yml"


PLAIN: Any = type("Plain", (yaml.SafeLoader,), {})  # passes over tags, which are Ruby's classes
PLAIN.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def handins(folder: Path, names: Sequence[str]) -> dict[str, HandIn]:
    """Key → hand-in, for the folders that the metadata tells of; of several of one person, the latest first."""
    if not (folder / METADATA).is_file():
        return {}
    people: dict[str, list[str]] = {}
    told = read(folder / METADATA)
    for name in sorted((name for name in names if name in told), key=lambda name: _time(told[name]), reverse=True):
        who = submitters(told[name])
        people.setdefault(who[0]["id"] if who else name, []).append(name)
    names_of = {one["id"]: one["name"] for entry in told.values() for one in submitters(entry)}
    return {id: HandIn(id, id, tuple(files), name=names_of.get(id, "")) for id, files in people.items()}


def read(path: Path) -> dict[str, dict[str, Any]]:
    """What the file tells of each folder; `Unreadable` says why it tells nothing."""
    try:
        told = yaml.load(path.read_text("utf-8"), PLAIN)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        words = " ".join(str(error).split())[:200]
        raise Unreadable(f"{path}: expected what Gradescope writes there ({words})") from error
    if not isinstance(told, dict):
        raise Unreadable(f"{path}: expected what Gradescope writes there, a folder a line")
    return {str(name): entry for name, entry in told.items() if isinstance(entry, dict)}


def submitters(entry: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who handed it in, each with an id: the student's number, else the address, else the name."""
    listed = entry.get(":submitters")
    people = [{key: str(one.get(f":{key}") or "").strip() for key in ("name", "sid", "email")}
              for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]  # fmt: skip
    return [one | {"id": one["sid"] or one["email"] or one["name"]} for one in people if any(one.values())]


def people(path: Path) -> list[dict[str, str]]:
    """A line of a plain roster for each submitter; of who handed in twice, the latest."""
    found: dict[str, dict[str, str]] = {}
    for name, entry in sorted(read(path).items(), key=lambda item: _time(item[1])):
        who = submitters(entry)
        for one in who:
            team = name if len(who) > 1 else ""
            told = {"id": one["id"], "name": one["name"], "email": one["email"], "team": team}
            found[one["id"]] = told | {"submitted at": _time(entry) if entry.get(":created_at") else ""}
    return [*found.values()]


def _time(entry: Mapping[str, Any]) -> str:
    """When it came, in ISO form with a zone."""
    told = entry.get(":created_at")
    if isinstance(told, datetime):
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).isoformat()
    return str(told or "")
