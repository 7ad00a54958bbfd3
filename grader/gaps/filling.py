"""The files of a submission as they are run: its own, but for those that cannot be imported or are not there.

Whoever meets a failure asks for other files and tries again, at most once a file: what a file was that Python cannot
read, or what it lacks, is told by the failure alone, and nothing is looked for where there is none.
"""

import ast
from collections.abc import Iterator

from grader.errors import StudentError
from grader.records import Layout, ScriptRun
from grader.result import Gap

from . import caret, words
from .failure import Failure, Place, of_import, of_script
from .package import defined, without_name, without_statement

MOST = 50  # failures that are looked at
INIT = "__init__.py"
NOT_WRITTEN = """

class {name}:
    def __init__(self, *_, **__):
        raise NotImplementedError("{name}")
"""


class Filling:
    """One submission's files, filled up step by step; `gaps` says what took the place of what."""

    def __init__(self, files: dict[str, bytes], layout: Layout) -> None:
        self.files, self.gaps = dict(files), list[Gap]()
        self._layout, self._handed_out = layout, layout.handed_out
        self._own = files
        self._filled: set[str] = set()
        self._tries = 0
        # A folder without its first file is imported as well, and exports nothing.
        first = f"{layout.package}/{INIT}"
        if not files.get(first, b"").strip() and self._able(first):
            self._fill(first, Gap(first, 0, words.absent(first, files) + self._instead(first)))

    def after(self, failed: StudentError | ScriptRun) -> dict[str, bytes] | None:
        """Other files to try, after an import failed; None where nothing helps, or it was no import."""
        if self._tries >= MOST:
            return None
        self._tries += 1
        if isinstance(failed, StudentError):
            failure: Failure | None = of_import(failed)
        else:
            failure = of_script(failed, self._package())
            self._script_unread()
        if failure is None:
            return None
        helped = (
            self._added(failure)
            or self._asked_for(failure)
            or self._named(failure)
            or any(self._stood_in(failure, place) for place in failure.places)
        )
        if helped:
            return self.files
        if isinstance(failed, StudentError) and failure.places:
            self.gaps.append(self._told(failure, " So the package cannot be imported."))
            self._tries = MOST  # once is enough
        return None

    # What a failure may be about. --------------------------------------------------------------------

    def _added(self, failure: Failure) -> bool:
        """A module that is not there, and was handed out."""
        path = failure.no_module.replace(".", "/") + ".py"
        if path in self.files or not self._able(path):
            return False
        return self._fill(path, Gap(path, 0, words.absent(path, self._own) + self._instead(path)))

    def _asked_for(self, failure: Failure) -> bool:
        """A name that the script imports, and the package lacks: the script may do without what it stands for."""
        name, module = failure.no_name or ("", "")
        path = f"{self._layout.package}/{INIT}"
        if failure.places or module != self._layout.package or name not in defined(self._handed_out.get(path) or b""):
            return False
        asks = f"{words.code(path)} has no {words.code(name)}, which {self._layout.script} imports."
        self.gaps.append(Gap(path, 0, asks + words.STUB))
        self.files[path] = self.files.get(path, b"") + NOT_WRITTEN.format(name=name).encode()
        return True

    def _named(self, failure: Failure) -> bool:
        """A name that a module lacks: the package does without it, and for other files the module is not written."""
        name, module = failure.no_name or ("", "")
        place = failure.places[0] if failure.places and name else None
        if place is None:
            return False
        path = next((p for p in _homes(module) if p in self.files), "")
        lacks = f"{words.code(path or module)} has no {words.code(name)}"
        if place.file.endswith(f"/{INIT}"):
            code, tree = self._read(place.file)
            rest = without_name(code, tree, place.line, name) if tree else None
            if rest is None:
                return False
            self.gaps.append(self._gap(place, f"{lacks}: {words.code(name)} is not exported, all else is."))
            self.files[place.file] = rest
            return True
        if not self._able(path) or name not in defined(self._handed_out.get(path) or b""):
            return False
        asks = f"{lacks}, which {place.file} imports in line {place.line}."
        return self._fill(path, Gap(path, 0, asks + self._instead(path)))

    def _stood_in(self, failure: Failure, place: Place) -> bool:
        """What was handed out, instead of a file; of one that makes a package, all but the import that failed."""
        if place.file.endswith(f"/{INIT}"):
            code, tree = self._read(place.file)
            cut = without_statement(code, tree, place.line) if tree else None
            if cut is not None:
                rest, names = cut
                gone = f" So {place.file}, line {place.line}, exports nothing of it: {', '.join(names)}."
                self.gaps.append(self._told(failure, gone))
                self.files[place.file] = rest
                return True
        if not self._able(place.file) or self._handed_out.untouched(place.file, self.files[place.file]):
            return False
        by_another = f" {place.file} imports it in line {place.line}." if place != failure.places[0] else ""
        return self._fill(place.file, self._told(failure, by_another + self._instead(place.file)))

    def _script_unread(self) -> None:
        """Say it where Python cannot read the script itself; nothing stands in for that."""
        script = self._layout.script
        code = self.files.get(script, b"")
        error = caret.tree(code, script)
        if isinstance(error, SyntaxError) and all(gap.file != script for gap in self.gaps):
            self.gaps.append(_unread(script, code, error, ""))

    # What takes a place, and what is said of it. -----------------------------------------------------

    def _able(self, path: str) -> bool:
        """Whether what was handed out can take this place."""
        return (
            path.startswith(f"{self._layout.package}/")
            and path not in self._filled
            and self._handed_out.get(path) is not None
        )

    def _fill(self, path: str, gap: Gap) -> bool:
        self.files[path] = self._handed_out.get(path) or b""
        self._filled.add(path)
        self.gaps.append(gap)
        return True

    def _instead(self, path: str) -> str:
        return words.GIVEN if path in self._handed_out.given else words.STUB

    def _told(self, failure: Failure, then: str) -> Gap:
        """What Python says of the innermost file, and what follows from it."""
        place = failure.places[0]
        code = self.files.get(place.file, b"")
        error = caret.tree(code, place.file)
        if isinstance(error, SyntaxError):
            return _unread(place.file, code, error, then)
        return self._gap(place, f"{words.raised(failure)}{then}")

    def _gap(self, place: Place, message: str) -> Gap:
        return Gap(place.file, place.line, message, caret.shown(self.files.get(place.file, b""), place.line))

    def _read(self, path: str) -> tuple[bytes, ast.Module | None]:
        code = self.files.get(path, b"")
        found = caret.tree(code, path)
        return code, found if isinstance(found, ast.Module) else None

    def _package(self) -> set[str]:
        return {path for path in self.files if path.startswith(f"{self._layout.package}/")}


def _unread(path: str, code: bytes, error: SyntaxError, then: str) -> Gap:
    line = error.lineno or 1
    return Gap(path, line, f"{words.unread(error)}{then}", caret.shown(code, line, error.offset or 0))


def _homes(module: str) -> Iterator[str]:
    """The files that a module may lie in."""
    stem = module.replace(".", "/")
    yield from (f"{stem}/{INIT}", f"{stem}.py")
