"""What the rules say of measured proposals, and the tables of how often they are right. Nothing here fits anything."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

from benchmarks.acceptance.pairing import Proposal
from haste.decisions.acceptance import advances
from haste.decisions.crediting import credit_bound
from haste.evaluation.scoring import lift_of_folds
from haste.statistics import pooled_sd, t_quantile
from haste.thresholds import CURRENT
from haste.vocabulary.competition import Split
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction

_HELPS = 0.02  # of the scale: a gain that a run would want
_BOOTSTRAP = "rows-bootstrap"
_ROUNDS = 1000  # of resampling units
_ORDERS = 4  # in which proposals come to the one that they have to beat
_USELESS = 0.05  # of useless proposals, that `advance` may accept
_CONFIDENCES = [step / 100 for step in range(50, 100)]
_COLUMNS = 5  # of a table
_BOUNDED_MIN = 30  # proposals, below which bounds would say no more than the count does


class Design(NamedTuple):
    """A way to measure a lift."""

    name: str
    lifts: Callable[[Proposal], list[Lift]]  # several where a proposal is measured more than once, none where it is not


def _of_folds(gains: Sequence[float]) -> Lift:
    return lift_of_folds(gains, [0.0] * len(gains), Direction.MAXIMIZE, Split(folds=len(gains), seed=0))


def _of_rows(proposal: Proposal) -> list[Lift]:
    """Each of five folds as the one hold-out that it could be."""
    return [Lift(mean=gain, se=error, df=math.inf, method=_BOOTSTRAP) for gain, error in zip(proposal.five, proposal.rows, strict=False)]


DESIGNS = (
    Design("5 folds", lambda proposal: [_of_folds(proposal.five)]),
    Design("3 folds", lambda proposal: [_of_folds(proposal.three)]),
    Design("1 hold-out, rows", _of_rows),
)


def credit(lift: Lift) -> bool:
    """The strict rule, as it judges a gain."""
    return lift.mean > credit_bound(lift, CURRENT)


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
    said = [(proposal, rule(lift)) for proposal in proposals for lift in design.lifts(proposal)]
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


def designs_table(proposals: Sequence[Proposal]) -> str:
    """Both rules by design, on the competitions' own metrics."""
    own = [proposal for proposal in proposals if proposal.measured.own]
    head = "| rule, measured by | accepted | true gain <= 0 | another seed | noise columns | power, true gain > 2 % |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(line(f"{name}, {design.name}", own, design, rule) for name, rule in RULES.items() for design in DESIGNS) + "\n"


def chosen_table(proposals: Sequence[Proposal]) -> str:
    """What `advance` would do on a competition if its confidence were chosen on all others: the mildest at which they let `_USELESS` pass."""
    own = [proposal for proposal in proposals if proposal.measured.own]
    lines = ["| measured by | confidence, by competition left out | true gain <= 0 | power, true gain > 2 % |", "|---|---|---|---|"]
    for design in DESIGNS:
        judged = [(proposal.measured.competition, _kind(proposal), lift) for proposal in own for lift in design.lifts(proposal)]
        found: dict[str, Share] = dict.fromkeys(("useless", "helps"), Share(0, 0))
        chosen = []
        for left_out in sorted({competition for competition, _, _ in judged}):
            others = [lift for competition, kind, lift in judged if competition != left_out and kind == "useless"]
            chosen.append(_mildest(others))
            for kind, before in found.items():
                here = [_exceeds(lift, chosen[-1]) for competition, of_kind, lift in judged if competition == left_out and of_kind == kind]
                found[kind] = Share(before.hits + sum(here), before.of + len(here))
        if chosen:
            lines.append(f"| {design.name} | {min(chosen):.2f} to {max(chosen):.2f} | {found['useless']} | {found['helps']} |")
    return "\n".join(lines) + "\n"


def _mildest(useless: Sequence[Lift]) -> float:
    """The least confidence at which no more of them are accepted than may be."""
    most = _USELESS * len(useless)
    return next(confidence for confidence in _CONFIDENCES if sum(_exceeds(lift, confidence) for lift in useless) <= most)


def _kind(proposal: Proposal) -> str:
    if proposal.kind != "change":
        return "null"
    return "useless" if proposal.truth <= 0 else "helps" if proposal.truth > _HELPS * proposal.scale > 0 else "between"


def _exceeds(lift: Lift, confidence: float) -> bool:
    return lift.mean > t_quantile(confidence, lift.df) * lift.se


RACES = {"no look": (), "1 after folds 1 and 2": (1.0, 1.0), "as it is": CURRENT.race_standard_errors, "0.5 after each": (0.5,) * 3}


def racing_table(proposals: Sequence[Proposal]) -> str:
    """What early looks save, and what they cost: each solution is once the one to beat, and its rivals come in several orders."""
    units = units_of(proposal for proposal in proposals if proposal.measured.own)
    lines = ["| dropped at, standard errors below 0 | folds run of 5 | accepts lost |", "|---|---|---|"]
    for name, errors in RACES.items():
        by_unit = [_raced(unit, errors) for unit in units.values()]
        chance = random.Random(0)  # noqa: S311 - bounds that are the same each time
        drawn = [_raced_together(chance.choices(by_unit, k=len(by_unit))) for _ in range(_ROUNDS)]
        (folds, lost), (fewest, least), (most, worst) = (
            _raced_together(by_unit),
            *(tuple(sorted(values)[round(quantile * (_ROUNDS - 1))] for values in zip(*drawn, strict=True)) for quantile in (0.05, 0.95)),
        )
        accepts = sum(unit.accepts for unit in by_unit)
        lines.append(
            f"| {name} | {folds:.2f} ({fewest:.2f} to {most:.2f}) | {100 * lost:.2f} % of {accepts} ({100 * least:.2f} to {100 * worst:.2f}) |"
        )
    return "\n".join(lines) + "\n"


class Raced(NamedTuple):
    """One unit's races."""

    proposals: int
    folds: int
    accepts: int  # by all five folds
    lost: int


def _raced_together(units: Iterable[Raced]) -> tuple[float, float]:
    """Mean number of folds, and share of accepts that are lost."""
    proposals, folds, accepts, lost = (sum(column) for column in zip(*units, strict=True))
    return folds / proposals, lost / max(1, accepts)


def _raced(unit: Sequence[Proposal], errors: Sequence[float]) -> Raced:
    chance = random.Random(0)  # noqa: S311 - orders that are the same each time
    sums = [0, 0, 0, 0]
    for parent in sorted({proposal.parent for proposal in unit}):
        against = [proposal for proposal in unit if proposal.parent == parent]
        for _ in range(_ORDERS):
            seen: list[Sequence[float]] = []
            for proposal in chance.sample(against, len(against)):
                folds = next(
                    (look for look in range(1, len(errors) + 1) if _trails(proposal.five[:look], seen, errors[look - 1])), len(proposal.five)
                )
                seen.append(proposal.five[:folds])
                accepted = advance(_of_folds(proposal.five))
                sums = [so_far + more for so_far, more in zip(sums, (1, folds, accepted, accepted and folds < len(proposal.five)), strict=True)]
    return Raced(*sums)


def _trails(gains: Sequence[float], seen: Sequence[Sequence[float]], errors: float) -> bool:
    spread = pooled_sd([*seen, gains])
    return spread is not None and fmean(gains) < -errors * spread / math.sqrt(len(gains))
