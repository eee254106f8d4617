"""Numbers as people write them: thousands separators are taken out, and decimal commas become points, where that can be told reliably."""

import re
from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from haste.evaluation import tables

_THOUSANDS = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?")  # 1,234,567.8
_DECIMAL = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?")  # 1.234.567,8
_PLAIN_LARGE = re.compile(r"[+-]?\d{4,}(?:\.\d+)?")  # where thousands are separated there is none


class Spelling(StrEnum):
    """What a comma in the numbers of a column stands for."""

    NONE = "none"
    THOUSANDS = "thousands"
    DECIMAL = "decimal"
    UNCLEAR = "unclear"


def plain(train: pd.DataFrame, test: pd.DataFrame, names: Sequence[str], *, free_comma: bool) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Write the numbers of both tables as computers read them.

    A decimal comma is believed only where commas separate no values: elsewhere "1,2" may be two numbers.

    Args:
        train: Every value as text.
        test: The same.
        names: Columns to look at; ids must not be among them, since they are names.
        free_comma: Whether commas separate no values in the files.

    Returns:
        Both tables, and what was done to them.
    """
    columns = {name: values_of(train, test, name) for name in names}
    found = {name: spelling_of(values, free_comma=free_comma) for name, values in columns.items() if values.str.contains(",", regex=False).any()}
    clear = {spelling for spelling in found.values() if spelling in (Spelling.THOUSANDS, Spelling.DECIMAL)}
    if len(clear) == 1:  # one file is written in one way
        found = {name: next(iter(clear)) if spelling is Spelling.UNCLEAR else spelling for name, spelling in found.items()}
    for name, spelling in found.items():
        train, test = (_mended(table, name, spelling) for table in (train, test))
    return train, test, tuple(_remarks(found, columns))


def values_of(train: pd.DataFrame, test: pd.DataFrame, name: str) -> pd.Series:
    """The different values of a column that are not missing."""
    both = pd.concat([table[name] for table in (train, test) if name in table], ignore_index=True)
    values = pd.Series(both.unique(), dtype=str)
    return values[~tables.missing(values)]


def spelling_of(values: pd.Series, *, free_comma: bool) -> Spelling:
    """What a comma in these values stands for."""
    thousands, decimal = (all(map(pattern.fullmatch, values)) for pattern in (_THOUSANDS, _DECIMAL))
    thousands = thousands and not any(map(_PLAIN_LARGE.fullmatch, values))
    if not free_comma:
        return Spelling.THOUSANDS if thousands else Spelling.NONE
    if thousands and decimal:
        return Spelling.UNCLEAR
    return Spelling.THOUSANDS if thousands else Spelling.DECIMAL if decimal else Spelling.NONE


def _mended(table: pd.DataFrame, name: str, spelling: Spelling) -> pd.DataFrame:
    if name not in table or spelling not in (Spelling.THOUSANDS, Spelling.DECIMAL):
        return table
    values = table[name]
    if spelling is Spelling.THOUSANDS:
        return table.assign(**{name: values.str.replace(",", "", regex=False)})
    return table.assign(**{name: values.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)})


def _remarks(found: dict[str, Spelling], columns: dict[str, pd.Series]) -> list[str]:
    words = {
        Spelling.THOUSANDS: "thousands separators taken out of",
        Spelling.DECIMAL: "decimal commas written as points in",
        Spelling.UNCLEAR: "left as text, since a comma may stand for thousands or for decimals:",
    }
    remarks = []
    for spelling, said in words.items():
        names = [name for name, its in found.items() if its is spelling]
        if names:
            example = next(value for value in columns[names[0]] if "," in value)
            remarks.append(f"{said} {', '.join(map(repr, names[:6]))}{f' and {len(names) - 6} more' if len(names) > 6 else ''}, such as {example!r}")
    return remarks
