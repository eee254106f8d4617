"""What skills and track records change in the offline author's choice: what a trial of each technique may be worth, from effects elsewhere.

Source competitions are re-weighted by this run's own verdicts: those that would have foretold them count for more.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from statistics import NormalDist, fmean
from typing import TypeAlias

from haste.vocabulary.brief import Attempt, Brief, LoadedSkill
from haste.vocabulary.features import all_hold, features
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import SkillKind, Tier

SKILLS_READ = 12  # of a brief, one for each technique and tier: fixed before any comparison of arms
_PRIOR_COMPETITIONS = 6.0  # that the chance where nothing is known is worth: of 1.5, 3 and 6 it foretold 602 verdicts best
_ACCEPTANCE_ERRORS = 0.95  # standard errors above 0 that the acceptance rule asks for
_USUAL_COMPETITIONS = 1.0  # that a gain of usual size is worth: of 1, 2 and 4 it gained most on recorded trials (docs/experiments.md)
_SIZE_MAX = 3.0  # usual gains of a competition: one huge gain there says little about the size of the next
_PAYING_COMPETITIONS = 2  # at least, before a technique is taken over untried: one can be luck
_PAYING_CHANCE = 0.5  # that these give it on average: more likely than not it would have been accepted in each
_CHANCE_MIN = 0.05  # no source is so sure of itself that one verdict can silence it
_ERROR_MIN = 1e-6

Figures: TypeAlias = tuple[tuple[CompetitionId, float, float], ...]  # competition, mean effect there, its standard error
Effects: TypeAlias = dict[str, dict[CompetitionId, float]]  # technique -> competition -> chance of acceptance there


def read(brief: Brief) -> tuple[LoadedSkill, ...]:
    """The learnings that the author reads: the first of each technique and tier that this run has not tried and whose conditions hold."""
    tried = {attempt.cause for attempt in brief.history}
    numbers = features(brief.profile)
    kept: dict[tuple[str, str], LoadedSkill] = {}
    for loaded in brief.skills:
        spoken = loaded.skill.kind is SkillKind.LEARNING and all_hold(loaded.skill.conditions, numbers)
        if spoken and loaded.skill.technique not in tried:
            kept.setdefault((loaded.skill.technique, loaded.skill.tier), loaded)
    return tuple(kept.values())[:SKILLS_READ]


def chances(brief: Brief, unknown: Mapping[str, float]) -> dict[str, float]:
    """Chance of acceptance of each technique, in (0, 1).

    A skill of a wider tier that is read speaks for its technique alone, its conditions met; of the others the track record speaks.

    Args:
        brief: What is remembered, and this run's verdicts.
        unknown: By technique, its chance where nothing is remembered of it.
    """
    return expected(_figures(brief, read(brief)), unknown, _weights_of(brief))


def worth(brief: Brief, unknown: Mapping[str, float], lot: random.Random) -> dict[str, float]:
    """What a trial of each technique may be worth: see `drawn`.

    Args:
        brief: What is remembered, and this run's verdicts.
        unknown: By technique, its chance where nothing is remembered of it.
        lot: Where the draws come from.
    """
    return drawn(_figures(brief, read(brief)), unknown, _weights_of(brief), lot)


def expected(told: Mapping[str, Figures], unknown: Mapping[str, float], weights: Mapping[CompetitionId, float]) -> dict[str, float]:
    """Chance of acceptance of each technique over the source competitions, in (0, 1).

    Args:
        told: By technique, what the sources tell of it.
        unknown: By technique, its chance where they tell nothing.
        weights: Of the sources; those that are not named have 1.
    """
    known = _foretold(told)
    return {slug: _shrunk(known.get(slug, {}), weights, prior) for slug, prior in unknown.items()}


def drawn(told: Mapping[str, Figures], unknown: Mapping[str, float], weights: Mapping[CompetitionId, float], lot: random.Random) -> dict[str, float]:
    """What a trial of each technique may be worth, in usual gains: a chance of acceptance drawn from all that are credible, times the usual size.

    Drawn (Thompson 1933), and not the mean: a run tries few of many techniques, and what little is known must put none always first or last.

    Args:
        told: By technique, what the source competitions tell of it.
        unknown: By technique, its chance where they tell nothing.
        weights: Of the sources; those that are not named have 1.
        lot: Where the draws come from, one for each technique in their order.
    """
    known = _foretold(told)
    sizes = _sizes(told, known, weights)
    chances_ = {slug: lot.betavariate(*_odds(known.get(slug, {}), weights, prior)) for slug, prior in unknown.items()}
    return {slug: chance * sizes.get(slug, 1.0) for slug, chance in chances_.items()}


def paying(brief: Brief) -> tuple[str, ...]:
    """Techniques that most of the competitions which judged them would take, surest first."""
    known = _foretold(_figures(brief, read(brief)))
    means = {slug: fmean(expected.values()) for slug, expected in known.items() if len(expected) >= _PAYING_COMPETITIONS}
    surest = chances(brief, dict.fromkeys(means, 0.0))
    return tuple(sorted((slug for slug, mean in means.items() if mean > _PAYING_CHANCE), key=lambda slug: (-surest[slug], slug)))


def _figures(brief: Brief, skills: Sequence[LoadedSkill]) -> dict[str, Figures]:
    """Figures of each technique: what skills of wider tiers tell, else its track record, else what skills of single competitions tell."""
    single = [loaded for loaded in skills if loaded.skill.tier is Tier.COMPETITION]
    wider = [loaded for loaded in skills if loaded.skill.tier is not Tier.COMPETITION]
    return _told(single) | {record.technique: record.effects for record in brief.records} | _told(wider)


def _told(skills: Iterable[LoadedSkill]) -> dict[str, Figures]:
    """Figures of each technique that skills tell of; where two tell of one competition, the later one counts."""
    found: dict[str, dict[CompetitionId, tuple[CompetitionId, float, float]]] = {}
    for loaded in skills:
        found.setdefault(loaded.skill.technique, {}).update({figures[0]: figures for figures in loaded.effects})
    return {technique: tuple(effects.values()) for technique, effects in found.items() if effects}


def _foretold(told: Mapping[str, Figures]) -> Effects:
    """What each source competition would expect of each technique."""
    return {technique: {competition: _chance(effect, error) for competition, effect, error in effects} for technique, effects in told.items()}


def _chance(effect: float, error: float) -> float:
    score = effect / max(error, _ERROR_MIN) - _ACCEPTANCE_ERRORS
    return min(1 - _CHANCE_MIN, max(_CHANCE_MIN, NormalDist().cdf(score)))


def _weights_of(brief: Brief) -> dict[CompetitionId, float]:
    """Also by skills that are not read, for instance because this run has tried their techniques."""
    return _weights(brief.history, _foretold(_figures(brief, brief.skills)))


def _weights(history: Sequence[Attempt], foretold: Effects) -> dict[CompetitionId, float]:
    """Likelihood of this run's verdicts under each source competition, scaled to a mean of 1."""
    sources = {competition for chances_of in foretold.values() for competition in chances_of}
    logs = dict.fromkeys(sorted(sources), 0.0)
    for attempt in history:
        for competition, chance in foretold.get(attempt.cause or "", {}).items():
            logs[competition] += math.log(chance if attempt.accepted else 1 - chance)
    if not logs:
        return {}
    top = max(logs.values())
    raw = {competition: math.exp(value - top) for competition, value in logs.items()}
    mean = sum(raw.values()) / len(raw)
    return {competition: value / mean for competition, value in raw.items()}


def _shrunk(foretold: Mapping[CompetitionId, float], weights: Mapping[CompetitionId, float], prior: float) -> float:
    """The chance over all sources."""
    accepted, rejected = _odds(foretold, weights, prior)
    return accepted / (accepted + rejected)


def _odds(foretold: Mapping[CompetitionId, float], weights: Mapping[CompetitionId, float], prior: float) -> tuple[float, float]:
    """Competitions that accept and that reject, the prior's included: parameters of a beta distribution.

    A source that only the record of a technique names of which an unread skill speaks has the mean weight.
    """
    accepted = _PRIOR_COMPETITIONS * prior + sum(weights.get(competition, 1.0) * chance for competition, chance in foretold.items())
    total = _PRIOR_COMPETITIONS + sum(weights.get(competition, 1.0) for competition in foretold)
    return accepted, total - accepted


def _sizes(told: Mapping[str, Figures], known: Effects, weights: Mapping[CompetitionId, float]) -> dict[str, float]:
    """How large a gain of each technique is where it gains, in usual gains of the source competitions, shrunk towards 1."""
    usual = _usual(told, known)
    found = {}
    for technique, figures in told.items():
        total = gathered = _USUAL_COMPETITIONS
        for competition, effect, _ in figures:
            weight = weights.get(competition, 1.0) * known[technique][competition]
            total += weight
            gathered += weight * (min(_SIZE_MAX, effect / usual[competition]) if effect > 0 else 0.0)
        found[technique] = gathered / total
    return found


def _usual(told: Mapping[str, Figures], known: Effects) -> dict[CompetitionId, float]:
    """Mean gain in each source competition over the techniques that gained there, by their chance of acceptance."""
    gains: dict[CompetitionId, list[tuple[float, float]]] = {}
    for technique, figures in told.items():
        for competition, effect, _ in figures:
            if effect > 0:
                gains.setdefault(competition, []).append((known[technique][competition], effect))
    return {competition: sum(chance * gain for chance, gain in of) / sum(chance for chance, _ in of) for competition, of in gains.items()}
