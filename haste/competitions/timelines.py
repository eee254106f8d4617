"""Are rows series in time? Which column tells the time, which ones name a series, and how long is a step? Seen in the values, never in names."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions import kinds
from haste.competitions import relation as relating
from haste.evaluation import tables
from haste.evaluation.times import READABLE, spelling
from haste.techniques.scaffold.timing import Clock, moments, step_numbers
from haste.vocabulary.competition import Column, Relation, Timeline
from haste.vocabulary.scales import ColumnKind, SplitKind

_ONCE = 0.95  # of the rows of train.csv stand at a time at which their series has no other row
_REGULAR = 0.6  # of the neighbours in time lie one step apart: working days do
_ON_STEPS = 0.9  # of them lie whole steps apart
_KEYS_MAX = 3  # columns that name a series together
_MARKS_MAX = 16  # bytes for each row, up to which numbers are ticked off instead of looked up
_STEPS_MIN = 8  # points in time
_SPARSE = 20.0  # steps for each point in time, from which steps of that length are no rhythm
_BY_CHANCE = 4.0  # standard errors of an autocorrelation, which random rows exceed once in thirty thousand tables
_MONTH_S = 27.5 * 86_400

Floats = NDArray[np.float64]


def found(train: pd.DataFrame, test: pd.DataFrame, features: Sequence[str], relation: Relation, *, id_column: str) -> Timeline | None:
    """The series in time that rows are.

    Args:
        train: The labelled rows of train.csv, columns as text or as pandas types them.
        test: test.csv, the same.
        features: Columns that both have, ids left out.
        relation: How test.csv relates to train.csv: its column of time goes before others.
        id_column: A column that may hold points in time as well.

    Returns:
        What is known of them; None where no column tells a time at which each series has one row.
    """
    for name in _clocks(train, features, relation, id_column):
        clock = _clock(train[name], test[name])
        keys = _keys(train, test, [other for other in features if other != name], name, clock) if clock else None
        if clock is not None and keys is not None:
            return _described(train, test, name, keys, clock)
    return None


def forecast(train: pd.DataFrame, test: pd.DataFrame, features: Sequence[str], split: Relation | None, *, id_column: str, target: str) -> bool:
    """Whether rows by themselves, without a word in config.yaml, are a forecasting competition; `found` has the arguments."""
    own = [_column(name, kinds.kind_of(train[name])) for name in features]
    seen = split or relating.found(train, test, [*own, *told(train, test, features, id_column=id_column, target=target)])
    return is_forecast(found(train, test, features, seen, id_column=id_column), seen)


def told(train: pd.DataFrame, test: pd.DataFrame, features: Sequence[str], *, id_column: str, target: str) -> list[Column]:
    """Columns that tell the time although they look as if they named rows: the id, where no other does, and whole numbers that count steps."""
    counters = [name for name in features if _counts_steps(train, test, name, target)]
    by_id = [id_column] if not counters and id_tells_time(train, test, features, id_column) else []
    return [_column(name, ColumnKind.DATE) for name in (*counters, *by_id)]


def _column(name: str, kind: ColumnKind) -> Column:
    return Column(name=name, kind=kind, missing=0.0, distinct=0, in_test=True)


def _counts_steps(train: pd.DataFrame, test: pd.DataFrame, name: str, target: str) -> bool:
    """Whether a number that each row has alone goes on in test.csv, and neighbours in it have targets more alike than by chance."""
    if kinds.kind_of(train[name]) is not ColumnKind.IDENTIFIER:
        return False
    before, after = tables.numbers(train[name]), tables.numbers(test[name])
    y = tables.numbers(train[target])[np.argsort(before, kind="stable")]
    if not np.isfinite(before).all() or not np.isfinite(y).all() or not np.isfinite(after).any() or np.nanmin(after) <= before.max() or not y.std():
        return False
    away = y - y.mean()
    return bool(away[1:] @ away[:-1] / (away @ away) > _BY_CHANCE / len(y) ** 0.5)


def is_forecast(series: Timeline | None, relation: Relation) -> bool:
    """Whether rows to predict lie later in the series than known ones, at once or in turns, and series are regular enough to have a rhythm."""
    timed = relation.kind in (SplitKind.LATER, SplitKind.INTERLEAVED)
    return timed and series is not None and relation.column == series.time and series.regular >= _REGULAR and series.step > 0


def id_tells_time(train: pd.DataFrame, test: pd.DataFrame, features: Sequence[str], id_column: str) -> bool:
    """Whether the id column is the one that tells when rows were: it holds dates, or numbers and test.csv has no other column."""
    if id_column not in train or id_column not in test:
        return False
    if kinds.kind_of(train[id_column]) is ColumnKind.DATE:
        return not any(kinds.kind_of(train[name]) is ColumnKind.DATE for name in features)
    return list(test.columns) == [id_column] and bool(np.isfinite(tables.numbers(train[id_column])).all())


def _clocks(train: pd.DataFrame, features: Sequence[str], relation: Relation, id_column: str) -> list[str]:
    """Columns that may tell the time, the likeliest first."""
    dates = [name for name in (*features, id_column) if name in train and kinds.kind_of(train[name]) is ColumnKind.DATE]
    timed = relation.kind in (SplitKind.LATER, SplitKind.INTERLEAVED) and relation.column in train
    return list(dict.fromkeys([*([relation.column] if timed else []), *dates]))


def _clock(train: pd.Series, test: pd.Series) -> Clock | None:
    """How to read the column, and its step; None where it holds too few points in time."""
    both = pd.concat([train, test], ignore_index=True)
    form, unit = _spelled(both)
    times = moments(both, form, unit)
    different = np.unique(times[np.isfinite(times)])
    if len(different) < _STEPS_MIN:
        return None
    if unit == "seconds" and np.diff(different).min() > _MONTH_S and _same_day(both, form):
        unit = "months"
        different = np.unique(moments(both, form, unit)[np.isfinite(times)])
    return form, unit, _step(different)


def _spelled(values: pd.Series) -> tuple[str, str]:
    present = values[~tables.missing(values.astype(str))]
    as_numbers = tables.numbers(present)
    if np.isfinite(as_numbers).mean() < READABLE:
        return spelling(present.astype(str)), "seconds"
    written = present.astype(str).str.removesuffix(".0")
    for digits, form in ((8, "%Y%m%d"), (6, "%Y%m")):
        if (written.str.len() == digits).all() and 1900 <= as_numbers.min() // 10 ** (digits - 4) <= as_numbers.max() // 10 ** (digits - 4) <= 2100:
            read = moments(written, form, "seconds")
            if np.isfinite(read).all():
                return form, "seconds"
    return "", "numbers"


def _same_day(values: pd.Series, form: str) -> bool:
    """Whether months begin, or end, at each of these points in time."""
    dates = pd.Series(pd.to_datetime(moments(values, form, "seconds"), unit="s", origin="2000-01-01")).dropna()
    return bool(dates.dt.day.eq(dates.dt.day.iloc[0]).all() or dates.dt.is_month_end.all())


def _step(different: Floats) -> float:
    """The commonest distance of neighbours, if most others are whole multiples of it; 0 where they are not."""
    apart = np.round(np.diff(different), 6)
    lengths, often = np.unique(apart, return_counts=True)
    step = float(lengths[often.argmax()])
    ratios = apart / step
    whole = float((np.abs(ratios - np.round(ratios)) < 1e-3).mean())
    return step if whole >= _ON_STEPS and ratios.sum() < _SPARSE * len(different) else 0.0


def _keys(train: pd.DataFrame, test: pd.DataFrame, others: Sequence[str], time: str, clock: Clock) -> tuple[str, ...] | None:
    """Columns that, together with the time, stand once; the fewest, and of these the ones with the fewest values. None where there are none."""
    cells = _numbered(pd.Series(step_numbers(train[time], clock)))
    share = _once(cells)
    if share >= _ONCE:
        return ()
    left = {name: _numbered(train[name]) for name in others if _may_name(train[name], test[name])}
    chosen: tuple[str, ...] = ()
    while share < _ONCE and len(chosen) < _KEYS_MAX:
        tried = {name: _once(_pairs(cells, values)) for name, values in left.items()}
        enough = [name for name, once in tried.items() if once >= _ONCE]
        best = min(enough, key=lambda name: train[name].nunique()) if enough else max(tried, key=lambda name: tried[name], default="")
        if not best or tried[best] <= share:
            return None
        chosen, share, cells = (*chosen, best), tried[best], _numbered(pd.Series(_pairs(cells, left.pop(best))))
    return chosen if share >= _ONCE else None


def _may_name(train: pd.Series, test: pd.Series) -> bool:
    """Whether a column may name series: words or whole numbers, each in several rows."""
    distinct = train.nunique()
    if distinct < 2 or distinct > len(train) / 2 or test.isna().all():
        return False
    kind = kinds.kind_of(train)
    if kind is ColumnKind.NUMERIC:
        values = tables.numbers(train)
        values = values[np.isfinite(values)]
        return bool((values % 1 == 0).all())
    return kind in (ColumnKind.CATEGORICAL, ColumnKind.IDENTIFIER, ColumnKind.TEXT)


def _numbered(values: pd.Series) -> NDArray[np.int32]:
    """A number for each row, dense from 0: equal where values are, as text."""
    numbers, different = pd.factorize(values, use_na_sentinel=False)
    of_text, _ = pd.factorize(pd.Series(different).astype(str), use_na_sentinel=False)
    return np.asarray(of_text[numbers], dtype=np.int32)


def _pairs(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.int64]:
    """A number for each row: equal where both are."""
    return first * (np.int64(second.max()) + 1) + second


def _once(numbers: NDArray[np.int32] | NDArray[np.int64]) -> float:
    """Share of rows that are the first with their number."""
    count, below = len(numbers), int(numbers.max()) + 1
    if below > _MARKS_MAX * count:
        return 1 - (count - len(pd.unique(numbers))) / count
    marked = np.zeros(below, dtype=bool)  # no slower for many rows than for few
    marked[numbers] = True
    return 1 - (count - int(marked.sum())) / count


def _described(train: pd.DataFrame, test: pd.DataFrame, time: str, keys: tuple[str, ...], clock: Clock) -> Timeline:
    both = pd.concat([train[[time, *keys]], test[[time, *keys]]], ignore_index=True)
    steps = step_numbers(both[time], clock)
    series = both[list(keys)].astype(str).groupby(list(keys), sort=False).ngroup().to_numpy() if keys else np.zeros(len(both), dtype=int)
    known = series < series[: len(train)].max() + 1  # numbers go by first appearance: those of train.csv come first
    rows = pd.DataFrame({"series": series, "step": steps})[: len(train)].drop_duplicates().sort_values(["series", "step"])
    apart = rows.groupby("series")["step"].diff().dropna()
    return Timeline(
        time=time,
        spelling=clock[0],
        unit=clock[1],
        step=clock[2],
        keys=keys,
        series=int(rows["series"].nunique()),
        steps=int(np.ptp(steps[: len(train)])) + 1,
        horizon=_horizon(rows, series[len(train) :], steps[len(train) :], known[len(train) :]),
        regular=float((apart == 1).mean()) if len(apart) else 0.0,
        new=float(1 - known[len(train) :].mean()),
    )


def _horizon(rows: pd.DataFrame, series: NDArray[np.int64], steps: NDArray[np.int64], known: NDArray[np.bool_]) -> int:
    """The longest way from a row of test.csv back to the last known value of its series."""
    wide = int(max(rows["step"].max(), steps.max())) + 2
    places = np.sort(rows["series"].to_numpy() * wide + rows["step"].to_numpy())
    asked = (series * wide + steps)[known]
    before = np.searchsorted(places, asked) - 1
    own = (before >= 0) & (places[before] // wide == asked // wide)
    return int((asked - places[before])[own].max(initial=1))


def remarks(series: Timeline | None) -> list[str]:
    """The series in a sentence for a person; none where rows are none."""
    if series is None:
        return []
    unit = {"numbers": "", "months": " months"}.get(series.unit, " s")
    each = f"each {series.step:g}{unit}" if series.step else "by their order"
    named = f"{series.series} named by {', '.join(series.keys)}" if series.keys else "one"
    return [f"series in time: {named}, {series.steps} steps of {series.time!r}, {each}; the furthest row lies {series.horizon} steps ahead"]
