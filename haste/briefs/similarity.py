"""How alike two competitions are, by the numbers of their profiles."""

from collections.abc import Mapping
from statistics import fmean

from haste.vocabulary.ids import CompetitionId

Numbers = Mapping[str, float]


def nearest(numbers: Numbers, others: Mapping[CompetitionId, Numbers]) -> dict[CompetitionId, int]:
    """Rank of each competition by its distance from a profile's numbers: 0 is the most alike, ties by name.

    The distance is the mean over all numbers that both have, each difference divided by the number's range over all
    profiles; a number that is the same everywhere tells nothing and is left out.

    >>> nearest({"rows": 3.0}, {"far": {"rows": 6.0}, "near": {"rows": 3.5}})
    {'near': 0, 'far': 1}
    """
    ranges = _ranges([numbers, *others.values()])
    distances = {name: _distance(numbers, found, ranges) for name, found in others.items()}
    return {name: rank for rank, name in enumerate(sorted(distances, key=lambda name: (distances[name], name)))}


def _ranges(profiles: list[Numbers]) -> dict[str, float]:
    fields = {field for profile in profiles for field in profile}
    found = {field: [profile[field] for profile in profiles if field in profile] for field in fields}
    return {field: max(values) - min(values) for field, values in found.items()}


def _distance(one: Numbers, other: Numbers, ranges: Numbers) -> float:
    shares = [abs(one[field] - other[field]) / ranges[field] for field in sorted(one) if field in other and ranges[field] > 0]
    return fmean(shares) if shares else 0.0
