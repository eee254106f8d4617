"""Amounts as people write them, with signs of currency or percent or in an accountant's brackets: which are they, and what number do they say?"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions import written_numbers
from haste.competitions.written_numbers import Spelling
from haste.evaluation import tables

_CURRENCY = r"[$€£¥₹₩₽₺₴₪฿₫₦₱₡₲₵₸₮₭]|USD|EUR|GBP|JPY|CHF|CNY|INR"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[+\-\u2212])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[+\-\u2212])?"
    rf"(?P<number>\d(?:[\d.,]*\d)?|\.\d+)\s*(?P<after>{_CURRENCY}|%)?\s*(?P<close>\))?"
)
_PLAIN = re.compile(r"[\d.,()+\-\u2212\s]+")  # without any sign of what is counted
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")  # 1.234: thousands of one country, and a fraction of another


def are(values: pd.Series) -> NDArray[np.bool_]:
    """Which values are numbers, however a person writes them, shape (n_rows,).

    >>> are(pd.Series(["1,234.5", "$5", "(7)", "12 %", "unknown", "2024-01-31"])).tolist()
    [True, True, True, True, False, False]
    """
    written = np.asarray([_matched(value) is not None for value in values], dtype=bool)
    return np.asarray(np.isfinite(tables.numbers(values)) | written, dtype=bool)


def bare(train: pd.DataFrame, test: pd.DataFrame, names: Sequence[str], *, free_comma: bool) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Take signs of currency and percent out of columns all of whose values have the same one; what stands in brackets is below zero.

    Args:
        train: Every value as text.
        test: The same.
        names: Columns to look at, ids left out.
        free_comma: Whether commas separate no values in the files.

    Returns:
        Both tables, commas in the numbers left as they were, and what was done to them.
    """
    taken: dict[str, list[str]] = {}
    for name in names:
        numbers = _numbers_of(written_numbers.values_of(train, test, name), free_comma=free_comma)
        if numbers:
            train, test = (table.assign(**{name: _put(table[name], numbers)}) if name in table else table for table in (train, test))
            taken[name] = list(numbers)
    return train, test, tuple(_remarks(taken))


def _put(values: pd.Series, numbers: Mapping[str, str]) -> pd.Series:
    """The numbers in place of what was written, other values as they are; `replace` would look through the whole column for each of them."""
    return values.map(lambda value: numbers.get(value, value))


def _numbers_of(values: pd.Series, *, free_comma: bool) -> dict[str, str]:
    """The number that each value says, commas left in it; empty where they are not all written in one way, or a comma may mean two things."""
    if values.empty or not _may_hold_amounts(values):
        return {}
    matches = [_matched(value) for value in values]
    found = [match for match in matches if match]
    signs = {(match["before"], match["after"]) for match in found}
    bracketed = sum(match["open"] is not None for match in found)
    if len(found) < len(matches) or len(signs) != 1 or (signs == {(None, None)} and not 0 < bracketed < len(found)):
        return {}
    numbers = {value: _number(match) for value, match in zip(values, found, strict=True)}
    return numbers if _are_clear(pd.Series(numbers.values(), dtype=str), free_comma=free_comma) else {}


def _may_hold_amounts(values: pd.Series) -> bool:
    """Whether the first is one, and there are signs or brackets: of a long column of plain numbers or of texts no more is looked at."""
    first = _matched(values.iloc[0])
    return first is not None and bool(first["before"] or first["after"] or values.str.contains("(", regex=False).any())


def _are_clear(numbers: pd.Series, *, free_comma: bool) -> bool:
    if numbers.str.contains(",", regex=False).any():
        return written_numbers.spelling_of(numbers, free_comma=free_comma) in (Spelling.THOUSANDS, Spelling.DECIMAL)
    pointed = numbers[numbers.str.contains(".", regex=False)]
    grouped = len(pointed) > 0 and all(map(_GROUPED.fullmatch, pointed))
    return not grouped and bool(np.isfinite(tables.numbers(numbers)).all())


def _matched(value: str) -> re.Match[str] | None:
    match = _AMOUNT.fullmatch(value.strip())
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["before"] and match["after"]):
        return None
    signs = [match[name] for name in ("open", "minus", "inner") if match[name]]
    return match if len(signs) <= 1 else None


def _number(match: re.Match[str]) -> str:
    below = match["open"] or (match["minus"] or match["inner"] or "+") != "+"
    return f"{'-' if below else ''}{match['number']}"


def _remarks(taken: dict[str, list[str]]) -> list[str]:
    examples = {name: next((value for value in values if value.startswith("(")), "") for name, values in taken.items()}
    signed = {name: values[0] for name, values in taken.items() if not all(map(_PLAIN.fullmatch, values))}
    bracketed = {name: example for name, example in examples.items() if example}
    remarks = []
    for said, found in (("signs of currency or percent taken out of", signed), ("numbers in brackets read as below zero in", bracketed)):
        if found:
            names = ", ".join(map(repr, list(found)[:6])) + (f" and {len(found) - 6} more" if len(found) > 6 else "")
            remarks.append(f"{said} {names}, such as {next(iter(found.values()))!r}")
    return remarks
