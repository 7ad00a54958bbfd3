"""A class by a dozen hands, as `similar` reads it."""

from functools import cache

from grader import intake, settings
from grader.similar.fingerprints import Reader, Work
from tests.grader.corpus import HERE

STYLES = (
    "plain", "one_file_slots", "einsum", "dataclasses", "terse", "loops", "like_torch_nn", "registry", "deep_package",
    "one_buffer",
)  # fmt: skip


@cache
def texts(style: str) -> dict[str, str]:
    """The sources of one of the right styles."""
    files = intake.read(HERE / style, settings.read().layout).files
    return {path: code.decode() for path, code in files.items() if path.endswith(".py")}


@cache
def reader() -> Reader:
    """Who knows what was handed out."""
    return Reader(text.decode() for text in settings.read().handed_out.texts())


@cache
def work(style: str) -> Work:
    """One of them, read."""
    return reader().work(style, texts(style))
