"""GitHub Classroom: the clones of `gh classroom clone student-repos`, its roster, its list of grades.

project-2-submissions/project-2-adalove/.git …      the assignment, then the user's name

identifier, github_username, github_id, name                                      the roster
…, github_username, roster_identifier, student_repository_name, …                 the grades: names repositories
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.platforms.handins import HandIn

TITLE = "GitHub Classroom"
WHAT = "GitHub Classroom's clones"
USER, REPOSITORY = "github_username", "student_repository_name"


def handins(folder: Path, names: Sequence[str]) -> dict[str, HandIn]:
    """Key → hand-in, where every folder is a clone."""
    return {name: HandIn(name, name, (name,)) for name in names if (folder / name / ".git").exists()}


def is_table(headings: Sequence[str]) -> bool:
    """Whether it is the roster, or the list of grades."""
    return USER in headings and bool({"identifier", "roster_identifier"} & {*headings})


def people(headings: Sequence[str], rows: Sequence[Sequence[str]], keys: Mapping[str, str]) -> list[dict[str, str]]:
    """A line of a plain roster for each row; who has no account yet stands there as the roster calls them."""
    told = [dict(zip(headings, row, strict=False)) for row in rows]
    lower = {key.casefold(): id for key, id in keys.items()}
    prefix = _prefix([row.get(USER, "").strip().casefold() for row in told], lower)
    return [_person(row, lower, prefix) for row in told]


def _prefix(users: Sequence[str], keys: Mapping[str, str]) -> str:
    """What stands before the user's name in most clones: `ada-love` and `love` end alike."""
    ends = Counter(key.removesuffix(user) for user in users if user for key in keys if key.endswith(f"-{user}"))
    return min(ends, key=lambda end: (-ends[end], len(end)), default="")


def _person(row: Mapping[str, str], keys: Mapping[str, str], prefix: str) -> dict[str, str]:
    user, who = row.get(USER, "").strip(), (row.get("identifier") or row.get("roster_identifier") or "").strip()
    if not user and not who:
        return {}
    clone = (row.get(REPOSITORY, "").strip() or f"{prefix}{user}").casefold()
    return {
        "id": keys.get(clone, user or who),
        "name": row.get("name", "").strip() or who,
        "email": who if "@" in who else "",
        "submitted at": row.get("submission_timestamp", ""),
    }
