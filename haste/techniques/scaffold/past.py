"""What is known of series in time when a row is predicted.

The rule: a row knows its series up to its origin, and nothing later. The origin of a test row is the last known value before it. A training row
gets an origin that lies as far back as that of a test row drawn by lot: models learn from rows that know as little as those they are asked for.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from haste.techniques.scaffold.joining import Block, Matrix
from haste.techniques.scaffold.timing import Clock, step_numbers


@dataclass(frozen=True)
class Past:
    """Series on a grid of steps, and for all rows, training rows first, where they stand and what they may know."""

    known: np.ndarray  # the target, shape (series, steps); missing where nothing was measured
    series: np.ndarray  # line of each row in `known`
    step: np.ndarray  # of each row; those of test rows may lie beyond the grid
    origin: np.ndarray  # the last step that each row may look at, one with a value; -1 where there is none
    y: np.ndarray  # the target of the training rows

    def at(self, steps: np.ndarray) -> np.ndarray:
        """The target at these steps of each row's series, shape as `steps` (rows, ...); missing where the row may not know it."""
        whole = steps.reshape(len(steps), -1)
        allowed = (whole >= 0) & (whole <= self.origin[:, None])
        found = self.known[self.series[:, None], np.where(allowed, whole, 0)]
        return np.where(allowed, found, np.nan).reshape(steps.shape)

    @property
    def rows(self) -> int:
        """How many of all rows are training rows."""
        return len(self.y)

    @property
    def distance(self) -> np.ndarray:
        """Steps from the origin to the row; missing where there is none."""
        return np.where(self.origin < 0, np.nan, self.step - self.origin)

    def parted(self, columns: np.ndarray) -> Block:
        """Columns of all rows as those of training and of test rows."""
        table = columns.reshape(len(columns), -1)
        return table[: self.rows], table[self.rows :]


def known_past(train: pd.DataFrame, test: pd.DataFrame, y: np.ndarray, clock: Clock, names: list[str], seed: int) -> Past:
    """Put the training rows on a grid, and give each row its origin; `names` are those of the time and of what names a series."""
    both = pd.concat([train[names], test[names]], ignore_index=True).fillna("")
    step = step_numbers(both[names[0]], clock)
    series = both.groupby(names[1:], sort=False).ngroup().to_numpy() if names[1:] else np.zeros(len(both), dtype=int)
    shape = (int(series.max()) + 1, int(step[: len(train)].max()) + 1)
    place = series[: len(train)] * shape[1] + step[: len(train)]
    size = shape[0] * shape[1]
    with np.errstate(invalid="ignore"):
        known = (np.bincount(place, y, size) / np.bincount(place, minlength=size)).reshape(shape)  # the mean where a time stands twice
    last = np.maximum.accumulate(np.where(np.isnan(known), -1, np.arange(shape[1])), axis=1)
    before = step - 1
    before[: len(train)] = step[: len(train)] - distances(series, step, last, len(train), seed)
    origin = np.where(before < 0, -1, last[series, np.clip(before, 0, shape[1] - 1)])
    return Past(known=known, series=series, step=step, origin=origin, y=y)


def distances(series: np.ndarray, step: np.ndarray, last: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """For each training row the distance from the last known value of a test row drawn by lot, of its own series where that has any."""
    asked, steps = series[rows:], step[rows:]
    known = np.where(steps > 0, last[asked, np.clip(steps - 1, 0, last.shape[1] - 1)], -1)
    if not (known >= 0).any():
        return np.ones(rows, dtype=int)
    asked, far = asked[known >= 0], (steps - known)[known >= 0]
    order = np.argsort(asked, kind="stable")
    first, end = (np.searchsorted(asked[order], series[:rows], side=side) for side in ("left", "right"))
    own = end > first
    first, count = np.where(own, first, 0), np.where(own, end - first, len(order))
    drawn = np.random.default_rng(seed).random(rows)
    return np.asarray(far[order[first + (drawn * count).astype(int)]])


def seasons_of(past: Past) -> list[int]:
    """Lengths of up to two seasons in steps, the shorter first: peaks of the autocorrelation, averaged over series; none where there is no peak."""
    known = past.known[np.isfinite(past.known).sum(axis=1).argsort(kind="stable")[::-1][:60]]
    steps = known.shape[1]
    line = np.arange(steps) - (steps - 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        level = known - np.nan_to_num(np.nansum(known, axis=1) / np.isfinite(known).sum(axis=1))[:, None]
        there = np.isfinite(level)
        slope = np.nansum(level * line, axis=1) / np.maximum((there * line**2).sum(axis=1), 1e-12)
        flat = np.where(there, level - slope[:, None] * line, 0.0)
    waves = np.abs(np.fft.rfft(flat, 2 * steps, axis=1)) ** 2
    alike = np.fft.irfft(waves, axis=1)[:, : steps // 2 + 1]
    alike = (alike / np.maximum(alike[:, :1], 1e-12)).mean(axis=0)
    inner = np.arange(2, len(alike) - 1)
    peaks = inner[(alike[inner] > alike[inner - 1]) & (alike[inner] >= alike[inner + 1]) & (alike[inner] > 0.1)]
    if not len(peaks):
        return []
    best = peaks[alike[peaks].argmax()]
    short = peaks[alike[peaks] > 0.5 * alike[best]].min()
    return sorted({int(short), int(best)})


def same_season(past: Past, season: int, count: int) -> np.ndarray:
    """The target at the same place of the latest seasons that each row may know, newest first, shape (rows, count)."""
    nearest = np.maximum(-(-(past.step - past.origin) // season), 1)
    return past.at(past.step[:, None] - (nearest[:, None] + np.arange(count)) * season)


def mean_and_spread(past: Past, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the last steps up to each row's origin, shape (rows,) each; missing where nothing is known there."""
    filled = np.nan_to_num(past.known - overall(past))
    sums = [np.cumsum(np.pad(part, ((0, 0), (1, 0))), axis=1) for part in (filled, filled**2, np.isfinite(past.known))]
    end = past.origin + 1
    start = np.maximum(end - width, 0)
    total, squares, count = (part[past.series, end] - part[past.series, start] for part in sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        spread = np.sqrt(np.maximum(squares / count - mean**2, 0))
    return mean + overall(past), spread


def overall(past: Past) -> float:
    """Mean of all that is known."""
    return float(np.nanmean(past.known))


def mean_until_origin(past: Past, groups: np.ndarray) -> np.ndarray:
    """Mean target of the training rows of each row's group, of any series, up to its origin; missing where there are none."""
    wide = int(past.step.max()) + 2
    keys = groups[: past.rows] * wide + past.step[: past.rows]
    order = np.argsort(keys, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(past.y[order] - past.y.mean())])
    end = np.searchsorted(keys[order], groups * wide + past.origin, side="right")
    start = np.searchsorted(keys[order], groups * wide, side="left")
    count = np.maximum(end - start, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (sums[np.maximum(end, start)] - sums[start]) / count + past.y.mean()
    return np.asarray(np.where(count > 0, means, np.nan))


def late_rows_again(x: Matrix, y: np.ndarray, past: Past, halvings: int) -> tuple[Matrix, np.ndarray]:
    """Training rows of which the later half stands once more, the last quarter once more again, and so on: late rows count more."""
    order = np.argsort(past.step[: past.rows], kind="stable")
    chosen = np.concatenate([order[len(order) - (len(order) >> times) :] for times in range(halvings + 1)])
    return x[chosen], y[chosen]


def naive(past: Past, season: int) -> np.ndarray:
    """The seasonal naive forecast: the value of the nearest season that a row may know, at the same place; shape (rows,)."""
    return same_season(past, season, 1)[:, 0]


def level_at(past: Past) -> np.ndarray:
    """Mean over the last two long seasons that a row may know, else of its series, else of all; above 0 for a target that is; shape (rows,)."""
    season = (seasons_of(past) or [7])[-1]
    usual = overall(past)
    level = np.full(len(past.step), np.nan)
    for width in (2 * season, past.known.shape[1]):
        mean, _ = mean_and_spread(past, width)
        level = np.where(np.isfinite(level) & (level > 0.01 * usual), level, mean)
    return np.where(np.isfinite(level) & (level > 0.01 * usual), level, max(usual, 1e-9))
