"""Spread: measured values against a limit, and the chance that one more crosses it.

Beyond its highest tenth a spread is taken to fall off exponentially: P(value > limit) = 0.1 · exp(−(limit − u) / e),
u the highest tenth's lowest value, e its mean excess. A value beyond the limit counts as it is.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.checkup.validate.margins import Margin

if TYPE_CHECKING:
    from torch import Tensor

ROUNDING, MAGNIFIED, TWO = "rounding", "magnified", "2 threads"
TAIL = 0.1  # the share of the values that the tail is fitted to
PAGE = """# How steady a right solution stands

Measured by `python -m grader steadiness {options}`; this page is its output.

Points missed are counted against those that one answer for all would miss; the loss left is that of the last 40 steps
over that of the first 40. Rounding is the largest share of a tolerance that any comparison of a grading used, in both
dtypes; magnified is the largest factor by which a derivative enlarged the errors that the check puts in, as a share of
what makes it an approximation. Both are taken for each right style by itself, over all tests but the runs to a
threshold. The chance to cross a limit comes from an exponential tail over the highest tenth.

{table}
What falls short gets another try where the table says so: its chance counts to the power of its tries.
A sum of random terms can come close to zero by chance, and its share would have no such tail: it is held against the
size of its terms (`SIZE` in `grader/testing/expect.py`). Before that, one right optimizer in 700 gradings fell.
The number of threads in grading is always one; what two change is shown beside it.
The chance that a right solution loses a point is **{total:.0e}** per submission: that of each row with tries, and of
the style that stands closest to a limit.
"""


class Spread(msgspec.Struct, frozen=True):
    """The values of something that must stay below a limit."""

    what: str
    count: int
    mean: float
    deviation: float
    largest: float
    limit: float
    chance: float  # that one more value crosses the limit
    tries: int = 0  # in a row that have to cross it before a point is lost; 0 where the suites do not do it so


def spread(what: str, values: Sequence[float], limit: float, tries: int = 0) -> Spread:
    """The values in numbers, and the chance of the tail."""
    import torch  # noqa: PLC0415 - not every command has to wait for it

    x = torch.tensor(values, dtype=torch.float64)
    return Spread(what, len(x), float(x.mean()), float(x.std()), float(x.max()), limit, chance(x, limit), tries)


def chance(x: "Tensor", limit: float) -> float:
    """P(value > limit) by an exponential tail over the highest tenth: 0.1 · exp(−(limit − u) / mean excess)."""
    u = x.quantile(1 - TAIL)
    excess = (x[x > u] - u).mean() if bool((x > u).any()) else x.new_tensor(0.0)
    if float(x.max()) > limit:
        return float((x > limit).double().mean())
    return TAIL * math.exp(-float((limit - u) / excess)) if excess > 0 else 0.0


def margin_spreads(found: Sequence[Margin], at_two_threads: Sequence[float]) -> list[Spread]:
    """What rounding uses of its limits: in each right style, and with two threads."""
    spreads = []
    for kind in (ROUNDING, MAGNIFIED):
        for style in sorted({margin.style for margin in found}):
            shares = [getattr(margin, kind) for margin in found if margin.style == style]
            spreads.append(spread(f"{kind}, {style}", shares, 1.0))
    return [*spreads, spread(f"{ROUNDING}, the solution, {TWO}", at_two_threads, 1.0)]


def per_submission(found: Sequence[Spread]) -> float:
    """The chance that a right solution loses anything: a test only falls where all its tries do."""
    trained = [s.chance**s.tries for s in found if s.tries]
    worst = [
        max((s.chance for s in found if s.what.startswith(kind) and not s.what.endswith(TWO)), default=0.0)
        for kind in (ROUNDING, MAGNIFIED)
    ]
    return sum(trained) + sum(worst)


def write(found: Sequence[Spread], options: str, out: Path) -> None:
    """`steadiness.json` and `steadiness.md` in `out`; `options` are those of the command that measured."""
    out.mkdir(parents=True, exist_ok=True)
    total = per_submission(found)
    record = {"per_submission": total, "spreads": msgspec.to_builtins(found)}
    (out / "steadiness.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    head = (
        "| what | values | mean | deviation | largest | limit | chance | tries |\n|---|---|---|---|---|---|---|---|\n"
    )
    cells = (
        (
            s.what,
            str(s.count),
            f"{s.mean:.3g}",
            f"{s.deviation:.2g}",
            f"{s.largest:.3g}",
            f"{s.limit:g}",
            f"{s.chance:.0e}",
            str(s.tries or ""),
        )
        for s in found
    )
    lines = "".join(f"| {' | '.join(row)} |\n" for row in cells)
    (out / "steadiness.md").write_text(PAGE.format(options=options, table=head + lines, total=total), encoding="utf-8")
