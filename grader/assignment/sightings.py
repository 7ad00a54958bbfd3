"""What a watched `test.py` did with points: those it trained on, with their labels, and those it asked about.

    Seen (calls in their order)  →  Story: trained points and labels; askings, each a pass over points and its outputs

Whoever steps by hand, or whose layers were not watched, leaves a shorter story; what is not in it is not known.
All of it may be forged, to keep whoever reads it busy: what is done for each call is bounded, and what is longer than
any honest story is not known either.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import torch
from torch import Tensor

from ..records import Seen, Sighting

RADII = {"report": 1 / (math.sqrt(2) * math.pi), "course": 1 / math.sqrt(2 * math.pi)}
OLD, NEW = 1.0, 0.1  # share of an asking's points that were trained on: all of them, or next to none
ENOUGH = 200  # points from which labels of others can be told
WIDEST = 64  # coordinates of a point
TAUGHT, TOLD = 5000, 50_000  # points: whose labels tell those of others, and whose labels are told in one asking
MANY = 2000  # askings: two for each of a thousand epochs
PART = 1000  # points that are laid beside those known at once


@dataclass(eq=False)
class Answer:
    """One call of the network: points (N, D), outputs (N, C), classes (N,) where a loss was asked about it.

    Outputs that were not seen have no columns.
    """

    points: Tensor
    outputs: Tensor
    when: int  # how many gradients went back before it
    classes: Tensor | None = None
    trained: bool = False
    keys: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.int64))


@dataclass(eq=False)
class Asking:
    """A pass over points that nothing is learnt from, each once: where it stands, and in percent how much is wrong."""

    points: Tensor
    outputs: Tensor
    when: int
    classes: Tensor | None  # known because they were trained on, or because a loss was asked
    share: float  # of the points that were trained on
    whole: bool  # no call of the pass can have been passed over

    @property
    def wrong(self) -> float | None:
        """The share of points whose largest output is not at their class, in percent; None where that is not known."""
        return None if self.classes is None else wrong(self.outputs, self.classes)


@lru_cache(maxsize=2)
def story_of(seen: Seen, few: int) -> "Story":
    """The story of a run, told once: several judge by it."""
    return Story(seen, few)


class Story:
    """A run as its points tell it."""

    def __init__(self, seen: Seen, few: int) -> None:
        self.counts, self.others, self.dropped, self._few = seen.counts, seen.others, seen.dropped, few
        self.answers = answers(seen.sightings)
        self.trained_answers = [each for each in self.answers if each.trained]
        self.whole = bool(self.trained_answers) and all(each.outputs.shape[1] == 2 for each in self.trained_answers)
        self.points, self.keys, self.classes = self._trained()
        self._sorted, self._order = self.keys.sort()
        self.askings = list(islice((each for group in self._groups() if (each := self._asking(group))), MANY + 1))
        self.whole &= len(self.askings) <= MANY

    def count(self, label: str) -> int:
        """How many calls of this label were seen."""
        return self.counts.get(label, 0)

    @property
    def inside(self) -> float | None:
        """The share of the rarer class among the points trained on; None where labels were not seen."""
        if self.classes is None or len(self.classes) < ENOUGH // 4:
            return None
        share = float(self.classes.double().mean())
        return min(share, 1 - share)

    def asked(self, *, old: bool) -> list[Asking]:
        """The askings about points that were trained on, or about new ones, after training had begun."""
        large = [each for each in self.askings if each.when and len(each.points) >= ENOUGH // 2]
        return [each for each in large if (each.share >= OLD if old else each.share <= NEW)]

    def _trained(self) -> tuple[Tensor, Tensor, Tensor | None]:
        """Each point trained on once, in the order of its first time; its key; its class as it was given then."""
        if not self.trained_answers:
            return torch.empty(0, 2), torch.empty(0, dtype=torch.int64), None
        points = torch.cat([each.points for each in self.trained_answers])
        every = torch.cat([each.keys for each in self.trained_answers])
        first = firsts(every)
        labels = [c for each in self.trained_answers if (c := each.classes) is not None]
        known = len(labels) == len(self.trained_answers)
        return points[first], every[first], torch.cat(labels)[first] if known else None

    def _groups(self) -> Iterable[list[Answer]]:
        """Answers that nothing was learnt from, one after the other; where a point comes again, another pass begins."""
        group: list[Answer] = []
        met: set[int] = set()  # the keys of the group
        for each in self.answers:
            mine = set(each.keys.tolist())
            apart = group and (group[0].when != each.when or self._old(group[0]) != self._old(each))
            if group and (each.trained or apart or not met.isdisjoint(mine)):
                yield group
                group, met = [], set()
            if not each.trained:
                group.append(each)
                met |= mine
        if group:
            yield group

    def _old(self, answer: Answer) -> bool:
        return bool(self._known(answer.keys)[0].all())

    def _known(self, keys: Tensor) -> tuple[Tensor, Tensor]:
        """Which keys are of points that were trained on, and where these stand."""
        if not len(self.keys):
            return torch.zeros_like(keys, dtype=torch.bool), keys
        places = torch.searchsorted(self._sorted, keys).clamp_(max=len(self.keys) - 1)
        return self._sorted[places] == keys, self._order[places]

    def _asking(self, group: list[Answer]) -> Asking | None:
        if any(each.outputs.shape[1] != 2 for each in group):
            return None
        keys, told = torch.cat([each.keys for each in group]), [c for each in group if (c := each.classes) is not None]
        known, places = self._known(keys)
        classes = torch.cat(told) if len(told) == len(group) else None
        if known.all() and self.classes is not None:
            classes = self.classes[places]
        share = float(known.double().mean())
        whole = not self.dropped or all(len(each.points) >= self._few for each in group)
        points = torch.cat([each.points for each in group])
        return Asking(points, torch.cat([each.outputs for each in group]), group[0].when, classes, share, whole)


def answers(sightings: Iterable[Sighting]) -> list[Answer]:
    """The network's answers, with the labels and gradients that belong to them; all take points of one dimension."""
    found: list[Answer] = []
    last: Answer | None = None
    when = 0
    for label, argument, result in sightings:
        if label == "answer":
            last = None
            if argument is not None and argument.dim() == 2 and argument.numel() and argument.shape[1] <= WIDEST:
                fits = result is not None and result.dim() == 2 and len(result) == len(argument)
                last = Answer(argument, result if fits else argument[:, :0], when, keys=keys(argument))
                found.append(last)
        elif label == "loss" and last is not None and argument is not None and len(argument) == len(last.points):
            last.classes = classes(argument)
        elif label == "gradient":
            when += 1
            if last is not None:
                last.trained = True
    trained = next((each for each in found if each.trained), None)
    width = found[0].points.shape[1] if found else 0
    if trained is not None and trained.points.shape[1] != width:
        return []  # layers were called one by one, with something between that was not seen
    return [each for each in found if each.points.shape[1] == width]


def classes(target: Tensor) -> Tensor | None:
    """The class of each sample, from indices, from rows, or from one number a sample."""
    if target.dim() == 2 and target.shape[1] == 2:
        return target.argmax(1)
    if target.dim() == 1 or target.shape[1] == 1:
        flat = target.reshape(-1)
        return (flat > 0.25).long()
    return None


def keys(points: Tensor) -> Tensor:
    """A number for each row, by its bits."""
    bits = points.contiguous().view(torch.int32).long()
    factors = torch.tensor([pow(6364136223846793005, k + 1, 1 << 62) | 1 for k in range(points.shape[1])])
    return (bits * factors).sum(1)


def firsts(every: Tensor) -> Tensor:
    """Where each key stands first, in that order."""
    _, inverse = torch.unique(every, return_inverse=True)
    places = torch.full((int(inverse.max()) + 1,), len(every)).scatter_reduce(
        0, inverse, torch.arange(len(every)), "amin"
    )
    return places.sort().values


def wrong(outputs: Tensor, classes: Tensor) -> float:
    """The share of samples whose larger output is not at their class, in percent."""
    return 100 * float((outputs.argmax(1) != classes).double().mean())


def neighbours(points: Tensor, known: Tensor, classes: Tensor, *, themselves: bool = False) -> Tensor:
    """The class of the nearest known point; not of the point itself, where they are the very same in the same order."""
    nearest = []
    for first in range(0, len(points), PART):
        apart = torch.cdist(points[first : first + PART].double(), known.double())
        if themselves:
            apart.diagonal(first).fill_(math.inf)
        nearest.append(apart.argmin(1))
    return classes[torch.cat(nearest)]


def disk(points: Tensor, classes: Tensor, others: Tensor) -> tuple[Tensor, float]:
    """The labels of other points, and how far in percent a share of wrong ones may be off.

    Where the square that the points fill holds one of the disks, by that; otherwise by the nearest point.
    """
    points, classes = points[:TAUGHT], classes[:TAUGHT]
    if points.shape[1] == 2 and len(points) >= ENOUGH:
        low, high = points.min(0).values, points.max(0).values
        middle, half = (low + high) / 2, (high - low) / 2 * (len(points) + 1) / (len(points) - 1)
        for radius in RADII.values():
            for turned in (0, 1):
                guess = [((x - middle).div(half).norm(dim=1) / 2 < radius).long() ^ turned for x in (points, others)]
                if float((guess[0] != classes).double().mean()) <= 0.015:
                    return guess[1], 0.6
    return neighbours(others, points[:2000], classes[:2000]), 6.0
