"""From measured solutions to proposals: every ordered pair of a unit is one, since each may have been a run's parent."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from benchmarks.acceptance.deciding import Measured, Solution


class Proposal(NamedTuple):
    """A solution against the one that it has to beat; gains are higher where it is better."""

    measured: Measured
    kind: str  # "change", "seed" or "noise"
    direct: bool  # made of the unit's parent, by one technique
    five: tuple[float, ...]
    three: tuple[float, ...]
    rows: tuple[float, float] | None
    truth: float
    scale: float  # how far the best solution of the unit is from the best constant


def proposals(measured: Iterable[Measured]) -> list[Proposal]:
    """All of them. Another seed is a proposal both ways; noise columns are only ever added, to the very solution that had none."""
    return [proposal for unit in measured for proposal in _of_unit(unit)]


def _of_unit(unit: Measured) -> Iterator[Proposal]:
    scale = max(solution.truth for solution in unit.solutions) - unit.zero
    for parent in unit.solutions:
        for child in unit.solutions:
            kind = _kind(parent, child)
            if kind:
                yield Proposal(
                    measured=unit,
                    kind=kind,
                    direct=parent.kind == "parent",
                    five=_gains(child.five, parent.five),
                    three=_gains(child.three, parent.three),
                    rows=child.rows if parent.kind == "parent" else None,
                    truth=child.truth - parent.truth,
                    scale=scale,
                )


def _kind(parent: Solution, child: Solution) -> str:
    if parent is child or parent.kind == "noise":
        return ""
    if {parent.kind, child.kind} == {"parent", "seed"}:
        return "seed"
    if child.kind == "noise":
        return "noise" if parent.kind == "parent" else ""
    return "change"


def _gains(child: tuple[float, ...], parent: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(ours - theirs for ours, theirs in zip(child, parent, strict=True))
