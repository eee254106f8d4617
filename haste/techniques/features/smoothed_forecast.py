"""A forecast by exponential smoothing."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.past import Past, overall, seasons_of
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def smoothed(known: np.ndarray, season: int, rates: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level, trend and season of each series after each step, shape (series, steps) each: Holt and Winters, additive, with a trend that fades."""
    level_rate, trend_rate, season_rate = rates
    steps, begin = np.arange(known.shape[1]), np.isfinite(known).argmax(axis=1)[:, None]
    first = np.where(steps < begin + season, known, np.nan)  # more than a season, and a row of the second one would hold its own value
    level = np.nansum(first, axis=1) / np.maximum(np.isfinite(first).sum(axis=1), 1)
    trend, places = np.zeros(len(known)), np.zeros((len(known), season))
    if season > 1:
        begun = np.nan_to_num(first - level[:, None])
        for place in range(season):
            places[:, place] = begun[:, place::season].sum(axis=1)
    levels, trends, seasons = (np.empty_like(known) for _ in range(3))
    for step in range(known.shape[1]):
        place = step % season
        expected = level + 0.98 * trend
        error = np.nan_to_num(known[:, step] - expected - places[:, place])
        level = expected + level_rate * error
        trend = 0.98 * trend + level_rate * trend_rate * error
        places[:, place] += season_rate * (1 - level_rate) * error if season > 1 else 0.0
        levels[:, step], trends[:, step], seasons[:, step] = level, trend, places[:, place]
    return levels, trends, np.where(steps < begin, 0.0, seasons)  # before a series begins, its first season is yet to come


def smoothed_forecast(past: Past) -> Block:
    """The forecast from each row's origin; the rates are those whose forecasts of training rows were nearest in the mean."""
    season = (seasons_of(past) or [1])[0]
    best, forecast = np.inf, np.full(len(past.step), overall(past))
    ahead = np.maximum(past.step - past.origin, 1)
    faded = 0.98 * (1 - 0.98**ahead) / (1 - 0.98)
    nearest = past.step - -(-ahead // season) * season
    there = past.origin >= 0
    for rates in ((0.05, 0.0, 0.1), (0.2, 0.0, 0.1), (0.02, 0.1, 0.05), (0.2, 0.1, 0.3), (0.6, 0.1, 0.1), (0.01, 0.0, 0.3)):
        found = np.empty(len(past.step))
        for rows, line, known in past.blocks():
            levels, trends, seasons = smoothed(known, season, rates)
            found[rows] = levels[line, past.origin[rows]] + trends[line, past.origin[rows]] * faded[rows]
            found[rows] += np.where(nearest[rows] >= 0, seasons[line, np.maximum(nearest[rows], 0)], 0.0) if season > 1 else 0.0
        found = np.where(there, found, np.nan)
        error = float(np.nanmean(np.abs(found[: past.rows] - past.y))) if there[: past.rows].any() else 0.0
        if error < best:
            best, forecast = error, found
    return past.parted(forecast)


def _is_in_time(task: Task, _blueprint: Blueprint) -> bool:
    return task.in_time


TECHNIQUE = Technique(
    slug="smoothed-forecast",
    title="exponential smoothing with season and damped trend",
    domains=("forecasting",),
    slot=Slot.FEATURES,
    joins=True,
    when="Level and season change slowly, and series are long enough to follow them.",
    when_not="Series are shorter than three seasons.",
    condition=_is_in_time,
    function=smoothed_forecast,
)
