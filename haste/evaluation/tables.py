"""Tables as text: every value survives reading and writing exactly as it was written."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError

# Spellings that a solution's pandas reads as a missing value: the host has to agree with what the solution sees.
MISSING = frozenset([
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
])  # fmt: skip


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


def missing(values: pd.Series) -> NDArray[np.bool_]:
    """Which values a solution will see as missing, shape (n_rows,)."""
    return np.asarray(values.isin(MISSING) | values.isna(), dtype=bool)


def numbers(values: pd.Series) -> NDArray[np.float64]:
    """The values as numbers, shape (n_rows,); NaN where a text is none."""
    return np.asarray(pd.to_numeric(values, errors="coerce"), dtype=np.float64)
