"""Intervals and quantiles with the standard library alone, so that every decision can be made again anywhere."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, fmean, stdev

from haste.errors import TooFewFoldsError

_ERROR_MIN = 1e-9  # a group without any spread would have infinite weight


@lru_cache(maxsize=1024)  # a gate asks for the same few again and again, and each takes a hundred steps
def t_quantile(probability: float, df: float) -> float:
    """Student-t quantile.

    Args:
        probability: In (0, 1).
        df: Degrees of freedom, above 0; infinity gives the normal quantile.

    Returns:
        The value that a t variable stays below with the given probability, no unit. Accurate to 1e-8 relative.

    >>> round(t_quantile(0.95, 4), 4)
    2.1318
    """
    if math.isinf(df):
        return NormalDist().inv_cdf(probability)
    low, high = -1.0, 1.0
    while _t_cdf(low, df) > probability:
        low *= 2
    while _t_cdf(high, df) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if _t_cdf(middle, df) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def overlap_corrected_se(differences: Sequence[float], *, test_share: float) -> float:
    """Standard error of the mean of paired fold differences whose training sets overlap (Nadeau and Bengio, 2003).

    Args:
        differences: One per fold, shape (n_folds,).
        test_share: Rows of a fold's test set over all rows, in (0, 1).

    Returns:
        sqrt((1 / n_folds + test / train) * sample variance), in the unit of the differences.

    Raises:
        TooFewFoldsError: n_folds < 2.

    >>> round(overlap_corrected_se([0.02, 0.01, 0.03], test_share=1 / 3), 6)
    0.009129
    """
    if len(differences) < 2:
        raise TooFewFoldsError(
            expected="at least 2 folds",
            found=str(len(differences)),
            where="standard error of a lift",
            next_step="Judge one hold-out by its rows instead.",
        )
    return math.sqrt(1 / len(differences) + test_share / (1 - test_share)) * stdev(differences)


def pooled_sd(groups: Sequence[Sequence[float]]) -> float | None:
    """Standard deviation within groups, pooled over groups of at least 2 values; None without any such group.

    >>> pooled_sd([[1.0, 3.0], [5.0, 7.0], [9.0]])
    1.4142135623730951
    """
    large = [group for group in groups if len(group) > 1]
    if not large:
        return None
    squares = sum((value - fmean(group)) ** 2 for group in large for value in group)
    return math.sqrt(squares / sum(len(group) - 1 for group in large))


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean over groups with its interval, in the unit of the values."""

    mean: float
    lower: float
    upper: float


def mean_interval(values: Sequence[float], *, confidence: float) -> Mean | None:
    """Mean with its Student-t interval; None where fewer than 2 values leave no spread to see.

    Args:
        values: Independent, shape (n,), all of one unit.
        confidence: Of the two-sided interval, in (0, 1).

    >>> found = mean_interval([1.0, 2.0, 3.0], confidence=0.95)
    >>> round(found.lower, 3), found.mean, round(found.upper, 3)
    (-0.484, 2.0, 4.484)
    """
    if len(values) < 2:
        return None
    mean = fmean(values)
    half = t_quantile((1 + confidence) / 2, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Mean(mean=mean, lower=mean - half, upper=mean + half)


def random_effects(values: Sequence[float], errors: Sequence[float], *, confidence: float, prior_strength: float) -> Mean:
    """Mean over groups that differ from each other, shrunk towards 0 (DerSimonian and Laird, 1986).

    Args:
        values: One estimate a group, shape (n_groups,).
        errors: Their standard errors, shape (n_groups,), same unit.
        confidence: Of the two-sided interval, in (0, 1).
        prior_strength: Groups of value 0 that the prior is worth, at least 0.

    Returns:
        The mean and its bounds. One group keeps its own error; more also carry the spread between them, with Student-t
        bounds of n_groups - 1 degrees of freedom.

    Raises:
        TooFewFoldsError: There is no group.

    >>> random_effects([0.2, 0.3], [0.05, 0.05], confidence=0.9, prior_strength=0.0).mean
    0.25
    """
    if not values:
        raise TooFewFoldsError(expected="at least 1 group", found="0", where="mean over groups", next_step="Judge something first.")
    variances = [max(error, _ERROR_MIN) ** 2 for error in errors]
    between = _between(values, variances)
    weights = [1 / (variance + between) for variance in variances]
    prior = prior_strength * sum(weights) / len(weights)
    total = sum(weights) + prior
    mean = sum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    quantile = t_quantile((1 + confidence) / 2, len(values) - 1 if len(values) > 1 else math.inf)
    half = quantile * math.sqrt(1 / total)
    return Mean(mean=mean, lower=mean - half, upper=mean + half)


def _between(values: Sequence[float], variances: Sequence[float]) -> float:
    """Variance between groups by the method of moments; 0 for one group."""
    weights = [1 / variance for variance in variances]
    centre = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
    spread = sum(weight * (value - centre) ** 2 for weight, value in zip(weights, values, strict=True))
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return max(0.0, (spread - (len(values) - 1)) / scale) if len(values) > 1 else 0.0


def _t_cdf(t: float, df: float) -> float:
    if t * t < df:  # near the middle the tail is nearly 1/2, and taking it from 1/2 would lose digits
        return 0.5 + math.copysign(_incomplete_beta(0.5, df / 2, t * t / (df + t * t)) / 2, t)
    tail = _incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2
    return tail if t < 0 else 1 - tail


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularized incomplete beta function by its continued fraction (Lentz)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(400):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / (1 + term * d or tiny)
        c = 1 + term / c or tiny
        fraction *= c * d
        if abs(1 - c * d) < 1e-15:
            break
    return front * (fraction - 1)
