"""Reads a person's table from a file of any usual format: CSV and its kin, JSON, Parquet, Feather, Excel; packed or not."""

import gzip
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from haste.competitions import text_tables
from haste.competitions.text_tables import ReadTable
from haste.errors import CompetitionError
from haste.evaluation import tables

_PACKED = (".gz", ".zip")
_READERS = {".xlsx": "openpyxl", ".parquet": "pyarrow", ".feather": "pyarrow"}  # packages that pandas imports when it needs them


class _SeveralError(ValueError):
    """An archive of several files."""


_BROKEN = (OSError, ValueError, KeyError, EOFError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error)


def read(path: Path) -> ReadTable:
    """Read a table, every value as text.

    Raises:
        CompetitionError: It is not there, is of no known format, needs a package that is not installed, or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "a file that can be read", error.strerror or str(error), "Name another file.") from error
    name = path.name
    try:
        name, data = _unpacked(name, data)
        return _FORMATS[_suffix(name)](data, path.name)
    except ImportError as error:
        needed = _READERS[_suffix(name)]
        raise _unreadable(path, f"the package {needed}, to read {_suffix(name)}", "none", f"Install it: pip install {needed}") from error
    except _BROKEN as error:
        next_step = "Unpack it, and name the folder that holds them." if isinstance(error, _SeveralError) else "Mend the file, then try again."
        raise _unreadable(path, "a table with a header line", " ".join(str(error).split())[:300], next_step) from error


def stem_of(name: str) -> str | None:
    """Name of a table's file without suffixes; None where its format is not known.

    >>> stem_of("Train.csv.gz"), stem_of("train.zip"), stem_of("train.png")
    ('Train', 'train', None)
    """
    path = PurePosixPath(name)
    if path.suffix.lower() in _PACKED:
        inner = PurePosixPath(path.stem)
        return inner.stem if inner.suffix.lower() in _FORMATS else path.stem if path.suffix.lower() == ".zip" else None
    return path.stem if path.suffix.lower() in _FORMATS else None


def formats() -> tuple[str, ...]:
    """Suffixes of the formats that can be read."""
    return tuple(_FORMATS)


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _FORMATS:
        message = f"the suffix {suffix!r} of {name}; known are {', '.join(_FORMATS)}, and these in .gz or .zip"
        raise ValueError(message)
    return suffix


def _unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".gz":
        return PurePosixPath(name).stem, gzip.decompress(data)
    if suffix != ".zip":
        return name, data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        inside = [entry for entry in archive.namelist() if not entry.endswith("/") and not entry.startswith("__MACOSX/")]
        if len(inside) != 1:
            message = f"{len(inside)} files in it, where one table was expected: {', '.join(inside[:6])}"
            raise _SeveralError(message)
        return inside[0], archive.read(inside[0])


def _of_values(data: bytes, name: str) -> ReadTable:
    return text_tables.read(data, tabs=False, name=name)


def _of_tabs(data: bytes, name: str) -> ReadTable:
    return text_tables.read(data, tabs=True, name=name)


def _of_json_lines(data: bytes, name: str) -> ReadTable:
    """One object a line, or a list of objects; numbers stay as they are written."""
    text, remarks = text_tables.decoded(data)
    rows = []
    for place, row in _listed(text) if text.lstrip().startswith("[") else _lines(text):
        match row:
            case dict():
                rows.append({key: _written(value) for key, value in row.items()})
            case _:
                message = f"{place}: something else than an object"
                raise ValueError(message)
    if not rows:
        message = "not one object"
        raise ValueError(message)
    return ReadTable(table=pd.DataFrame(rows, dtype=object).fillna("").astype(str), remarks=tuple(f"{name}: {remark}" for remark in remarks))


def _listed(text: str) -> Iterator[tuple[str, object]]:
    for number, value in enumerate(_parsed(text), start=1):
        yield f"value {number} of the list", value


def _lines(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", _parsed(line)


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _written(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _of_parquet(data: bytes, name: str) -> ReadTable:
    del name
    return _of_types(pd.read_parquet(BytesIO(data), dtype_backend="pyarrow"))


def _of_feather(data: bytes, name: str) -> ReadTable:
    del name
    return _of_types(pd.read_feather(BytesIO(data), dtype_backend="pyarrow"))


def _of_workbook(data: bytes, name: str) -> ReadTable:
    with pd.ExcelFile(BytesIO(data), engine="openpyxl") as book:
        sheets = list(map(str, book.sheet_names))
        read_sheet = _of_types(pd.read_excel(book, sheet_name=sheets[0], dtype=object))
    unread = ", ".join(map(repr, sheets[1:7])) + (f" and {len(sheets) - 7} more" if len(sheets) > 7 else "")
    ways = "save one that is to be used as a file of its own, such as test.csv"
    others = f"{name}: read the first of {len(sheets)} sheets, {sheets[0]!r}, and not {unread}; {ways}"
    return ReadTable(table=read_sheet.table, remarks=(others,) if len(sheets) > 1 else ())


def _of_types(table: pd.DataFrame) -> ReadTable:
    """Values of any type as a CSV file has them: whole numbers stay whole, times are ISO 8601, nothing is empty."""
    table = table if type(table.index) is pd.RangeIndex else table.reset_index()
    return ReadTable(table=tables.parse(tables.as_text(table).encode()))


def _unreadable(path: Path, expected: str, found: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=str(path), next_step=next_step)


_FORMATS: dict[str, Callable[[bytes, str], ReadTable]] = {
    ".csv": _of_values,
    ".txt": _of_values,
    ".tsv": _of_tabs,
    ".tab": _of_tabs,
    ".jsonl": _of_json_lines,
    ".ndjson": _of_json_lines,
    ".json": _of_json_lines,
    ".parquet": _of_parquet,
    ".feather": _of_feather,
    ".xlsx": _of_workbook,
}
