"""What the rules say of measured proposals, and the tables of how often they are right. Nothing here fits anything."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

from benchmarks.acceptance.pairing import Proposal
from haste.decisions.acceptance import advances
from haste.evaluation.scoring import lift_of_folds
from haste.statistics import pooled_sd, t_quantile
from haste.thresholds import CURRENT
from haste.vocabulary.competition import Split
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction

_HELPS = 0.02  # of the scale: a gain that a run would want
_BOOTSTRAP = "rows-bootstrap"
_ROUNDS = 1000  # of resampling units
_COLUMNS = 5  # of a table
_BOUNDED_MIN = 30  # proposals, below which bounds would say no more than the count does


class Design(NamedTuple):
    """A way to measure a lift."""

    name: str
    lift: Callable[[Proposal], Lift | None]


def _of_folds(gains: Sequence[float]) -> Lift:
    return lift_of_folds(gains, [0.0] * len(gains), Direction.MAXIMIZE, Split(folds=len(gains), seed=0))


def _of_rows(proposal: Proposal) -> Lift | None:
    return None if proposal.rows is None else Lift(mean=proposal.rows[0], se=proposal.rows[1], df=math.inf, method=_BOOTSTRAP)


DESIGNS = (
    Design("5 folds", lambda proposal: _of_folds(proposal.five)),
    Design("3 folds", lambda proposal: _of_folds(proposal.three)),
    Design("1 hold-out, rows", _of_rows),
)


def credit(lift: Lift) -> bool:
    """The strict rule, as `haste.decisions.crediting` applies it to a gain."""
    return lift.mean > t_quantile(CURRENT.credit_confidence, lift.df) * lift.se


def advance(lift: Lift) -> bool:
    """The mild rule."""
    return advances(lift, CURRENT)


RULES: dict[str, Callable[[Lift], bool]] = {"advance": advance, "credit": credit}


class Share(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    def __str__(self) -> str:
        """A share in per cent with what it rests on; a dash where it rests on nothing."""
        return f"{100 * self.hits / self.of:.1f} % of {self.of}" if self.of else "-"


def row(proposals: Iterable[Proposal], design: Design, rule: Callable[[Lift], bool]) -> tuple[Share, ...]:
    """Accepted of all changes; accepted of those that do not truly help; of the same solution with another seed; of noise columns; of true gains."""
    said = [(proposal, rule(lift)) for proposal in proposals if (lift := design.lift(proposal)) is not None]
    real = [(proposal, yes) for proposal, yes in said if proposal.kind == "change"]
    groups = (
        [yes for _, yes in real],
        [yes for proposal, yes in real if proposal.truth <= 0],
        [yes for proposal, yes in said if proposal.kind == "seed"],
        [yes for proposal, yes in said if proposal.kind == "noise"],
        [yes for proposal, yes in real if proposal.truth > _HELPS * proposal.scale > 0],
    )
    return tuple(Share(sum(group), len(group)) for group in groups)


def line(name: str, proposals: Iterable[Proposal], design: Design, rule: Callable[[Lift], bool]) -> str:
    """A row of a table; bounds are those of nine in ten resamplings of units, since the proposals of one unit err together."""
    by_unit = [row(unit, design, rule) for unit in units_of(proposals).values()]
    chance = random.Random(0)  # noqa: S311 - bounds that are the same each time
    resampled = [
        [_summed(drawn, column) for column in range(_COLUMNS)] for drawn in (chance.choices(by_unit, k=len(by_unit)) for _ in range(_ROUNDS))
    ]
    cells = [_cell(_summed(by_unit, column), sorted(rates(drawn[column] for drawn in resampled))) for column in range(_COLUMNS)]
    return f"| {name} | {' | '.join(cells)} |"


def units_of(proposals: Iterable[Proposal]) -> dict[tuple[str, int], list[Proposal]]:
    """Proposals by unit."""
    units: dict[tuple[str, int], list[Proposal]] = {}
    for proposal in proposals:
        units.setdefault((proposal.measured.competition, proposal.measured.unit), []).append(proposal)
    return units


def rates(shares: Iterable[Share]) -> list[float]:
    """In per cent, those that rest on nothing left out."""
    return [100 * share.hits / share.of for share in shares if share.of]


def _summed(rows: Sequence[Sequence[Share]], column: int) -> Share:
    return Share(sum(row[column].hits for row in rows), sum(row[column].of for row in rows))


def _cell(share: Share, resampled: Sequence[float]) -> str:
    if share.of < _BOUNDED_MIN:
        return str(share)
    low, high = (resampled[round(quantile * (len(resampled) - 1))] for quantile in (0.05, 0.95))
    return f"{share} ({low:.0f} to {high:.0f})"


def rule_tables(proposals: Sequence[Proposal]) -> str:
    """A table for each rule: by design on the competitions' own metrics, then by metric on five folds."""
    own = [proposal for proposal in proposals if proposal.measured.own]
    parts = []
    for name, rule in RULES.items():
        head = "| measured by | accepted | true gain <= 0 | another seed | noise columns | power, true gain > 2 % |\n|---|---|---|---|---|---|\n"
        lines = [line(design.name, own, design, rule) for design in DESIGNS]
        for metric in sorted({proposal.measured.metric for proposal in proposals}):
            of_metric = [proposal for proposal in proposals if proposal.measured.metric == metric]
            lines.append(line(f"5 folds, {metric}", of_metric, DESIGNS[0], rule))
        parts.append(f"### `{name}`\n\n{head}" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def racing_table(proposals: Sequence[Proposal]) -> str:
    """What early looks save, and what they cost: on five folds and the competitions' own metrics, the proposals of a unit one after the other."""
    units = units_of(proposal for proposal in proposals if proposal.measured.own and proposal.direct)
    lines = ["| dropped at, standard errors below 0 | folds run of 5 | accepts lost |", "|---|---|---|"]
    for errors in (0.5, CURRENT.race_standard_errors, 1.5):
        run = [_raced(unit, errors) for unit in units.values()]
        folds = fmean(folds for unit in run for folds, _ in unit) if run else math.nan
        lost = Share(sum(yes and folds < 5 for unit in run for folds, yes in unit), sum(yes for unit in run for _, yes in unit))
        lines.append(f"| {errors:g} | {folds:.2f} | {lost} |")
    return "\n".join(lines) + "\n"


def _raced(unit: Sequence[Proposal], errors: float) -> list[tuple[int, bool]]:
    """For each proposal the folds that it ran, and whether all five would have accepted it."""
    seen: list[Sequence[float]] = []
    found = []
    for proposal in unit:
        folds = next((look for look in CURRENT.race_looks if _trails(proposal.five[:look], seen, errors)), len(proposal.five))
        seen.append(proposal.five[:folds])
        found.append((folds, advance(_of_folds(proposal.five))))
    return found


def _trails(gains: Sequence[float], seen: Sequence[Sequence[float]], errors: float) -> bool:
    spread = pooled_sd([*seen, gains])
    return spread is not None and fmean(gains) < -errors * spread / math.sqrt(len(gains))
