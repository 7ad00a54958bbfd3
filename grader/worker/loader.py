"""From bytes in memory to modules: the bytes that were checked are the bytes that run.

No file is opened, so that no `.pyc`, no shared object and no second reading can differ from what was screened.
The zygote gets its own code in the same way, and knows no path to the grader. Standard library only.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any


class MemoryImporter(MetaPathFinder, InspectLoader):
    """Finds the modules of `files` (posix path → source) and of nothing else; comes first in line."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def path(self, name: str) -> str | None:
        """The file that holds the module `name`: a package's `__init__.py`, or a plain file."""
        stem = name.replace(".", "/")
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            if path in self.files:
                return path
        return None

    def is_package(self, fullname: str) -> bool:
        """Whether `fullname` is a folder of the submission, with or without `__init__.py`."""
        return any(path.startswith(fullname.replace(".", "/") + "/") for path in self.files)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for our own modules, keep silent about all others."""
        if self.path(fullname) is None and not self.is_package(fullname):
            return None
        return ModuleSpec(fullname, self, origin=self.path(fullname), is_package=self.is_package(fullname))

    def get_source(self, fullname: str) -> str:
        """The text, for tracebacks and `inspect`."""
        return self.files.get(self.path(fullname) or "", b"").decode("utf-8", "replace")

    def get_code(self, fullname: str) -> CodeType:
        """Compile the bytes as they are."""
        path = self.path(fullname)
        return compile(self.files[path] if path else b"", path or fullname, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code in the module."""
        path = self.path(module.__name__)
        if path:
            module.__file__ = path
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102 (this is what importing means)


def install(importer: MemoryImporter) -> MemoryImporter:
    """Put an importer first in line."""
    sys.meta_path.insert(0, importer)
    return importer


def load(importer: MemoryImporter, name: str) -> Any:
    """Import `name` from memory."""
    if not importer.is_package(name) and importer.path(name) is None:
        raise ModuleNotFoundError(f"the submission holds no package {name!r}", name=name)
    return importlib.import_module(name)
