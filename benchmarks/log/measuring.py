"""Both sides in turns, and the median of what they come to against each other in each round."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], None]
Prepared = Callable[[], Work]  # what is not timed; returns what is


@dataclass(frozen=True, kw_only=True)
class Took:
    """What a piece of work cost."""

    wall_s: float
    cpu_s: float  # of this process


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One line of the table."""

    name: str
    must: float
    stretch: float
    wall: float  # anchor's time / ours, median of all rounds
    cpu: float
    spread: tuple[float, float]  # lowest and highest ratio of wall time
    per_s: float  # of ours, for an impression


def took(prepared: Prepared) -> Took:
    """Time one piece of work."""
    work = prepared()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(wall_s=time.perf_counter() - wall, cpu_s=time.process_time() - cpu)


def compared(name: str, ours: Prepared, anchor: Prepared, *, goal: tuple[float, float], count: int, rounds: int) -> Compared:
    """Run both sides in turns; which is first changes each round.

    Args:
        name: Of the line.
        ours: HASTE's side.
        anchor: What it is compared with.
        goal: The ratio that must be reached, and the one that is hoped for.
        count: Events of one run.
        rounds: At least five.
    """
    pairs: list[tuple[Took, Took]] = []
    for number in range(rounds):
        if number % 2:
            theirs = took(anchor)
            pairs.append((took(ours), theirs))
        else:
            pairs.append((took(ours), took(anchor)))
    walls = [theirs.wall_s / mine.wall_s for mine, theirs in pairs]
    return Compared(
        name=name,
        must=goal[0],
        stretch=goal[1],
        wall=statistics.median(walls),
        cpu=statistics.median(theirs.cpu_s / max(mine.cpu_s, 1e-9) for mine, theirs in pairs),
        spread=(min(walls), max(walls)),
        per_s=count / statistics.median(mine.wall_s for mine, _ in pairs),
    )


def table(lines: list[Compared]) -> str:
    """The lines as Markdown."""
    head = "| what | must | stretch | wall | lowest - highest | cpu | events/s |\n|---|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {one.name} | {one.must:g} | {one.stretch:g} | **{one.wall:.2f}** | {one.spread[0]:.2f} - {one.spread[1]:.2f} "
        f"| {one.cpu:.2f} | {one.per_s:,.0f} |\n"
        for one in lines
    )
