"""What a worker can import once its submission is there: what the zygote has loaded, and the submission's own files.

A worker that is asked for derivatives reads no file, so that no second copy of torch's formulas can be made from its
source, under whatever name. What students plausibly import is loaded beforehand; what is missing raises as any missing
module does.
Scripts import from files as ever, since they draw; nothing that they compute is asked for a derivative.
"""

import importlib
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder

from . import absent

LIBRARY = tuple(
    """abc argparse array ast asyncio atexit base64 bisect bz2 cProfile calendar cmath code codecs collections.abc
    colorsys concurrent.futures configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal
    difflib doctest email enum errno faulthandler filecmp fileinput fnmatch fractions functools gc getopt getpass
    gettext glob graphlib gzip hashlib heapq hmac html http importlib.metadata importlib.resources importlib.util
    inspect io itertools json keyword linecache locale logging.config logging.handlers lzma math mimetypes
    multiprocessing numbers numpy numpy.fft numpy.polynomial numpy.random numpy.testing
    operator optparse os pathlib pdb pickle pkgutil platform pprint profile pstats queue
    random re reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site socket sqlite3
    stat statistics string struct subprocess symtable sys sysconfig tarfile tempfile textwrap threading time timeit
    token tokenize tomllib tqdm trace traceback tracemalloc types typing typing_extensions unicodedata unittest.mock
    urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo _strptime
    encodings.ascii encodings.cp1252 encodings.idna encodings.latin_1 encodings.unicode_escape encodings.utf_16
    encodings.utf_32 encodings.utf_8_sig""".split()  # noqa: SIM905 (a list of words)
)
"""Also what the library imports at first use."""
LEADING = {
    "_imp": "create_builtin create_dynamic get_frozen_object init_frozen",
    "marshal": "load loads",
    **dict.fromkeys(("sqlite3", "sqlite3.dbapi2", "_sqlite3"), "connect Connection"),
}
"""What leads to code that nobody read, and who holds it: other modules, bytecode, and a language of its own."""
HIDDEN = ("ctypes", "_ctypes")  # calls into memory: no derivative needs them, and every wall of ours could be looked at


def prepare(names: Iterable[str]) -> None:
    """Load them and what students plausibly import, as far as they are there."""
    load((*LIBRARY, *names))


def load(names: Iterable[str]) -> None:
    """Load them, as far as they are there."""
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)


def hide(offered: Sequence[str]) -> None:
    """Take the hidden modules, but those offered, out of every place where a name leads to them."""
    gone = [name for name in sys.modules if name.partition(".")[0] in HIDDEN and name.partition(".")[0] not in offered]
    things = {id(sys.modules[name]) for name in gone}
    for module in list(sys.modules.values()):
        if module.__name__.partition(".")[0] != __package__:
            for name in [name for name, value in vars(module).items() if id(value) in things]:
                delattr(module, name)
    for name in gone:
        del sys.modules[name]


def close(importer: MetaPathFinder) -> None:
    """From here on nothing is found but what is loaded and what `importer` finds."""
    sys.meta_path[:] = [importer, absent.Silence()]
    sys.path[:], sys.path_hooks[:] = [], []
    for module, names in LEADING.items():
        for name in names.split() if module in sys.modules else ():
            vars(sys.modules[module]).pop(name, None)
