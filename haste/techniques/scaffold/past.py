"""What is known of series in time when a row is predicted.

The rule: a row knows its series up to its origin, and nothing later. The origin of a test row is the last known value before it. A training row
gets an origin that lies as far back as that of a test row drawn by lot: models learn from rows that know as little as those they are asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.timing import Clock, step_numbers

CELLS: int = 2_000_000  # of a grid that are filled at once: what most of them say is that nothing was measured


@dataclass(frozen=True)
class Known:
    """The target on a grid of steps, a line for each series: of its cells those in which something was measured, in order."""

    shape: tuple[int, int]  # series and steps
    cell: np.ndarray  # series * steps + step
    value: np.ndarray  # the target in each of these cells

    def at(self, series: np.ndarray, step: np.ndarray) -> np.ndarray:
        """The target in these cells; missing where nothing was measured."""
        wanted = series * self.shape[1] + step
        place = np.minimum(np.searchsorted(self.cell, wanted), len(self.cell) - 1)
        return np.where(self.cell[place] == wanted, self.value[place], np.nan)

    def last(self, series: np.ndarray, step: np.ndarray) -> np.ndarray:
        """The last step with a value up to these, of the same series; -1 where there is none."""
        until = series * self.shape[1] + np.clip(step, 0, self.shape[1] - 1)
        place = np.searchsorted(self.cell, until, side="right") - 1
        own = (place >= 0) & (self.cell[place] // self.shape[1] == series)
        return np.where(own, self.cell[place] % self.shape[1], -1)

    def grid(self, first: int, end: int) -> np.ndarray:
        """The lines of these series, shape (series, steps); missing where nothing was measured."""
        lines = np.full((end - first, self.shape[1]), np.nan)
        own = slice(*np.searchsorted(self.cell, (first * self.shape[1], end * self.shape[1])))
        lines.ravel()[self.cell[own] - first * self.shape[1]] = self.value[own]
        return lines

    def grids(self) -> Iterator[tuple[int, np.ndarray]]:
        """All lines, some at a time, each lot with the number of its first series."""
        size = max(1, CELLS // self.shape[1])
        for first in range(0, self.shape[0], size):
            yield first, self.grid(first, min(first + size, self.shape[0]))


@dataclass(frozen=True)
class Past:
    """Series on a grid of steps, and for all rows, training rows first, where they stand and what they may know."""

    known: Known
    series: np.ndarray  # line of each row on the grid
    step: np.ndarray  # of each row; those of test rows may lie beyond the grid
    origin: np.ndarray  # the last step that each row may look at, one with a value; -1 where there is none
    y: np.ndarray  # the target of the training rows

    def at(self, steps: np.ndarray) -> np.ndarray:
        """The target at these steps of each row's series, shape as `steps` (rows, ...); missing where the row may not know it."""
        whole = steps.reshape(len(steps), -1)
        allowed = (whole >= 0) & (whole <= self.origin[:, None])
        found = self.known.at(self.series[:, None], np.where(allowed, whole, 0))
        return np.where(allowed, found, np.nan).reshape(steps.shape)

    def blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """The grid, some lines at a time: which rows are those of its series, the line of each, and these lines."""
        order = np.argsort(self.series, kind="stable")
        ordered = self.series[order]
        for first, lines in self.known.grids():
            rows = order[slice(*np.searchsorted(ordered, (first, first + len(lines))))]
            yield rows, self.series[rows] - first, lines

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
    cell, place = np.unique(series[: len(train)] * shape[1] + step[: len(train)], return_inverse=True)
    known = Known(shape=shape, cell=cell, value=np.bincount(place, y) / np.bincount(place))  # the mean where a time stands twice
    before = step - 1
    before[: len(train)] = step[: len(train)] - distances(series, step, known, len(train), seed)
    origin = np.where(before < 0, -1, known.last(series, before))
    return Past(known=known, series=series, step=step, origin=origin, y=y)


def distances(series: np.ndarray, step: np.ndarray, known: Known, rows: int, seed: int) -> np.ndarray:
    """For each training row the distance from the last known value of a test row drawn by lot, of its own series where that has any."""
    asked, steps = series[rows:], step[rows:]
    last = np.where(steps > 0, known.last(asked, steps - 1), -1)
    if not (last >= 0).any():
        return np.ones(rows, dtype=int)
    asked, far = asked[last >= 0], (steps - last)[last >= 0]
    order = np.argsort(asked, kind="stable")
    first, end = (np.searchsorted(asked[order], series[:rows], side=side) for side in ("left", "right"))
    own = end > first
    first, count = np.where(own, first, 0), np.where(own, end - first, len(order))
    drawn = np.random.default_rng(seed).random(rows)
    return np.asarray(far[order[first + (drawn * count).astype(int)]])


def seasons_of(past: Past) -> list[int]:
    """Lengths of up to two seasons in steps, the shorter first: peaks of the autocorrelation, averaged over series; none where there is no peak."""
    measured = np.bincount(past.known.cell // past.known.shape[1], minlength=past.known.shape[0])
    known = np.concatenate([past.known.grid(line, line + 1) for line in measured.argsort(kind="stable")[::-1][:60]])
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
    usual = overall(past)
    end = past.origin + 1
    start = np.maximum(end - width, 0)
    total, squares, count = np.zeros((3, len(end)))
    for rows, line, known in past.blocks():
        filled = np.nan_to_num(known - usual)
        for found, part in zip((total, squares, count), (filled, filled**2, np.isfinite(known)), strict=True):
            sums = np.cumsum(np.pad(part, ((0, 0), (1, 0))), axis=1)
            found[rows] = sums[line, end[rows]] - sums[line, start[rows]]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
        spread = np.sqrt(np.maximum(squares / count - mean**2, 0))
    return mean + usual, spread


def overall(past: Past) -> float:
    """Mean of all that is known."""
    return float(sum(np.nansum(lines) for _, lines in past.known.grids()) / len(past.known.value))


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


def naive(past: Past, season: int) -> np.ndarray:
    """The seasonal naive forecast: the value of the nearest season that a row may know, at the same place; shape (rows,)."""
    return same_season(past, season, 1)[:, 0]


def series_scale(past: Past) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of each row's series, of all where little or nothing is known of it; shape (rows,) each."""
    usual, spread_of_all = past.y.mean(), past.y.std()
    means, spreads = np.zeros((2, len(past.step)))
    for rows, series, known in past.blocks():
        count = np.isfinite(known).sum(axis=1)
        mean = np.where(count > 0, np.nansum(known, axis=1) / np.maximum(count, 1), usual)
        spread = np.sqrt(np.nansum((known - mean[:, None]) ** 2, axis=1) / np.maximum(count, 1))
        spread = np.where((count > 2) & (spread > 1e-3 * spread_of_all), spread, max(float(spread_of_all), 1e-9))
        means[rows], spreads[rows] = mean[series], spread[series]
    return means, spreads


def late_mean(past: Past, means: np.ndarray) -> np.ndarray:
    """Mean over the last two long seasons that a row may know, where it knows any, else that of its series; shape (rows,)."""
    late, _ = mean_and_spread(past, 2 * (seasons_of(past) or [7])[-1])
    return np.where(np.isfinite(late), late, means)


def level_at(past: Past) -> np.ndarray:
    """Recent level of a target that is never negative, above 0: that of the whole series where next to nothing is left; shape (rows,)."""
    means, _ = series_scale(past)
    late = late_mean(past, means)
    return np.maximum(np.where(late > 0.01 * means, late, means), 1e-9)
