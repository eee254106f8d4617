"""Marks that people write into columns of numbers where nothing is known, such as a question mark: they count as missing."""

from collections.abc import Sequence

import pandas as pd

from haste.competitions import amounts, written_numbers

_MARKS = ("?", "??", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "*", "/", "#")
_ROWS_MIN = 2  # a mark that stands once may be a slip, and what else is there may be ids


def emptied(train: pd.DataFrame, test: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Empty the fields of a mark, where it is one and the same in all of a column whose other values are numbers.

    Args:
        train: Every value as text.
        test: The same.
        names: Columns to look at: neither ids nor what is predicted, where a mark may be a label.

    Returns:
        Both tables, and what was done to them.
    """
    found: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for name in names:
        mark = _mark_of(written_numbers.values_of(train, test, name))
        count = sum(int((table[name] == mark).sum()) for table in (train, test) if name in table) if mark else 0
        if count >= _ROWS_MIN:
            train, test = (table.assign(**{name: table[name].replace({mark: ""})}) if name in table else table for table in (train, test))
            found.setdefault(mark, []).append(name)
            rows[mark] = rows.get(mark, 0) + count
    return train, test, tuple(_remark(mark, columns, rows[mark]) for mark, columns in found.items())


def _mark_of(values: pd.Series) -> str:
    """The mark among different values that are numbers otherwise; empty where there is none, or more than one."""
    marked = values.isin(_MARKS)
    others = values[~marked]
    return str(values[marked].iloc[0]) if marked.sum() == 1 and len(others) > 1 and amounts.are(others).all() else ""


def _remark(mark: str, columns: Sequence[str], fields: int) -> str:
    named = ", ".join(map(repr, columns[:6])) + (f" and {len(columns) - 6} more" if len(columns) > 6 else "")
    return f"counted as missing: {mark!r} in {named}, {fields} fields, since every other value there is a number"
