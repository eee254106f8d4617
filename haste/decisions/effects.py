"""The effect of a group: one value a competition, then a mean over competitions that differ, shrunk and bounded."""

import math
from collections.abc import Sequence

import msgspec

from haste.projections.evidence import by_competition
from haste.statistics import Mean, random_effects, t_quantile
from haste.thresholds import Thresholds
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.skill import Effect, Judged


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The effect of a group, and the competitions where it is significant, by name."""

    effect: Effect
    above: tuple[CompetitionId, ...]
    below: tuple[CompetitionId, ...]


def effect(judged: tuple[Judged, ...], rules: Thresholds) -> Effect | None:
    """The effect of a technique over the competitions that judged it; None without any."""
    found = measured(judged, rules)
    return found.effect if found else None


def measured(judged: tuple[Judged, ...], rules: Thresholds) -> Measured | None:
    """The effect of a technique, and where it is significant; None without any judgement."""
    gathered = by_competition(judged)
    if not gathered:
        return None
    values, errors = zip(*map(in_competition, gathered.values()), strict=True)
    found = random_effects(values, errors, confidence=rules.effect_confidence, prior_strength=rules.effect_prior_competitions)
    above, below = (significant(judged, rules, sign=sign) for sign in (1.0, -1.0))
    bounded = Effect(
        mean=_clipped(found.mean),
        lower=_clipped(found.lower),
        upper=_clipped(found.upper),
        competitions=len(gathered),
        supporting=len(above),
        contradicting=len(below),
    )
    return Measured(effect=bounded, above=above, below=below)


def in_competition(judged: Sequence[Judged]) -> tuple[float, float]:
    """Mean effect of a technique in one competition, and the standard error of that mean.

    Its trials share folds, so that more of them do not make their common error smaller. By how much they differ from each
    other, under other parents, seeds and splits, comes on top, and does shrink with their number.
    """
    count = len(judged)
    mean = math.fsum(one.credit.effect for one in judged) / count
    within = math.fsum(one.credit.se**2 for one in judged) / count
    if count == 1:
        return mean, math.sqrt(within)
    spread = math.fsum((one.credit.effect - mean) ** 2 for one in judged) / (count - 1)  # `statistics.variance` takes forty times as long
    return mean, math.sqrt(within + spread / count)


def bounds(judged: Sequence[Judged], rules: Thresholds, *, looks: int = 1) -> Mean:
    """The effect in one competition, with its own interval and no prior.

    Args:
        judged: Credited trials of one technique there, at least one.
        rules: Confidence of the interval.
        looks: Competitions that were looked at for the best one: they share the doubt that one alone would have.
    """
    value, error = in_competition(judged)
    doubt = (1 - rules.effect_confidence) / looks
    half = t_quantile(1 - doubt / 2, min(one.credit.df for one in judged)) * error
    return Mean(mean=value, lower=value - half, upper=value + half)


def significant(judged: tuple[Judged, ...], rules: Thresholds, *, sign: float, shared: bool = False) -> tuple[CompetitionId, ...]:
    """Competitions in which the effect, times the sign, is significantly above 0, by name.

    Its bounds have to say so, and one trial there by itself: many that were dropped early prove nothing together.

    Args:
        judged: Of one group.
        rules: Confidence of the bounds.
        sign: 1 or -1.
        shared: Whether all competitions of the group share the doubt of one: the best of many looks good by chance.
    """
    gathered = by_competition(judged)
    looks = len(gathered) if shared else 1
    return tuple(name for name, ones in gathered.items() if _believed(ones, sign) and _bound(ones, rules, sign=sign, looks=looks) > 0)


def _believed(judged: Sequence[Judged], sign: float) -> bool:
    return any(one.credit.significant * sign > 0 for one in judged)


def _bound(judged: Sequence[Judged], rules: Thresholds, *, sign: float, looks: int) -> float:
    found = bounds(judged, rules, looks=looks)
    return found.lower if sign > 0 else -found.upper


def _clipped(value: float) -> float:
    return max(-1.0, min(1.0, value))
