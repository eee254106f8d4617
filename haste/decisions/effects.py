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
    above, below = (significant(judged, rules, sign=sign) for sign in (1.0, -1.0))
    return Effect(
        mean=_clipped(found.mean),
        lower=_clipped(found.lower),
        upper=_clipped(found.upper),
        competitions=len(gathered),
        supporting=len(above),
        contradicting=len(below),
    )


def bounds(judged: tuple[Judged, ...], rules: Thresholds) -> Mean:
    """The effect in one competition, with its own interval and no prior."""
    value, error = fmean(one.credit.effect for one in judged), fmean(one.credit.se for one in judged)
    return random_effects([value], [error], confidence=rules.effect_confidence, prior_strength=0.0)


def significant(judged: tuple[Judged, ...], rules: Thresholds, *, sign: float) -> tuple[CompetitionId, ...]:
    """Competitions in which the effect, times the sign, is significantly above 0, by name.

    Its bounds have to say so, and one trial there by itself: many that were dropped early prove nothing together.
    """
    gathered = by_competition(judged)
    return tuple(name for name, ones in gathered.items() if _believed(ones, sign) and _bound(ones, rules, sign=sign) > 0)


def _believed(judged: tuple[Judged, ...], sign: float) -> bool:
    return any(one.credit.significant * sign > 0 for one in judged)


def _bound(judged: tuple[Judged, ...], rules: Thresholds, *, sign: float) -> float:
    found = bounds(judged, rules)
    return found.lower if sign > 0 else -found.upper


def _clipped(value: float) -> float:
    return max(-1.0, min(1.0, value))
