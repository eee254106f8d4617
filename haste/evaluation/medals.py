"""Where a score stands on a leaderboard: percentile, median and medal, by the thresholds of MLE-bench."""

from collections.abc import Sequence
from statistics import median

import msgspec

from haste.vocabulary.scales import Direction, Medal

_DECIMALS = 5  # of a score, as MLE-bench rounds it: a leaderboard has no more


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a score is worth among the teams of a leaderboard."""

    percentile: float  # share of the teams that are not ahead, in [0, 1]
    above_median: bool  # strictly better than the median team
    medal: Medal | None


def standing(score: float, leaderboard: Sequence[float], direction: Direction) -> Standing:
    """Compare a score with those of a leaderboard.

    Args:
        score: In the metric's unit.
        leaderboard: Scores of the teams, at least one, in any order.
        direction: Which way the metric improves.

    >>> standing(0.9, [0.95, 0.9, 0.8, 0.7], Direction.MAXIMIZE).percentile
    0.75
    """
    ours = direction.sign * round(score, _DECIMALS)
    theirs = sorted((direction.sign * round(other, _DECIMALS) for other in leaderboard), reverse=True)
    places = thresholds(len(theirs))
    return Standing(
        percentile=sum(other <= ours for other in theirs) / len(theirs),
        above_median=ours > median(theirs),
        medal=next((medal for medal, place in places.items() if ours >= theirs[min(place, len(theirs)) - 1]), None),
    )


def thresholds(teams: int) -> dict[Medal, int]:
    """The last place, from 1, that still wins each medal, best medal first.

    >>> [place for place in thresholds(80).values()]
    [8, 16, 32]
    """
    if teams < 100:
        places = (teams // 10, teams // 5, teams * 2 // 5)
    elif teams < 250:
        places = (10, teams // 5, teams * 2 // 5)
    elif teams < 1000:
        places = (10 + teams // 500, 50, 100)
    else:
        places = (10 + teams // 500, teams // 20, teams // 10)
    return dict(zip((Medal.GOLD, Medal.SILVER, Medal.BRONZE), (max(1, place) for place in places), strict=True))
