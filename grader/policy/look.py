"""One exercise's derivatives, looked at: everything that its workers were asked is asked anew in rough arithmetic.

Where code raises in rough arithmetic alone, the line that raised is read as if it were not there; at last errors are as
small as a check of twelve digits bears. Who answers exactly and in neither arithmetic withholds his derivative.
"""

from collections.abc import Callable, Iterator
from random import Random

import torch
from torch import Tensor

from grader.policy.floors import floors
from grader.policy.magnification import Magnification
from grader.policy.replay import NONE, Replay, replay
from grader.policy.transcript import Line, Question, Transcript
from grader.policy.violations import OUT_OF_ORDER
from grader.settings import Derivatives

SIZES = (1e-7, 1e-13)  # of the errors; the second where nobody answers with the first
CHECKS = 4  # checks of a submission's own, one behind the other, that are read as if they were not there
DIGITS = 9  # of the number of a line: a hostile worker may tell one that cannot be told to the next
Silent = dict[str, list[int]]
OpenLine = Callable[[float, Silent], Line]  # the size of errors, and lines that raise nothing → a rough worker


class Look:
    """What is known of one exercise's derivatives; `watched` says which of them a test aims at."""

    def __init__(
        self, open_line: OpenLine, derivatives: Derivatives, watched: dict[str, tuple[str, ...]], seed: int
    ) -> None:
        self._open, self._derivatives, self._watched, self._seed = open_line, derivatives, watched, seed
        self._floors: list[list[float]] = []  # for each question of each worker
        self.transcripts: list[Transcript] = []  # a worker each
        self.factors: dict[str, float] = {}  # derivative → how much larger than itself an error came out
        self.sizes: dict[str, float] = {}  # … and how large it was
        self.withheld: dict[str, str] = {}  # derivatives without an answer, and how a worker ended
        self.counts: dict[str, dict[str, int]] = {}  # derivative → its operations
        self.seen: set[str] = set()

    def ask(self) -> None:
        """Ask everything anew, until each derivative has answered or nothing helps."""
        silent: Silent = {}
        draw, needed = Random(self._seed), [self._needed(each) for each in self.transcripts]
        self._floors = [floors(each, self._judged, self._derivatives.by_element, draw) for each in needed]
        for size in SIZES:
            for left in reversed(range(CHECKS + 1)):
                replays = self._replays(needed, size, silent)
                ended = any(each.seen & OUT_OF_ORDER.keys() for each in replays)
                late = any(each.late for each in replays)  # a loop that ends at twelve digits, perhaps
                # Who raised has not done what he was asked, and answers later as if he had not been.
                raised = {place for each in replays for place in each.raised}
                if left and not ended and not late and learned(silent, raised):
                    continue
                self._take(replays, size)
                if not self.withheld or ended:
                    return
                break

    def _replays(self, needed: list[list[Question]], size: float, silent: Silent) -> list[Replay]:
        """Each worker's questions, put to another one."""

        def open_line() -> Line:
            return self._open(size, silent)

        wanted = set(self._derivatives.names)
        return [replay(each, open_line, floor, wanted) for each, floor in zip(needed, self._floors, strict=True)]

    def _needed(self, transcript: Transcript) -> list[Question]:
        """All questions up to the last one that is judged: what came before may matter to it, what comes later not."""
        judged = [place for place, question in enumerate(transcript.questions, 1) if self._judged(question)]
        return transcript.questions[: max(judged, default=0)]

    def _judged(self, question: Question) -> frozenset[str]:
        """The derivatives that the answer speaks of, if errors can be told in it."""
        names = question.quantities.intersection(self._watched.get(question.test, ()))
        judged = names and self._derivatives.judges(question.test) and question.tensor is not None
        return names if judged else frozenset()

    def _take(self, replays: list[Replay], size: float) -> None:
        """Keep what answered and had not before."""
        found: dict[str, Magnification] = {}
        self.withheld = {}
        for name, question, answer, floor in self._answers(replays):
            if name in self.factors:
                continue
            if not self._took(found.setdefault(name, Magnification()), name, question, answer, floored=floor > 0):
                self.withheld[name] = next((each.end for each in replays if each.end), "")
        for name in found.keys() - self.withheld.keys():
            self.factors[name], self.sizes[name] = found[name].factor(size), size
        for each in replays:
            self.counts.update(each.counts)
            self.seen |= each.seen

    def _answers(self, replays: list[Replay]) -> Iterator[tuple[str, Question, object, float]]:
        """Each derivative's exact and rough answers and the floor there, where errors can be told."""
        for transcript, replayed, floor in zip(self.transcripts, replays, self._floors, strict=True):
            for question, answer, each in zip(transcript.questions, replayed.answers, floor, strict=False):
                for name in self._judged(question):
                    yield name, question, None if answer is NONE else answer, each

    def _took(self, found: Magnification, name: str, question: Question, answer: object, *, floored: bool) -> bool:
        """Count one answer, if it says anything."""
        exact, elements = question.tensor, self._derivatives.by_element(question.test)
        if exact is None:
            return True
        steepest = self._steepest(name, question, exact)
        return found.take(exact, answer, elements=elements, floored=floored, steepest=steepest)

    def _steepest(self, name: str, question: Question, exact: Tensor) -> Tensor | None:
        """What each element's error counts against, where the function may be flat."""
        slope = self._derivatives.steepest_of(name)
        given = question.given if name in self._derivatives.times_argument else None
        if given is not None and given.shape == exact.shape:
            return slope * given.abs()
        return torch.full_like(exact, slope) if slope else None


def learned(silent: Silent, places: set[str]) -> bool:
    """Note the places that raised; whether any is new."""
    before = sum(map(len, silent.values()))
    for place in sorted(places):
        path, _, line = place.rpartition(":")
        if path and line.isdecimal() and len(line) <= DIGITS and int(line) not in silent.setdefault(path, []):
            silent[path].append(int(line))
    return sum(map(len, silent.values())) > before
