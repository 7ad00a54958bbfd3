"""CSV files as instructors save them: whatever stands between the columns, told in a sentence where it is no text."""

import re
from pathlib import Path

from grader.errors import Unreadable

MOST = 10  # problems named at once


def text_of(path: Path, what: str) -> str:
    """The text of a file, whatever ends its lines; `Unreadable` says why there is none."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{path}: expected text in UTF-8 (Excel's “CSV UTF-8”), got other bytes at {error.start}"
        ) from error
    except OSError as error:
        raise Unreadable(f"{path}: the {what} cannot be read ({error.strerror})") from error


def delimiter(text: str) -> str:
    """What stands between the headings most often, outside of quotes."""
    heading = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(",;\t", key=heading.count)
