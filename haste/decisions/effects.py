"""The effect of a group: one value a competition, then a mean over competitions that differ, shrunk and bounded."""

from statistics import fmean

from haste.projections.evidence import Judged, by_competition
from haste.statistics import Mean, random_effects
from haste.thresholds import Thresholds
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.skill import Effect


def effect(judged: tuple[Judged, ...], rules: Thresholds) -> Effect | None:
    """The effect of a technique over the competitions that judged it; None without any."""
    gathered = by_competition(judged)
    if not gathered:
        return None
    values = [fmean(one.credit.effect for one in ones) for ones in gathered.values()]
    errors = [fmean(one.credit.se for one in ones) for ones in gathered.values()]  # trials of one competition share its folds
    found = random_effects(values, errors, confidence=rules.effect_confidence, prior_strength=rules.effect_prior_competitions)
    signs = [bounds(ones, rules) for ones in gathered.values()]
    return Effect(
        mean=_clipped(found.mean),
        lower=_clipped(found.lower),
        upper=_clipped(found.upper),
        competitions=len(gathered),
        supporting=sum(one.lower > 0 for one in signs),
        contradicting=sum(one.upper < 0 for one in signs),
    )


def bounds(judged: tuple[Judged, ...], rules: Thresholds) -> Mean:
    """The effect in one competition, with its own interval and no prior."""
    value, error = fmean(one.credit.effect for one in judged), fmean(one.credit.se for one in judged)
    return random_effects([value], [error], confidence=rules.effect_confidence, prior_strength=0.0)


def significant(judged: tuple[Judged, ...], rules: Thresholds, *, sign: float) -> tuple[CompetitionId, ...]:
    """Competitions in which the effect, times the sign, is significantly above 0, by name."""
    gathered = by_competition(judged)
    found = {name: bounds(ones, rules) for name, ones in gathered.items()}
    return tuple(name for name, mean in found.items() if (mean.lower if sign > 0 else -mean.upper) > 0)


def _clipped(value: float) -> float:
    return max(-1.0, min(1.0, value))
