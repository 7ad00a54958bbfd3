"""What is decided by hand, laid over what the grader gave, from which it always starts: nothing adds up twice.

    grader's own scorecard + waive, hold  →  score (with or without the cap)
    score + points, or the total          →  mark, from 0 to the most
    mark · what lateness leaves           →  final

A new total is written as the points that make it so, and follows when the grader's own points change.
"""

import difflib
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from grader.batch.adjustments import Adjustments, Line
from grader.batch.late import spoken
from grader.batch.roster import Person, teams
from grader.policy import decisions
from grader.policy.decisions import Decision
from grader.result import Adjustment, Result
from grader.scoring.scorecard import PRECISION, Scorecard

NOTHING = {"waive": "violation", "hold": "remark"}
LATER = ("extension", "submission")  # heard by others


def settled(result: Result, lines: Sequence[Line]) -> tuple[Result, list[str]]:
    """The result under the lines that speak of it, and a sentence for each that says nothing or too much of it."""
    moves = {_decision(line): line for line in lines if line.what in NOTHING}
    card, idle = decisions.decided(result.scorecard, list(moves))
    id = result.submission.id
    told = [f"{moves[d].at or 'adjustments'}: {id}: there is no {NOTHING[d.what]} at {d.where}" for d in idle]
    adjustments, problems = _points(card, lines)
    told += [f"{line.at or 'adjustments'}: {id}: {words}" for line, words in problems]
    mark = card.score + sum(each.points for each in adjustments)
    if adjustments and not 0 <= round(mark, PRECISION) <= card.max_score:
        end = min(max(mark, 0.0), card.max_score)
        told.append(f"adjustments: {id}: they come to {mark:g} of {card.max_score:g} points; {end:g} counts")
    return replace(result, scorecard=card, adjustments=adjustments), told


def unheard(adjustments: Adjustments, graded: Collection[str], people: Mapping[str, Person]) -> list[str]:
    """A sentence for each line that speaks of nobody, of nothing graded, or of a time that nobody knows."""
    groups, told, done = teams(people), [], {*graded}
    known = {*done, *people, *groups}
    for id, lines in sorted(adjustments.items()):
        for line in lines:
            at, members = line.at or "adjustments", groups.get(id, [id])
            if id not in known:
                near = difflib.get_close_matches(id, known, n=3)
                hint = f"; near to it: {', '.join(near)}" if near else ""
                told.append(f"{at}: nobody has the id {id}{hint}")
            elif line.what == "extension" and people.keys().isdisjoint(members):
                told.append(f"{at}: {id} is in no line of the roster, so that an extension says nothing")
            elif line.what != "extension" and done.isdisjoint(members):
                told.append(f"{at}: nothing was graded under the id {id}; the line waits for it")
    return told


def extensions(shared: Adjustments) -> dict[str, float]:
    """Minutes by id, added up."""
    return {id: sum(line.value for line in lines if line.what == "extension") for id, lines in shared.items()}


def decided(shared: Adjustments) -> dict[str, tuple[str, ...]]:
    """By id and in words, the lines that leave no trace in `scores.json`."""
    return {id: tuple(_words(line) for line in lines if line.what in LATER) for id, lines in shared.items()}


def _words(line: Line) -> str:
    what = f"an extension of {spoken(timedelta(minutes=line.value))}" if line.what == "extension" else line.where
    return f"{what} ({': '.join(filter(None, [line.by, line.why]))})"


def _decision(line: Line) -> Decision:
    return Decision("hold" if line.what == "hold" else "waive", line.where, line.by, line.why)


def _points(card: Scorecard, lines: Sequence[Line]) -> tuple[tuple[Adjustment, ...], list[tuple[Line, str]]]:
    """The points by hand, and those lines that today's rubric leaves no place for."""
    exercises = {exercise.id for exercise in card.exercises}
    found: list[Adjustment] = []
    problems = []
    for line in (line for line in lines if line.what == "points"):
        if line.where and line.where not in exercises:
            problems.append((line, f"there is no exercise {line.where} any more, its {line.value:+g} points wait"))
        else:
            found.append(Adjustment(line.where or None, line.value, line.why, line.by))
    totals = [line for line in lines if line.what == "total"]
    if totals:
        line = totals[-1]  # a member's own stands behind the team's
        total = min(line.value, card.max_score)
        if total < line.value:
            problems.append((line, f"a total of {line.value:g} is beyond the {card.max_score:g} that there are now"))
        points = total - card.score - sum(each.points for each in found)
        found.append(Adjustment(None, round(points, PRECISION), line.why, line.by))
    return tuple(found), problems
