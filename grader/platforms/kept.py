"""What the way back needs: who is who on the platform, kept beside the results as it came in.

RESULTS/platform.json ← the export's labels, the platform's own table → the grades file that its import accepts
"""

from pathlib import Path

import msgspec

from grader.errors import Unreadable
from grader.files import put
from grader.platforms.handins import Export
from grader.platforms.rosters import Table

FILE = "platform.json"


class Place(msgspec.Struct, frozen=True):
    """One person in an export: key, the folder's name there, the person's name there."""

    key: str
    label: str = ""
    name: str = ""


class Kept(msgspec.Struct, frozen=True):
    """All that is known of the platform."""

    platform: str = ""
    places: dict[str, Place] = {}  # by the id of the entry
    table: Table | None = None

    @property
    def keys(self) -> dict[str, str]:
        """Key → id."""
        return {place.key: id for id, place in self.places.items()}


def read(results: Path) -> Kept:
    """What stands in RESULTS; nothing where no platform was involved."""
    path = results / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept) if path.exists() else Kept()
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; run `batch` again with the platform's --roster") from error


def keep(results: Path, export: Export | None, table: Table | None) -> None:
    """Put down what is new; what is None stays as it was, and so does who is no longer in the export."""
    if export is None and table is None:
        return
    former = read(results)
    places = dict(former.places)
    for one in export.handins if export else ():
        places[one.id] = Place(one.key, one.label, one.name)
    new = Kept((export or table or former).platform, places, table or former.table)
    put(results / FILE, msgspec.json.format(msgspec.json.encode(new), indent=1).decode())
