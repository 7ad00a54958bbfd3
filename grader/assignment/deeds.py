"""What a `test.py` did, judged: an error that does not depend on training is none.

    Story of the watched run + both errors printed  →  a Fault, or nothing

A fault is something seen that no honest script does. Whatever the run cannot tell is no fault: parts of one's own, a
loop of one's own, points that nobody saw. Only where the run fits the numbers neither way, it is run again with
optimizers that do not step (`still`), or with its operations counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from ..records import ScriptRun, Seen, Watch
from .sightings import ENOUGH, TOLD, Asking, Story, disk, firsts, neighbours, story_of, wrong

OPERATIONS = 1000  # of tensors: no training takes fewer
SETTLED = 0.3  # percent: how far the labels of new points, told by those trained on, are mostly off
SAME = 0.051  # percent: one printed number and one share of 1,000 points
UNMOVED = 1e-5  # how far outputs differ by rounding alone
AGAIN = 50  # points seen both early and late
Errors = Mapping[str, float]
Again = Callable[[Watch], tuple[ScriptRun, Errors | None]]
"""Runs the script once more, watched otherwise: the run, and the errors that it printed, if it did."""


class Fault(NamedTuple):
    """What was seen, in a clause, and a kind sentence on what to do."""

    saw: str
    hint: str


def fault(seen: Seen, errors: Errors, rerun: Again, watch: Watch, *, sound: bool) -> Fault | None:
    """What is wrong with the run; `sound` says that every part passes its own tests, so that a script can learn."""
    story = story_of(seen, watch.few)
    if not story.count("answer") and not story.count("gradient"):
        return None if seen.others else _computed(rerun, watch)
    found = _unmoved(story, sound=sound) or _shuffled(story) or _given_labels(story) or _standardised(story, errors)
    if not found and story.whole:
        found = _tested(story, errors) or _accuracy(story, errors) or (_learnt(story) if sound else None)
    if found or (story.whole and _settled(story, errors)):
        return found
    if not story.count("step") or not (sound or _moved(story)):
        return None
    return _constant(errors, rerun, watch)


# One look each. ------------------------------------------------------------------------------------------


def _computed(rerun: Again, watch: Watch) -> Fault | None:
    """Whether anything was computed at all, where no part of the package was asked."""
    run, _ = rerun(replace(watch, operations=True))
    if run.seen is None or run.seen.operations >= OPERATIONS:
        return None
    return Fault(
        "no network answered and nothing was trained",
        "Both errors are printed, but no network of the package was asked or trained: build one, train it, and print "
        "how often it errs.",
    )


def _unmoved(story: Story, *, sound: bool) -> Fault | None:
    """Nothing stepped, or the network answers at the end as at the beginning."""
    steps = story.count("step")
    if not steps and not story.count("gradient") and not story.others:
        return Fault(
            "no gradient went back and no optimizer stepped",
            "The network was asked, but never trained: no backward and no step was called. Train it first.",
        )
    if (steps and not sound) or _moved(story) is not False:
        return None
    if not steps:
        return Fault(
            "no optimizer stepped, and the network answered at the end as at the beginning",
            "Gradients were computed, but no optimizer stepped: call optimizer.step() after each backward.",
        )
    return Fault(
        "the network answered at the end as at the beginning",
        "The optimizer stepped, and the network stayed as it was: does it hold this very network, and is its learning "
        "rate above 0?",
    )


def _moved(story: Story) -> bool | None:
    """Whether points that were asked about early and late got other outputs; None where there are none."""
    told = [each for each in story.answers if each.outputs.shape[1] == 2]
    if not told or told[-1].when <= told[0].when:
        return None
    keys, outputs = torch.cat([each.keys for each in told]), torch.cat([each.outputs for each in told])
    when = torch.cat([torch.full((len(each.points),), each.when) for each in told])
    first = firsts(keys)
    last = len(keys) - 1 - firsts(keys.flip(0))
    first, last = (places[keys[places].argsort()] for places in (first, last))
    later = when[last] > when[first]
    apart = (outputs[last] - outputs[first])[later].abs()
    if int(later.sum()) < AGAIN:
        return None
    return not bool((apart <= UNMOVED * (1 + outputs[first][later].abs())).all())


def _shuffled(story: Story) -> Fault | None:
    """Labels that are not those of their points: then neighbours agree no more than strangers."""
    if story.classes is None or len(story.points) < ENOUGH:
        return None
    points, classes = story.points[:1000], story.classes[:1000]
    share = float(classes.double().mean())
    strangers = 2 * share * (1 - share)
    apart = float((neighbours(points, points, classes, themselves=True) != classes).double().mean())
    if strangers < 0.1 or apart < 0.6 * strangers:
        return None
    return Fault(
        "the labels that the loss got are not those of the points that the network got",
        "Points and labels no longer belong together: where the points are shuffled or drawn anew, take the labels in "
        "the same order.",
    )


def _given_labels(story: Story) -> Fault | None:
    """A column of the input that tells the class: with a gap between both, as no coordinate of a disk has one."""
    if story.classes is None or len(story.points) < ENOUGH:
        return None
    one, other = (story.points[story.classes == k] for k in (0, 1))
    if min(len(one), len(other)) < 10:
        return None
    gap = torch.maximum(one.min(0).values - other.max(0).values, other.min(0).values - one.max(0).values)
    extent = story.points.max(0).values - story.points.min(0).values
    if not bool((gap > 0.03 * extent).any()):
        return None
    return Fault(
        "the labels can be read off the network's inputs",
        "The network gets the labels among its inputs: give it the two coordinates of a point, and nothing else.",
    )


def _standardised(story: Story, errors: Errors) -> Fault | None:
    """Test points that lie elsewhere than those trained on, and are missed for it."""
    new = [each for each in story.asked(old=False) if len(each.points) >= ENOUGH // 2]
    if not new or errors["test"] < errors["train"] + 3:
        return None
    mean, spread = story.points.mean(0), story.points.std(0).clamp(min=1e-9)
    for each in new:
        shift, ratio = ((each.points.mean(0) - mean) / spread).abs().max(), each.points.std(0) / spread
        if shift < 0.3 and bool(((ratio > 0.75) & (ratio < 1.33)).all()):
            return None
    return Fault(
        "the test points were scaled otherwise than the training points",
        "Test points come to the network otherwise than training points: standardise both with the mean and the "
        "deviation of the training points.",
    )


def _tested(story: Story, errors: Errors) -> Fault | None:
    """Which points the test error speaks of."""
    old, new = story.asked(old=True), story.asked(old=False)
    train, test = (_told(old, errors[name]) for name in ("train", "test"))
    guesses = _guesses(story, new)
    mixed = _guesses(story, [each for each in story.askings if each.when and each.whole and each.share > 0.3])
    if not new and (test or _near(mixed, errors["test"])):
        return Fault(
            "the test error is that of points that were trained on, and no other point was asked about",
            "The test error was found on points that the network was trained on: draw test points that it has not "
            "seen.",
        )
    if guesses and test and not train and _near(guesses, errors["train"]):
        return Fault(
            "the test error is that of the points that were trained on, the train error that of others",
            "The network was trained on the test points: train on the training points alone.",
        )
    if guesses and test and errors["test"] == errors["train"] and not _near(guesses, errors["test"], 0.6):
        return Fault(
            "the test error is that of the points that were trained on",
            "The test error is the train error once more: compute it on the test points.",
        )
    early = [each for each in story.askings if not each.when and each.share <= 0.1]
    if early and not new and _near(_guesses(story, early), errors["test"]):
        return Fault(
            "the test points were asked about before the training alone",
            "The test error was found before the training: compute it afterwards.",
        )
    every = _guesses(story, [each for each in story.askings if each.share <= 0.1])
    if every and errors["test"] <= 50 and errors["test"] > max(guess + 2 * off + 5 for guess, off in every):
        return Fault(
            "far fewer test points were missed than printed",
            "The network's answers on the test points are better than the error printed: are they compared with the "
            "labels of the same points, in the same order?",
        )
    return None


def _accuracy(story: Story, errors: Errors) -> Fault | None:
    """Hits counted for misses."""
    old, new = story.asked(old=True), _guesses(story, story.asked(old=False))
    hits = errors["train"] > 50 and _told(old, 100 - errors["train"]) and not _told(old, errors["train"])
    hits = hits or (errors["test"] > 50 and _near(new, 100 - errors["test"]) and not _near(new, errors["test"], 10.0))
    if not hits:
        return None
    return Fault(
        "what is printed is the share of points that the network gets right",
        "This is an accuracy, not an error: print the share of points missed.",
    )


def _learnt(story: Story) -> Fault | None:
    """A network that ends worse than one answer for all, after its loss has risen."""
    pairs = [(each.outputs, each.classes) for each in story.trained_answers if each.classes is not None]
    if story.inside is None or not pairs:
        return None
    old = [(each.outputs, each.classes) for each in story.asked(old=True) if each.classes is not None]
    outputs, classes = (torch.cat(each) for each in zip(*(old[-1:] or pairs[-10:]), strict=True))
    start, peak = _misfit(pairs[:5]), max(_misfit(pairs[k : k + 10]) for k in range(0, len(pairs), 10))
    end, most = _misfit([(outputs, classes)]), 100 * story.inside
    cleared = story.count("clear") > 0
    finite = bool(outputs.isfinite().all())
    missed = wrong(outputs, classes)
    much = missed > (1.15 * most + 2 if cleared else 0.9 * most)
    if finite and not (much and (end >= 0.98 * start or max(peak, end) >= 1.5 * start)):
        return None
    hint = "The network is worse after the training than before: does each step go down the slope, and is the learning "
    hint += "rate small enough?"
    if not cleared:
        hint = "The network does not learn, and the gradients are never emptied: call optimizer.zero_grad() before "
        hint += "each backward, or all gradients add up."
    return Fault("the loss did not fall, and the network ends worse than one answer for all points", hint)


def _constant(errors: Errors, rerun: Again, watch: Watch) -> Fault | None:
    """The same test error where nothing can be learnt."""
    _, without = rerun(replace(watch, still=("step",)))
    if without is None or without["test"] != errors["test"]:
        return None
    return Fault(
        "the same test error is printed where no optimizer steps",
        "The test error is the same without any training, so it is not the network's: count what the trained network "
        "predicts wrongly.",
    )


# Words of the looks. -------------------------------------------------------------------------------------


def _misfit(pairs: Sequence[tuple[Tensor, Tensor]]) -> float:
    """The mean squared distance of outputs from the one-hot rows of classes; infinite where one is no number."""
    outputs, classes = (torch.cat(each) for each in zip(*pairs, strict=True))
    far = (outputs.double() - torch.eye(2, dtype=torch.float64)[classes]).square().mean()
    return float(far.nan_to_num(nan=torch.inf))


def _told(askings: list[Asking], error: float) -> bool:
    """Whether one of them misses exactly so many."""
    return any(each.whole and each.wrong is not None and abs(each.wrong - error) < SAME for each in askings)


def _guesses(story: Story, askings: list[Asking]) -> list[tuple[float, float]]:
    """In percent, how many new points each asking misses, and how far that may be off."""
    found = []
    for each in askings:
        if each.classes is not None:
            found.append((wrong(each.outputs, each.classes), SAME))
        elif story.classes is not None and len(each.points) <= TOLD:
            labels, off = disk(story.points, story.classes, each.points)
            found.append((wrong(each.outputs, labels), off))
    return found


def _near(guesses: list[tuple[float, float]], error: float, more: float = 0.0) -> bool:
    return any(abs(guess - error) <= off + more for guess, off in guesses)


def _settled(story: Story, errors: Errors) -> bool:
    """Whether the points seen explain both numbers; a perfect test is looked at once more, unless it looked perfect."""
    guesses = [guess for guess, _ in _guesses(story, story.asked(old=False))]
    fits = any(abs(guess - errors["test"]) <= SETTLED and (errors["test"] or not guess) for guess in guesses)
    return fits and _told(story.asked(old=True), errors["train"])
