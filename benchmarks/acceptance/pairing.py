"""From measured solutions to proposals: every ordered pair of a unit is one, since each may have been a run's parent."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from benchmarks.acceptance.deciding import Measured, Solution


class Proposal(NamedTuple):
    """A solution against the one that it has to beat; gains are higher where it is better."""

    measured: Measured
    kind: str  # "change", "seed" or "noise"
    parent: int  # place of the one that it has to beat, among the solutions of the unit
    five: tuple[float, ...]
    three: tuple[float, ...]
    rows: tuple[float, ...]  # bootstrap error of the gain on each of five hold-outs; empty where another metric than the own one measures
    truth: float
    scale: float  # how far the best solution of the unit is from the best constant


def proposals(measured: Iterable[Measured]) -> list[Proposal]:
    """All of them. Another seed is a proposal both ways; noise columns are only ever added, to the very solution that had none."""
    return [proposal for unit in measured for proposal in _of_unit(unit)]


def _of_unit(unit: Measured) -> Iterator[Proposal]:
    scale = max(solution.truth for solution in unit.solutions) - unit.zero
    places = {pair: place for place, pair in enumerate(combinations(range(len(unit.solutions)), 2))}
    for one, parent in enumerate(unit.solutions):
        for other, child in enumerate(unit.solutions):
            kind = _kind(parent, child)
            if kind:
                yield Proposal(
                    measured=unit,
                    kind=kind,
                    parent=one,
                    five=_gains(child.five, parent.five),
                    three=_gains(child.three, parent.three),
                    rows=tuple(errors[places[min(one, other), max(one, other)]] for errors in unit.errors),
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
