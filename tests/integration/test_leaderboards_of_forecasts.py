"""Teams of forecasts validate on later rows, and look no nearer than rows are asked ahead."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.leaderboards import of_forecasts
from benchmarks.leaderboards.pipeline import Side, drawn
from benchmarks.leaderboards.times import held_out, times


def side(known: list[int], asked: list[int], *, series: int = 1, metric: str = "rmse") -> Side:
    """Days of one or several series, the target of which is the number of the day; rows come shuffled."""

    def rows(days: list[int]) -> pd.DataFrame:
        table = pd.DataFrame([(day, name) for day in days for name in range(series)], columns=["number", "shop"])
        dates = (pd.Timestamp("2020-01-01") + pd.to_timedelta(table["number"], "D")).dt.strftime("%Y-%m-%d")
        return pd.DataFrame({"date": dates, "shop": "s" + table["shop"].astype(str), "number": table["number"]}).sample(frac=1, random_state=1)

    train, test = rows(known), rows(asked)
    y = train.pop("number").to_numpy(dtype=float)
    return Side(train=train.reset_index(drop=True), y=y, test=test.drop(columns="number").reset_index(drop=True), classes=0, metric=metric, kept={})


def test_rows_held_out_lie_later_as_those_to_predict_do() -> None:
    found = side(list(range(100)), list(range(100, 130)), series=2)

    late = held_out(found.train, found.test, 0.3)

    assert late.mean() == pytest.approx(0.3)
    assert found.y[late].min() > found.y[~late].max()


def test_of_stretches_that_are_known_the_last_days_are_held_out() -> None:
    known = [day for day in range(120) if day % 30 < 20]
    found = side(known, [day for day in range(120) if day % 30 >= 20])

    late = held_out(found.train, found.test, 0.3)

    assert set(found.y[late] % 30) == set(range(14, 20))


def test_time_series_and_distance_are_seen_in_the_columns() -> None:
    dated = times(side(list(range(100)), list(range(100, 130)), series=3))
    train = pd.DataFrame({"day": np.repeat(np.arange(40), 5), "minute": np.tile(np.arange(5), 40)})
    test = pd.DataFrame({"day": np.repeat(np.arange(40, 46), 5), "minute": np.tile(np.arange(5), 6)})
    numbered = times(Side(train=train, y=np.repeat(np.arange(40) % 5 == 2, 5).astype(float), test=test, classes=0, metric="rmse", kept={}))

    assert (dated.name, dated.season, len(set(dated.series)), dated.ahead) == ("date", 7, 3, 30)
    assert (numbered.name, numbered.season % 5, len(set(numbered.series)), numbered.ahead) == ("day", 0, 5, 6)
    assert dated.place[0] == pd.Timestamp(dated.dates[0]).day_of_week


def test_lags_are_no_nearer_than_the_furthest_row_is_asked_ahead() -> None:
    found = side(list(range(200)), list(range(200, 230)))

    train, test = of_forecasts.lags(found)

    assert (found.y - train["first"]).dropna().eq(35).all()
    assert (test["since"] - test["first"]).eq(35).all()
    assert (test["since"] - test["second"]).eq(42).all()


def test_numbers_beside_the_time_are_also_seen_as_they_were_before() -> None:
    found = side(list(range(200)), list(range(200, 230)))
    parts = [part.assign(heat=(pd.to_datetime(part["date"]) - pd.Timestamp("2020-01-01")).dt.days * 1.0) for part in (found.train, found.test)]
    warm = Side(train=parts[0], y=found.y, test=parts[1], classes=0, metric="rmse", kept={})

    train, test = of_forecasts.around(warm)

    assert (of_forecasts.covariates(found), of_forecasts.covariates(warm)) == ([], ["heat"])
    assert (train["heat"] - train["heat before"]).dropna().eq(1).all()
    assert (test["heat"] - test["heat mean of 2"]).eq(0.5).all()
    assert (test["heat"] - test["heat mean of 14"]).eq(6.5).all()
    assert {name for name, kind in of_forecasts.kinds(warm).items() if "around" in kind.features} == {
        "boosting",
        "hist boosting",
        "forest",
        "extra trees",
    }


def test_a_mean_by_cell_does_not_tell_a_row_its_own_target() -> None:
    found = side(list(range(200)), list(range(200, 230)))
    noise = np.random.default_rng(0).normal(0, 1, 200)

    train, _ = of_forecasts.means(Side(train=found.train, y=noise, test=found.test, classes=0, metric="rmse", kept={}))

    assert abs(np.corrcoef(train["mean by series"], noise)[0, 1]) < 0.3


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # a network that stops early is a team that does badly
@pytest.mark.parametrize("metric", ["rmse", "rmsle", "mae"])
def test_every_kind_of_pipeline_answers_with_numbers(metric: str) -> None:
    found = side(list(range(90)), list(range(90, 100)), series=2, metric=metric)
    by_kind = {one.name.split(",")[0]: one for one in drawn(of_forecasts.kinds(found), 56, np.random.default_rng(0))}
    pipelines = [*of_forecasts.defaults(found), *of_forecasts.strong(found)[5:], *by_kind.values()]

    said = [pipeline.predict(found) for pipeline in pipelines]

    assert len(by_kind) == 7
    assert len({one.name for one in of_forecasts.strong(found)}) == 9
    assert all(np.isfinite(one).all() and (one >= 0).all() and len(one) == 20 for one in said)
