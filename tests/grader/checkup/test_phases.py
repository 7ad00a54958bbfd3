"""Where the CPU time of one submission goes: the phases add up, in the order in which they run."""

from grader import settings
from grader.checkup import phases
from grader.sandbox.zygote import Zygote
from tests.commands import ROOT


def test_phases_add_up_to_what_was_spent() -> None:
    with Zygote() as zygote:
        before = phases.spent()
        found = phases.warm(ROOT, settings.read(), zygote)
        spent = phases.spent() - before
    assert found.keys() == set(phases.PHASES) - {"start"}
    assert abs(sum(found.values()) - spent) < 0.2 * spent
    assert min(found.values()) >= 0
    assert found["suites"] + found["training"] > found["report"]


def test_a_line_in_the_order_of_the_walk() -> None:
    found = {"report": 0.01, "screen": 0.12345, "start": 2.0}
    assert phases.as_text(found) == "start: 2.0, screen: 0.123, report: 0.01"


def test_a_lap_belongs_to_its_phase() -> None:
    clock = phases.Clock()
    sum(range(200_000))
    clock.lap("suites")
    clock.lap("report")
    clock.lap("suites")
    assert clock.cpu.keys() == {"suites", "report"}
    assert min(clock.cpu.values()) >= 0
