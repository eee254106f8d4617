"""Read rows, and the columns of one kind in them."""

from pathlib import Path

import numpy as np
import pandas as pd

from haste.techniques.scaffold.timing import SPELLINGS, read_dates


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
    """The way of writing dates that reads most of the values, as `read_dates` takes it; "mixed" where each way leaves out many that are dates."""
    written = values.dropna()
    written = written.iloc[:: max(1, len(written) // 1000)]  # from all of it: the first days of a month could be months
    *read, mixed = (read_dates(written, form).notna().sum() for form in (*SPELLINGS, "mixed"))
    return SPELLINGS[int(np.argmax(read))] if max(read) >= 0.95 * mixed else "mixed"


def as_days(train: pd.DataFrame, test: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Columns as points in time without a zone, written as in the training rows; whatever is no date is missing."""
    parts = [pd.DataFrame(index=train.index), pd.DataFrame(index=test.index)]
    for name in names:
        form = date_format(train[name])
        for frame, part in zip((train, test), parts, strict=True):
            part[name] = read_dates(frame[name], form)
    return parts[0], parts[1]


def as_texts(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    """Text columns of a row as one string; missing ones are empty."""
    texts = pd.Series("", index=frame.index)
    for name in names:
        texts = texts + " " + frame[name].fillna("").astype(str)
    return texts
