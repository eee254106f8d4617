"""What a row may know of its series, and that training rows know no more than test rows do."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from haste.techniques.features.naive_forecast import naive_forecast
from haste.techniques.features.recent_means import recent_means
from haste.techniques.features.safe_lags import safe_lags
from haste.techniques.features.same_day_last_years import same_day_last_years, unusual
from haste.techniques.features.same_season_means import same_season_means
from haste.techniques.features.series_levels import series_levels
from haste.techniques.features.smoothed_forecast import smoothed, smoothed_forecast
from haste.techniques.scaffold import past as scaffold
from haste.techniques.scaffold.joining import Block, Matrix
from haste.techniques.scaffold.past import Past, known_past, level_at, mean_and_spread, mean_until_origin, same_season, seasons_of
from haste.techniques.scaffold.timing import Clock
from haste.techniques.targets.hedged_target import hedged_target
from haste.techniques.targets.series_target import series_target
from haste.techniques.targets.trend_target import trends

STEPS: Clock = ("", "numbers", 1.0)
RATES = (0.2, 0.1, 0.3)


def past_of(y: np.ndarray, ahead: int, *, seed: int = 0, skip: tuple[int, ...] = ()) -> Past:
    """One series whose last steps are asked for."""
    known = [step for step in range(len(y)) if step not in skip]
    train = pd.DataFrame({"t": [str(step) for step in known]})
    test = pd.DataFrame({"t": [str(step) for step in range(len(y), len(y) + ahead)]})
    return known_past(train, test, y[known], STEPS, ["t"], seed)


def test_training_rows_lie_as_far_from_what_they_know_as_test_rows() -> None:
    past = past_of(np.arange(2000.0), 12)

    test = past.distance[past.rows :]
    train = past.distance[: past.rows]

    assert sorted(test) == list(range(1, 13))
    counted = pd.Series(train[np.isfinite(train)]).value_counts(normalize=True)
    assert set(counted.index) == set(range(1, 13))
    assert counted.between(1 / 12 - 0.03, 1 / 12 + 0.03).all()


def test_no_row_sees_a_value_after_its_origin() -> None:
    past = past_of(np.arange(300.0), 30)

    seen = past.at(past.step[:, None] + np.arange(-60, 60))

    latest = np.nanmax(seen[past.origin >= 0], axis=1)
    assert (latest <= past.origin[past.origin >= 0]).all()
    assert (past.origin < past.step).all()
    assert np.isnan(seen[past.origin < 0]).all()


@pytest.mark.parametrize("feature", [safe_lags, naive_forecast, recent_means, same_season_means])
def test_a_feature_of_a_row_does_not_change_with_what_came_later(feature: Callable[[Past], Block]) -> None:
    y = np.arange(200.0) % 7
    changed = y.copy()
    changed[150:] += 0.1
    past = [past_of(values, 10) for values in (y, changed)]
    early = past[0].step[: past[0].rows] < 150

    first, second = (feature(one)[0] for one in past)

    assert np.nan_to_num(first[early]) == pytest.approx(np.nan_to_num(second[early]), abs=1e-9)
    assert np.abs(np.nan_to_num(first[~early]) - np.nan_to_num(second[~early])).max() > 0.05


def test_a_solution_that_cheats_on_the_distance_is_worse_where_it_counts() -> None:
    walk = np.cumsum(np.random.default_rng(5).normal(0, 1, 1500))
    past = past_of(walk[:1400], 100)
    truth = walk[1400:1500]
    own = past.step[: past.rows]

    honest = past.at(past.origin)
    cheating = np.r_[np.nan, walk[:1399]]  # yesterday's value, which test rows do not have
    in_training = {"honest": honest[: past.rows], "cheating": cheating[own]}
    in_test = {"honest": honest[past.rows :], "cheating": np.full(100, walk[1399])}
    error = {
        name: [float(np.nanmean(np.abs(part - wanted))) for part, wanted in ((in_training[name], walk[own]), (in_test[name], truth))]
        for name in in_training
    }

    assert error["cheating"][1] > 3 * error["cheating"][0]
    assert error["honest"][1] < 2.5 * error["honest"][0]


def test_a_series_without_a_past_knows_nothing_and_lends_nothing() -> None:
    train = pd.DataFrame({"t": ["0", "1", "2", "3"], "k": ["a"] * 4})
    test = pd.DataFrame({"t": ["4", "4"], "k": ["a", "new"]})

    past = known_past(train, test, np.array([1.0, 2.0, 3.0, 4.0]), STEPS, ["t", "k"], 0)

    assert past.origin.tolist() == [-1, 0, 1, 2, 3, -1]
    assert past.at(past.step - 1)[-2:].tolist()[0] == 4.0
    assert np.isnan(past.at(past.step - 1)[-1])
    assert level_at(past)[-1] == pytest.approx(2.5)


def test_gaps_push_origins_back_and_times_that_stand_twice_are_averaged() -> None:
    train = pd.DataFrame({"t": ["0", "1", "1", "5"]})
    test = pd.DataFrame({"t": ["7", "3"]})

    past = known_past(train, test, np.array([1.0, 2.0, 4.0, 8.0]), STEPS, ["t"], 0)

    assert past.known.grid(0, 1)[0, [0, 1, 5]].tolist() == [1.0, 3.0, 8.0]
    assert past.origin[4:].tolist() == [5, 1]


def test_the_level_of_a_row_without_a_past_or_of_a_small_series_is_that_of_its_own_series() -> None:
    train = pd.DataFrame({"t": [str(step) for step in range(8)] * 2, "k": ["small"] * 8 + ["large"] * 8})
    test = pd.DataFrame({"t": ["9", "9"], "k": ["small", "large"]})

    past = known_past(train, test, np.repeat([4.0, 6000.0], 8), STEPS, ["t", "k"], 0)

    assert (past.origin == -1).any()
    assert level_at(past) == pytest.approx(np.concatenate([np.repeat([4.0, 6000.0], 8), [4.0, 6000.0]]))


def test_a_hedged_target_is_undone_from_the_mean_of_a_series_and_from_its_recent_level() -> None:
    train = pd.DataFrame({"t": [str(step) for step in range(60)] * 2, "k": ["a"] * 60 + ["b"] * 60})
    test = pd.DataFrame({"t": ["60", "60", "60"], "k": ["a", "b", "new"]})
    risen = np.repeat([0.0, 10.0], [40, 20])
    y = np.concatenate([risen, -100 - risen])
    learned: list[np.ndarray] = []

    def nothing(_x: Matrix, target: np.ndarray, x_test: Matrix) -> np.ndarray:
        learned.append(target)
        return np.zeros(x_test.shape[0])

    past = known_past(train, test, y, STEPS, ["t", "k"], 0)
    said = hedged_target(nothing, np.zeros((120, 1)), y, np.zeros((3, 1)), past)

    whole, late = np.array([10 / 3, -100 - 10 / 3, -50.0]), np.array([10.0, -110.0, -50.0])
    assert said == pytest.approx((whole + late) / 2)
    assert np.std(learned[0]) == pytest.approx(1.0), "both series are brought to one scale"


def shops(count: int, steps: int, rows: int) -> Past:
    """Series that hold a few rows each, and one that only the test knows."""
    chance = np.random.default_rng(4)
    cells = chance.choice(count * steps, rows, replace=False)
    train = pd.DataFrame({"t": (cells % steps).astype(str), "k": (cells // steps).astype(str)})
    test = pd.DataFrame({"t": [str(steps + 3)] * (count + 1), "k": [str(shop) for shop in range(count + 1)]})
    return known_past(train, test, cells // steps + np.sin(cells % steps) + chance.random(rows), STEPS, ["t", "k"], 0)


def looks(past: Past) -> list[np.ndarray]:
    """All that is made of the lines of series."""
    features = (recent_means, series_levels, smoothed_forecast, safe_lags, same_season_means)
    ends = series_target(lambda _, y, x: np.r_[y[:1], x[1:, 0]], past.y[:, None], past.y, np.ones((len(past.step) - past.rows, 1)), past)
    return [*(part for feature in features for part in feature(past)), trends(past), level_at(past), unusual(past, 1), ends]


def test_series_come_in_blocks_and_what_is_made_of_them_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shops(12, 30, 250)
    expected = looks(whole)

    monkeypatch.setattr(scaffold, "CELLS", 90)

    assert [len(lines) for _, lines in whole.known.grids()] == [3, 3, 3, 3, 1]
    for found, wanted in zip(looks(whole), expected, strict=True):
        assert found == pytest.approx(wanted, rel=1e-9, nan_ok=True)


def test_a_wide_grid_with_few_rows_takes_the_memory_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "CELLS", 20_000)
    tracemalloc.start()

    past = shops(200, 5_000, 400)
    mean_and_spread(past, 50)

    assert past.known.shape[0] * past.known.shape[1] > 900_000
    assert tracemalloc.get_traced_memory()[1] < 3_000_000  # a grid of all cells takes 8 MB, and what is made of it several times as much
    tracemalloc.stop()


def test_seasons_are_peaks_of_the_autocorrelation() -> None:
    steps = np.arange(24 * 7 * 6)
    hourly = np.sin(2 * np.pi * steps / 24) + 1.5 * ((steps // 24) % 7 >= 5)
    noise = np.random.default_rng(0).normal(0, 1, 500)

    assert seasons_of(past_of(hourly + 0.01 * steps, 24)) == [24, 168]
    assert seasons_of(past_of(np.tile([1.0, 2, 3, 9, 2, 1, 0], 30), 7, skip=(3, 50, 51))) == [7]
    assert seasons_of(past_of(noise, 7)) == []
    assert seasons_of(past_of(np.ones(50), 7)) == []


def test_lags_of_a_season_skip_those_that_are_not_known_yet() -> None:
    past = past_of(np.arange(70.0), 10)

    found = same_season(past, 7, 2)[past.rows :]

    assert found[0].tolist() == [63.0, 56.0]  # row 70
    assert found[7].tolist() == [63.0, 56.0]  # row 77: 70 is not known
    assert found[8].tolist() == [64.0, 57.0]


def test_means_end_at_the_origin() -> None:
    past = past_of(np.arange(20.0), 3)

    mean, spread = mean_and_spread(past, 4)

    assert mean[-1] == pytest.approx(17.5)
    assert spread[-1] == pytest.approx(np.std([16, 17, 18, 19]))
    first = int(np.flatnonzero(past.origin >= 5)[0])
    assert mean[first] == pytest.approx(np.mean(np.arange(max(0, past.origin[first] - 3), past.origin[first] + 1)))


def test_means_by_group_are_those_of_earlier_rows_only() -> None:
    past = past_of(np.array([1.0, 10, 3, 20, 5, 30]), 1)

    means = mean_until_origin(past, past.step % 2)

    assert np.isnan(means[:2]).all()
    assert means[2:].tolist() == [1.0, 10.0, 2.0, 15.0, 3.0]


def test_a_trend_is_a_line_through_the_series_and_goes_on() -> None:
    line = trends(past_of(2.0 + 3.0 * np.arange(400), 5))

    assert line[[0, 399, 404]] == pytest.approx([2, 1199, 1214], rel=0.02, abs=10)


def test_smoothing_follows_level_and_season() -> None:
    steps = np.arange(280.0)
    y = 100 + 0.2 * steps + 10 * (steps % 7 == 3)

    forecast = smoothed_forecast(past_of(y, 7))[1][:, 0]

    wanted = 100 + 0.2 * np.arange(280, 287) + 10 * (np.arange(280, 287) % 7 == 3)
    assert np.abs(forecast - wanted).max() < 2


def test_after_its_first_season_smoothing_knows_nothing_of_a_step_before_it_comes() -> None:
    known = np.random.default_rng(1).normal(100, 10, (1, 28))
    changed = known.copy()
    changed[:, 9:] += 50

    for before, after in zip(smoothed(known, 7, RATES), smoothed(changed, 7, RATES), strict=True):
        assert after[:, :9] == pytest.approx(before[:, :9])


def test_a_series_that_begins_late_is_smoothed_from_its_own_first_season() -> None:
    known = np.random.default_rng(1).normal(100, 10, (2, 28))
    known[1] = np.r_[np.full(10, np.nan), known[0, :18]]

    levels, trends, seasons = smoothed(known, 7, RATES)

    for found in (levels, trends, seasons):
        assert found[1, 10:] == pytest.approx(found[0, :18])
    assert not seasons[1, :10].any()


def test_a_series_shorter_than_a_season_or_without_any_value_is_smoothed() -> None:
    levels, _, seasons = smoothed(np.array([[1.0, 2.0, 3.0], [np.nan, np.nan, np.nan]]), 7, RATES)

    assert levels[:, 0] == pytest.approx([2, 0], abs=0.3)
    assert np.isfinite(seasons).all()


def test_what_a_day_did_in_past_years_is_looked_up_by_its_date() -> None:
    days = pd.date_range("2018-01-01", "2020-12-10")
    y = np.where((days.month == 12) & (days.day == 25), 0.5, 1.0)
    train = pd.DataFrame({"date": days.strftime("%Y-%m-%d")})
    test = pd.DataFrame({"date": pd.date_range("2020-12-11", "2020-12-31").strftime("%Y-%m-%d")})
    clock: Clock = ("ISO8601", "seconds", 86400.0)
    past = known_past(train, test, y, clock, ["date"], 0)

    unusual = same_day_last_years(train, test, past, "date", clock)[1]

    assert unusual[:, 1].argmin() == 14  # the 25th
    assert unusual[14].tolist() == pytest.approx([1.0, 0.5, 1.0], abs=0.1)
