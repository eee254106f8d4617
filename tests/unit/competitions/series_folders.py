"""Forecasting folders as people have them: each a function that fills one, by the name of what is odd about it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

Fill = Callable[[Path], None]
_CHANCE = 3


def weekly(count: int, *, level: float = 50.0, start: int = 0) -> np.ndarray:
    """A series with a week of seven steps, a slow rise and some chance."""
    steps = np.arange(start, start + count)
    noise = np.random.default_rng(_CHANCE + count + start).normal(0, 1, count)
    return (level * (1 + 0.002 * steps) + 0.3 * level * (steps % 7 >= 5) + noise).round(3)


def days(count: int, start: str = "2021-01-01") -> pd.Series:
    """Days one after the other, as text."""
    return pd.Series(pd.date_range(start, periods=count).strftime("%Y-%m-%d"))


def filled(place: Path, table: pd.DataFrame, later: pd.Series, target: str, *, sample: str = "", config: str = "") -> None:
    """Write train.csv, and test.csv of the later rows without their target; a sample submission where an id is named."""
    place.mkdir(parents=True)
    table[~later].to_csv(place / "train.csv", index=False)
    test = table[later].drop(columns=[target])
    test.to_csv(place / "test.csv", index=False)
    if sample:
        test[[sample]].assign(**{target: 0}).to_csv(place / "sample_submission.csv", index=False)
    if config:
        (place / "config.yaml").write_text(config, encoding="utf-8")


def one_column_beside_the_date(place: Path) -> None:
    table = pd.DataFrame({"date": days(150), "sales": weekly(150)})
    filled(place, table, table.index >= 129, "sales", sample="date")


def days_with_gaps(place: Path) -> None:
    table = pd.DataFrame({"day": days(220), "y": weekly(220), "open": 1})
    table = table[(np.arange(220) % 11 != 4) & ~np.isin(np.arange(220), range(60, 75))].reset_index(drop=True)
    table.insert(0, "id", range(len(table)))
    filled(place, table, table["day"] >= "2021-07-15", "y", sample="id")


def many_short_series(place: Path) -> None:
    parts = [pd.DataFrame({"shop": f"s{number}", "week": range(40), "sold": weekly(40, level=5 + number)}) for number in range(300)]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "row", range(len(table)))
    filled(place, table, table["week"] >= 36, "sold", sample="row")


def months(place: Path) -> None:
    table = pd.DataFrame({"month": pd.period_range("2012-03", periods=110, freq="M").astype(str), "output": weekly(110)})
    filled(place, table, table.index >= 98, "output", sample="month")


def numbered_weeks(place: Path) -> None:
    weeks = pd.date_range("2018-01-01", periods=160, freq="7D").strftime("%G-W%V")
    table = pd.DataFrame({"id": range(160), "week": weeks, "cases": weekly(160)})
    filled(place, table, table["id"] >= 148, "cases", sample="id")


def whole_numbers_as_time(place: Path) -> None:
    table = pd.DataFrame({"t": range(200), "value": weekly(200)})
    filled(place, table, table["t"] >= 180, "value", sample="t")


def steps_beside_an_id(place: Path) -> None:
    table = pd.DataFrame({"id": [f"r{step * 37 % 101}-{step}" for step in range(160)], "step": range(160), "value": weekly(160)})
    filled(place, table, table["step"] >= 150, "value", sample="id")


def some_series_and_new_ones(place: Path) -> None:
    parts = [
        pd.DataFrame({"date": days(130), "store": store, "item": item, "n": weekly(130, level=20 + 9 * store), "price": 2.5 + item})
        for store in range(3)
        for item in range(2)
    ]
    table = pd.concat(parts, ignore_index=True)
    late = table["date"] >= "2021-04-20"
    asked = late & table["store"].isin([0, 2])
    known = ~late & (table["store"] != 2)
    table = table[asked | known].reset_index(drop=True)
    table.insert(0, "id", [f"r{number}" for number in range(len(table))])
    filled(place, table, table["date"] >= "2021-04-20", "n", sample="id")


def a_target_with_holes_and_negatives(place: Path) -> None:
    table = pd.DataFrame({"id": range(180), "date": days(180), "balance": weekly(180) - 60, "rate": np.tile([1.5, 2.5, 2.0], 60)})
    table.loc[::9, "balance"] = np.nan
    filled(place, table, table["id"] >= 165, "balance", sample="id")


def hours_with_zones(place: Path) -> None:
    hours = pd.date_range("2021-03-20", periods=400, freq="h", tz="UTC").tz_convert("Europe/Berlin")
    values = 10 + 5 * np.sin(2 * np.pi * hours.hour / 24) + np.random.default_rng(1).normal(0, 0.3, 400)
    table = pd.DataFrame({"id": range(400), "at": [hour.isoformat() for hour in hours], "load": values.round(4)})
    filled(place, table, table["id"] >= 352, "load", sample="id")


def times_that_stand_twice(place: Path) -> None:
    table = pd.DataFrame({"date": days(140), "y": weekly(140)})
    table = pd.concat([table, table.iloc[[20, 21, 22]]], ignore_index=True).sort_values("date").reset_index(drop=True)
    table.insert(0, "id", range(len(table)))
    filled(place, table, table["date"] >= "2021-05-01", "y", sample="id")


def the_last_days_of_each_month(place: Path) -> None:
    table = pd.DataFrame({"date": days(300), "y": weekly(300), "rain": np.arange(300) % 5})
    table.insert(0, "id", range(300))
    filled(place, table, pd.to_datetime(table["date"]).dt.day > 22, "y", sample="id")


def dates_as_whole_numbers(place: Path) -> None:
    table = pd.DataFrame({"yyyymmdd": days(120, "2020-11-20").str.replace("-", ""), "y": weekly(120), "temp": np.arange(120) % 13})
    table.insert(0, "id", range(120))
    filled(place, table, table["id"] >= 106, "y", sample="id")


def a_flag_to_foretell(place: Path) -> None:
    table = pd.DataFrame({"id": range(120), "date": days(120), "rain": np.arange(120) % 9, "wet": (np.arange(120) % 9 > 5).astype(int)})
    filled(place, table, table["id"] >= 100, "wet", sample="id", config="domain: forecasting\nmetric: auc\n")


def rows_without_any_time(place: Path) -> None:
    table = pd.DataFrame({"id": range(120), "x": np.arange(120) * 37 % 101, "y": weekly(120)})
    filled(place, table, table["id"] >= 100, "y", sample="id", config="domain: forecasting\nsplit: random\n")


FOLDERS: dict[str, Fill] = {
    made.__name__: made
    for made in (
        one_column_beside_the_date,
        days_with_gaps,
        many_short_series,
        months,
        numbered_weeks,
        whole_numbers_as_time,
        steps_beside_an_id,
        some_series_and_new_ones,
        a_target_with_holes_and_negatives,
        hours_with_zones,
        times_that_stand_twice,
        the_last_days_of_each_month,
        dates_as_whole_numbers,
        a_flag_to_foretell,
        rows_without_any_time,
    )
}
