"""Which files a packed grader consists of: the same bytes from the same sources, whenever and wherever it is packed.

The grader with its suites, the reference as far as it is an oracle, and the pinned requirements of grading.
Nothing of `framework/`: no solution leaves the house.
"""

import zipfile
from pathlib import Path

from grader.files import put

HERE = Path(__file__).parents[1]
ROOT = HERE.parent
TEMPLATES = Path(__file__).parent / "templates"
ORACLE = ("__init__", "case", "closeness", "oracle", "twin")  # of the reference: the rest compares with `framework`
NOT_FOR_GRADING = {  # what only the handout, a cluster or our own tests use
    "pytest-xdist", "scikit-learn", "mpmath", "selenium", "distributed", "libcst", "tomli-w", "nbclient",
    "ipykernel",
}  # fmt: skip
SUFFIXES = {".py", ".toml", ".ini", ".json", ".j2", ".css", ".js", ".sh", ".yml", ""}
UNIX = 3  # whose permissions a member has
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def sources() -> dict[str, bytes]:
    """The grader and its oracle, by path."""
    paths = [path for path in HERE.rglob("*") if path.is_file() and path.suffix in SUFFIXES]
    paths += [ROOT / "reference" / f"{name}.py" for name in ORACLE]
    kept = [path for path in paths if not any(part.startswith((".", "__pycache__")) for part in _parts(path))]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(kept)}


def requirements() -> bytes:
    """The lines of `requirements.txt` that grading needs, pins and all."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    needed = [line for line in lines if line and not line.startswith("#")]
    needed = [line for line in needed if line.partition("==")[0].strip() not in NOT_FOR_GRADING]
    return ("\n".join(["# What grading needs, pinned.", *needed]) + "\n").encode()


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


def _parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parts
