"""Intake: a path becomes a `Submission`, the bytes of its Python files in memory; nothing is unpacked to disk.

    handed_in ── folders · archives · tars → listing → root → sources · beside        the walk, a file a step
              ├─ nested · several                                                     archives in archives, files beside
              └─ books · notebook                                                     cells instead of files

A folder, `.zip` or `.tar.gz` that holds the package and the script beside it, at the top or up to three folders down;
or an archive in these, or a notebook whose cells carry the files. Whatever else lies there is ignored, whatever its
size and number.
Refused, in a sentence: no or several packages, links and devices in place of sources, paths that lead outside, bombs.
"""

from .archives import ARCHIVES
from .entry import FILE_BYTES
from .handed_in import read
from .nested import copy_number
from .several import read_latest

__all__ = ["ARCHIVES", "FILE_BYTES", "copy_number", "read", "read_latest"]
