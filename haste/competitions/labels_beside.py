"""Does a table tell the labels of training rows? It does where it names them, by whatever column, beside what has to be predicted."""

import re
from collections.abc import Iterator

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions import leaks
from haste.evaluation import media, tables
from haste.evaluation.answers import unanswered
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm

_NAMING_MAX = 3  # columns of a table that are taken for names of rows: those that name most of them
_ROWS_ENOUGH = 10  # training rows found by equal features that are more than a coincidence
_ROWS_COMPARED = 10_000  # about as many tell how often a column says the target
_BY_CHANCE = 1e-6  # how often as many rows would all have one label, were they drawn at random
_ENCODED_ROWS = 50  # fewer rows cannot show that two codes mean the same

Rows = NDArray[np.int64]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The training rows that have a target."""

    train: pd.DataFrame  # as text, row numbers from 0
    names: tuple[str, ...]  # columns that name a row: its id, and the path of its file
    target: tuple[str, ...]
    answers: tuple[str, ...]  # columns of a submission beside the id
    classes: bool  # the target holds labels; else numbers, texts or masks
    codes: bool  # another value may stand for each: of masks and texts every row has its own
    labelled: NDArray[np.bool_]  # shape (n_rows,)
    lookups: tuple[tuple[str, bool, pd.Series], ...]  # column, whether values are stripped to what a file is called, and rows by value


def known_of(train: pd.DataFrame, competition: Competition) -> Known:
    """What the training rows of a competition say."""
    labelled = ~unanswered(train, competition)
    names = tuple(name for name in (competition.id_column, media.column_of(competition.media)) if name and name in train)
    return Known(
        train=train,
        names=names,
        target=competition.target,
        answers=competition.answer_columns,
        classes=competition.form is not AnswerForm.VALUE,
        codes=competition.form not in (AnswerForm.MASK, AnswerForm.TEXT),
        labelled=labelled,
        lookups=tuple((name, bare, _lookup(_called(train[name], bare=bare), labelled)) for name in dict.fromkeys(names) for bare in (False, True)),
    )


def told(table: pd.DataFrame, known: Known) -> str:
    """How a table tells labels of training rows; "" where it does not.

    Args:
        table: Every value as text.
        known: What training rows say.
    """
    for naming, at, rows in _named(table, known):
        others = [place for place in range(table.shape[1]) if place not in at]
        because = (_by_name(table, at, rows, known) if at else "") or _by_value(table.iloc[:, others], rows, known)
        if because:
            return f"{because}, beside {naming}"
        if at and (label := _one_label(rows, known)):
            return f"{naming}, all with the target {label!r}"
    return ""


def share_named(table: pd.DataFrame, ids: pd.Series) -> float:
    """The largest share of these ids that one column of a table holds, in [0, 1]."""
    keys = set(_called(ids, bare=True))
    return max((len(keys & set(_called(table.iloc[:, place], bare=True))) / len(keys) for place in range(table.shape[1])), default=0.0)


def are_ids(values: pd.Series, ids: pd.Series) -> NDArray[np.bool_]:
    """Which of these names are ids, whatever folder and suffix stand around them, shape (n_values,)."""
    return np.asarray(_called(values, bare=True).isin(set(_called(ids, bare=True))), dtype=bool)


def _named(table: pd.DataFrame, known: Known) -> Iterator[tuple[str, tuple[int, ...], Rows]]:
    """Ways to find training rows in a table: what names them in words, the places of those columns, and the training row of each row or -1."""
    for _, bare, lookup in known.lookups:
        found = []
        for place in range(table.shape[1]):
            rows = _rows_of(_called(table.iloc[:, place], bare=bare), lookup)
            if (rows >= 0).any():
                found.append((int((rows >= 0).sum()), place, rows))
        for count, place, rows in sorted(found, key=lambda one: (-one[0], one[1]))[:_NAMING_MAX]:
            yield f"the column {table.columns[place]!r} that names training rows ({count} times)", (place,), rows
    yield from _by_features(table, known)
    missing = len(known.train) - len(table)
    if len(table) > 1 and missing in (0, 1):  # the first line may have been taken for names of columns
        rows = np.arange(missing, len(known.train), dtype=np.int64)
        yield "the order of train.csv", (), np.where(known.labelled[rows], rows, -1)


def _by_features(table: pd.DataFrame, known: Known) -> Iterator[tuple[str, tuple[int, ...], Rows]]:
    """By the same values in all the columns that a table shares with train.csv."""
    wanted = [name for name in known.train.columns if name not in (*known.target, *known.names)]
    shared = [name for name in wanted if list(table.columns).count(name) == 1]
    if not shared:
        return
    keys, values = (pd.Series(pd.util.hash_pandas_object(rows[shared].apply(_key), index=False).to_numpy()) for rows in (known.train, table))
    rows = _rows_of(values, _lookup(keys, known.labelled & ~keys.duplicated(keep=False).to_numpy()))
    found = len(np.unique(rows[rows >= 0]))
    if found >= min(_ROWS_ENOUGH, len(known.train) / 100 + 1):
        yield f"the features of {found} training rows", tuple(list(table.columns).index(name) for name in shared), rows


def _lookup(keys: pd.Series, wanted: NDArray[np.bool_]) -> pd.Series:
    """Numbers of the rows that are wanted, by key; the first of those that share one."""
    rows = pd.Series(np.arange(len(keys)), index=keys.to_numpy())[wanted]
    return rows[~rows.index.duplicated()]


def _rows_of(column: pd.Series, lookup: pd.Series) -> Rows:
    return np.asarray(column.map(lookup).fillna(-1), dtype=np.int64)


def _by_name(table: pd.DataFrame, at: tuple[int, ...], rows: Rows, known: Known) -> str:
    """A column called like the target, where rows are named on purpose: by a column called like theirs, or by most lines of the table."""
    different = len(np.unique(rows[rows >= 0]))
    called = {str(table.columns[place]).strip().casefold() for place in at}
    if len(at) == 1 and called.isdisjoint(name.casefold() for name in known.names) and different < len(rows) / 2:
        return ""
    targets = {name.strip().casefold() for name in (*known.target, *known.answers)}
    alike = [name for place, name in enumerate(table.columns) if place not in at and name.strip().casefold() in targets]
    return f"the column {alike[0]!r} has the target's name" if alike else ""


def _by_value(others: pd.DataFrame, rows: Rows, known: Known) -> str:
    """A column that holds the target of the rows that were found, or tells it."""
    found = np.flatnonzero(rows >= 0)
    found = found[:: 1 + len(found) // _ROWS_COMPARED]
    for target in known.target:
        truth = known.train[target].iloc[rows[found]].reset_index(drop=True)
        beside = others.iloc[found].reset_index(drop=True).set_axis([str(place) for place in range(others.shape[1])], axis=1)
        for place, name in enumerate(others.columns):
            if _agrees(beside.iloc[:, place], truth, numbers=not known.classes):
                return f"the column {name!r} holds the target"
        if known.codes and len(truth) >= _ENCODED_ROWS:
            suspects = leaks.found(beside.assign(target=truth.to_numpy()), list(beside.columns), "target", classes=known.classes)
            if suspects:
                return f"the column {others.columns[int(suspects[0])]!r} tells the target"
    return ""


def _agrees(values: pd.Series, truth: pd.Series, *, numbers: bool) -> bool:
    """Whether a column says the target more often than half-way from the commonest answer to all answers."""
    if len(truth) < 2:
        return False
    given, wanted = tables.numbers(values), tables.numbers(truth)
    same = np.isclose(given, wanted, rtol=1e-9, atol=0.0)
    if not numbers or not np.isfinite(wanted).any():
        same |= (_key(values) == _key(truth)).to_numpy()
    commonest = float(truth.value_counts(normalize=True).max())
    return float(same.mean()) > (1 + commonest) / 2


def _one_label(rows: Rows, known: Known) -> str:
    """The label that all rows found have in common, where that is no coincidence."""
    different = np.unique(rows[rows >= 0])
    if not known.classes or not len(different) or len(different) == int(known.labelled.sum()):
        return ""
    labels: pd.Series = known.train[known.target[0]]
    found = labels.iloc[different]
    share = float((labels[known.labelled] == found.iloc[0]).mean())
    return str(found.iloc[0]) if bool((found == found.iloc[0]).all()) and share ** len(different) < _BY_CHANCE else ""


def _key(values: pd.Series) -> pd.Series:
    """Values as names: blanks around them, case, zeros before a number, and after a whole one, do not count."""
    plain = values.astype(str).str.strip().str.lower()
    return plain.str.replace(r"^(\d+)\.0*$", r"\1", regex=True).str.replace(r"^0+(\d)", r"\1", regex=True)


def _called(values: pd.Series, *, bare: bool) -> pd.Series:
    return _key(_stem(values) if bare else values)


def _stem(values: pd.Series) -> pd.Series:
    """The last part of a path, without its suffix."""
    return (
        values.astype(str).str.replace(r"^.*[/\\]", "", regex=True).str.replace(re.compile(r"\.[a-z][a-z0-9]{0,4}$", re.IGNORECASE), "", regex=True)
    )
