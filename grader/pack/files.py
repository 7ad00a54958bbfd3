"""Which files a packed grader consists of: the same bytes from the same sources, whenever and wherever it is packed.

What its platform starts, all that this leads to, the worker, this assignment, and the pinned requirements of those.
Nothing of `framework/`, and no mutant that quotes it: no solution leaves the house.
"""

import re
import zipfile
from pathlib import Path

from grader import settings
from grader.files import put
from grader.report.sources import ROOT, closure
from grader.screen.rule import tables_of

TEMPLATES = Path(__file__).parent / "templates"
MODULES = {"pytest-json-report": "pytest_jsonreport"}  # what a requirement is imported as, where the name is another
FOR_SUBMISSIONS = {"numpy", "matplotlib"}  # torch's bridge, and the figures that a student's test.py may draw
UNIX = 3  # whose permissions a member has
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def sources(*modules: str) -> dict[str, bytes]:
    """What these modules run and read, by path."""
    found = closure(*modules, assignment=settings.chosen())
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def requirements(files: dict[str, bytes]) -> bytes:
    """The lines of `requirements.txt` that these files need, pins and all."""
    text = "\n".join(data.decode() for name, data in files.items() if name.endswith(".py"))
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    named = _for_submissions()
    needed = [line for line in lines if "==" in line and _used(line.partition("==")[0], text, named)]
    if settings.read().settings.arrays != "torch":  # then nobody imports what speaks of tensors
        needed = [line for line in needed if not line.startswith("torch==")]
    return ("\n".join(["# What grading needs, pinned.", *needed]) + "\n").encode()


def _for_submissions() -> set[str]:
    """What submissions may use beside what the grader does: the rule lists what their scripts may."""
    rule = settings.read().rule
    script = tables_of(rule).get("script", {}) if rule else {}
    return FOR_SUBMISSIONS.union(script.get("packages", "").split())


def _used(requirement: str, text: str, named: set[str]) -> bool:
    """Whether a text imports it, or hands its name to pytest; or it is named for submissions."""
    name = MODULES.get(requirement, requirement)
    imports = rf'^[ \t]*(?:import|from) {re.escape(name)}\b|"{re.escape(name)}\.'
    return requirement in named or bool(re.search(imports, text, re.MULTILINE))


def template(name: str, **values: str) -> bytes:
    """A file of ours; `@{name}` is a place to fill in, while shell's and GitHub's own `$` stay."""
    text = (TEMPLATES / name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{{{key}}}", value)
    return text.encode()


def write_zip(path: Path, files: dict[str, bytes], executable: set[str]) -> Path:
    """One archive, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            for name, data in sorted(files.items()):
                member = zipfile.ZipInfo(name, MIDNIGHT)
                member.create_system, member.compress_type = UNIX, zipfile.ZIP_DEFLATED
                member.external_attr = (0o100755 if name in executable else 0o100644) << 16
                archive.writestr(member, data)
        return partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_folder(folder: Path, files: dict[str, bytes]) -> Path:
    """The files below a folder, each one replaced whole."""
    for name, data in sorted(files.items()):
        put(folder / name, data.decode().removesuffix("\n"))
    return folder
