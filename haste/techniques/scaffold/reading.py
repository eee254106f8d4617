"""Read rows, and the columns of one kind in them."""

from pathlib import Path

import numpy as np
import pandas as pd


def read_rows(path: Path) -> pd.DataFrame:
    """Read a table with all cells as text, so that ids come back exactly as they stand in the file; empty cells are missing."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig", encoding_errors="replace")


def as_numbers(frame: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Columns as numbers, shape (rows, columns); whatever is no finite number is missing."""
    columns = [pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float) for name in names]
    values = np.column_stack(columns) if columns else np.empty((len(frame), 0))
    values[~np.isfinite(values)] = np.nan
    return np.clip(values, -1e15, 1e15)  # squares of larger ones leave the range of single precision, which trees use


def as_categories(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Columns as trimmed text in which a missing value is a category of its own."""
    return pd.DataFrame({name: frame[name].fillna("(missing)").astype(str).str.strip() for name in names}, index=frame.index)


def date_format(values: pd.Series) -> str:
    """The way of writing dates that reads most of the values, in the words of strptime."""
    written = values.dropna().head(1000)
    days = ("ISO8601", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%y", "%d %b %Y", "%b %d, %Y")
    formats = [*days, *(f"{day} {time}" for day in days[1:] for time in ("%H:%M", "%H:%M:%S")), "mixed"]
    read = [pd.to_datetime(written, format=form, errors="coerce", utc=True).notna().sum() for form in formats]
    return formats[int(np.argmax(read))]


def as_days(train: pd.DataFrame, test: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Columns as points in time without a zone, written as in the training rows; whatever is no date is missing."""
    parts = [pd.DataFrame(index=train.index), pd.DataFrame(index=test.index)]
    for name in names:
        form = date_format(train[name])
        for frame, part in zip((train, test), parts, strict=True):
            part[name] = pd.to_datetime(frame[name], format=form, errors="coerce", utc=True).dt.tz_localize(None)
    return parts[0], parts[1]


def as_texts(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    """Text columns of a row as one string; missing ones are empty."""
    texts = pd.Series("", index=frame.index)
    for name in names:
        texts = texts + " " + frame[name].fillna("").astype(str)
    return texts
