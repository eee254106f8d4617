"""Tables as text: every value survives reading and writing exactly as it was written."""

import csv
import re
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError
from haste.vocabulary.spellings import MISSING

_TORN = re.compile(r'[^",\n]*\r[^",\n]*')
_PART_BYTES = 2**20


def read(path: Path) -> pd.DataFrame:
    """Read a CSV file of a competition, every value as text.

    Raises:
        CompetitionError: It is not there, is empty, or is not a UTF-8 table.
    """
    try:
        return parse(path)
    except FileNotFoundError as error:
        raise CompetitionError(
            expected=f"a file {path.name}", found="none", where=str(path.parent), next_step="Put it there, or name another folder."
        ) from error
    except UnicodeDecodeError as error:
        raise CompetitionError(
            expected="UTF-8 text",
            found=f"byte 0x{error.object[error.start]:02x}",
            where=str(path),
            next_step=f"Convert it, for example: iconv -f latin1 -t utf-8 {path.name} > fixed.csv",
        ) from error
    except (OSError, ValueError) as error:
        raise CompetitionError(
            expected="a CSV table with a header line", found=str(error).strip(), where=str(path), next_step="Mend the file, then try again."
        ) from error


def parse(source: Path | bytes) -> pd.DataFrame:
    """Read a CSV table, every value as text, "" where nothing stands.

    Raises:
        ValueError: It is empty, not UTF-8, or its lines do not fit its header; the message says which.
    """
    table = pd.read_csv(BytesIO(source) if isinstance(source, bytes) else source, dtype=str, na_filter=False, encoding="utf-8", low_memory=False)
    if type(table.index) is not pd.RangeIndex:
        message = "lines with more values than the header has names"
        raise ValueError(message)
    return table


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a CSV file with a line feed at the end of each line, whatever the platform."""
    table.to_csv(path, index=False, lineterminator="\n")
    if _holds_returns(path) and _would_tear(table):
        table.to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)


def as_text(table: pd.DataFrame) -> str:
    """The same as text."""
    text: str = table.to_csv(index=False, lineterminator="\n")
    if "\r" in text and _would_tear(table):
        text = table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    return text


def _holds_returns(path: Path) -> bool:
    with path.open("rb") as written:
        return any(b"\r" in part for part in iter(lambda: written.read(_PART_BYTES), b""))


def _would_tear(table: pd.DataFrame) -> bool:
    """Whether a cell has a carriage return and nothing else that the writer puts in quotes: readers take it for the end of a line."""
    cells = (cell for name in table.columns for cell in (name, *table[name]))
    return any(isinstance(cell, str) and _TORN.fullmatch(cell) for cell in cells)


def missing(values: pd.Series, *, labels: Collection[str] = ()) -> NDArray[np.bool_]:
    """Which values a solution will see as missing, shape (n_rows,); words that are labels are there, an empty field is not.

    >>> missing(pd.Series(["", "NA", "None", "a"]), labels=["None", "a"]).tolist()
    [True, True, False, False]
    """
    spelled = MISSING.difference(labels) | {""} if labels else MISSING
    return np.asarray(values.isin(spelled) | values.isna(), dtype=bool)


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """The values as numbers, shape (n_rows,); NaN where a text is none."""
    return np.asarray(pd.to_numeric(values, errors="coerce"), dtype=np.float64)
