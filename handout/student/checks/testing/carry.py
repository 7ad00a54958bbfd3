"""Errors carried forward: what leans on a part that is known to be wrong is judged with one of the suite's own.

A mistake costs its own points. Where a part's tests failed, a stand-in takes its place in what is put together from
several parts, so that the rest is judged, and mistakes add up. A part that does nothing right of what is needed was
not begun: nothing is made up for, and the test is blocked. So it is where nothing of the student's would be left.

An assignment says which parts there are (`Part`, a row each) and has the texts of its stand-ins, a solution: a copy of
the suites for students is without them.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from ..errors import StudentError
from ..records import Watch
from .mismatch import Blocked, Mismatch

FELL = ("failed", "blocked", "crashed", "timeout")
IN_PLACE = """

def _in_place(texts):
    import sys
    import torch
    for name, text in texts.items():
        scope = {**globals(), "torch": torch}
        exec(text, scope)
        old = globals().get(name)
        for key, module in list(sys.modules.items()):
            if key.partition(".")[0] == __name__ and old is not None:
                for each in [each for each, value in vars(module).items() if value is old]:
                    setattr(module, each, scope[name])
        globals()[name] = scope[name]
_in_place(TEXTS)
"""


class Part(NamedTuple):
    """A part of what is put together, by the tests that judge it."""

    tests: str  # how their names begin; those that end in [its name] judge it as well
    core: tuple[str, ...] = ()  # of those that show that it was begun; none where it may always be stood in for

    @property
    def exercise(self) -> str:
        """The exercise that these tests belong to."""
        return self.tests.partition(".")[0]


class Parts:
    """What a training run is put together from: the student's parts, and ours for those that are known to be wrong.

    `kinds` says what has become of each test so far, by `exercise.test_name`; `texts` are the stand-ins by name, or
    None where there are none.
    """

    def __init__(
        self, student: Any, kinds: Mapping[str, str], parts: Mapping[str, Part], texts: Mapping[str, str] | None
    ) -> None:
        self._student, self._kinds, self._parts, self._texts = student, kinds, parts, texts

    def take(self, *names: str) -> dict[str, Any]:
        """The parts of those names; raises Blocked where one was not begun, or nothing of the student's is left."""
        wrong = [name for name in dict.fromkeys(names) if self.fallen(name)]
        texts = self._texts or {}
        if self._texts is None or len(wrong) == len(set(names)):
            missing = wrong
        else:
            missing = [name for name in wrong if not self._begun(name)]
        if missing:
            raise self.blocked(*missing)
        return {
            name: self._student.define(name, texts[name]) if name in wrong else getattr(self._student, name)
            for name in names
        }

    def judge_script(self, judge: Callable[[Watch], None], watch: Watch) -> None:
        """The student's own script runs with the student's own parts.

        Where it falls short, wrong ones may be why: it runs again with ours in their places.
        """
        try:
            return judge(watch)
        except (Mismatch, StudentError) as error:
            wrong = self.all_fallen()
            if not wrong or isinstance(error, Blocked):
                raise
            if ours := self.in_place():
                with suppress(Mismatch, StudentError):
                    return judge(replace(watch, below=ours))
            raise self.blocked(*wrong) from error

    def in_place(self) -> str:
        """What puts ours in the places of the student's where a script runs; empty where there is nothing to do.

        A part that was not begun stays as it is: where the script gets on without it, so does the judgement.
        """
        names, texts = self.stood_in_for(), self._texts
        return in_place({name: texts[name] for name in names}) if texts and names else ""

    def fallen(self, name: str) -> list[str]:
        """The tests of a part that did not pass, and judged nothing else."""
        return [test for test, kind in self._kinds.items() if kind in FELL and self._speaks(test, name)]

    def all_fallen(self) -> list[str]:
        """Every part that is known to be wrong."""
        return [name for name in self._parts if self.fallen(name)]

    def stood_in_for(self) -> list[str]:
        """Those of them that something of ours takes the place of."""
        return [name for name in self._parts if self.fallen(name) and self._begun(name)]

    def not_begun(self) -> list[str]:
        """Those of them that nothing takes the place of."""
        return [name for name in self._parts if self.fallen(name) and not self._begun(name)]

    def blocked(self, *names: str) -> Blocked:
        """Names what is wrong already."""
        tests = [test for name in names for test in self.fallen(name)]
        return Blocked(
            f"leans on {', '.join(names)}: mend {', '.join(tests[:3])} first",
            f"First mend {', '.join(names)}: the tests of {'these' if len(names) > 1 else 'this'} above say how.",
        )

    def _speaks(self, test: str, name: str) -> bool:
        part = self._parts[name]
        return test.startswith(part.tests) or (test.startswith(f"{part.exercise}.") and test.endswith(f"[{name}]"))

    def _begun(self, name: str) -> bool:
        part = self._parts[name]
        passed = (self._kinds.get(f"{part.exercise}.test_{test}") == "passed" for test in part.core)
        return not part.core or any(passed)


def in_place(texts: Mapping[str, str]) -> str:
    """What follows a package's own text, so that each of these is ours wherever the package has it."""
    return IN_PLACE.replace("TEXTS", repr(dict(texts)))
