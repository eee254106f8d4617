"""Reads a file of unknown kind as tables, by what it holds and not by its name: what a solution could find in it, the host has to find as well."""

import bz2
import gzip
import json
import lzma
import re
import warnings
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from haste.evaluation.media import SUFFIXES

_BYTES_MAX = 256 * 1024**2  # of one file, unpacked: more would not fit into memory as text
_HEAD_BYTES = 65_536  # what tells the kind of a file
_LINES_MEASURED = 200  # lines that tell how many columns a text has
_COLUMNS_MAX = 5_000
_SEPARATORS = (",", "\t", ";", "|", r"\s+")
_PACKED: dict[bytes, Callable[[BytesIO], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
_COLUMNAR = (b"PAR1", b"ARROW1")
_OF_TABLES = (*_PACKED, *_COLUMNAR, b"PK", b"\x80", b"\x93NUMPY", b"\x89HDF", b"SQLite")  # first bytes that no picture and no sound has
_PICTURES_AND_SOUND = SUFFIXES | {".avi", ".flac", ".m4a", ".mov", ".mp3", ".mp4", ".ogg", ".pdf", ".wav", ".webm"}


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds."""

    tables: tuple[pd.DataFrame, ...] = ()  # every value as text; columns may share a name
    unknown: str = ""  # why nobody can tell what it holds; "" where the tables are all


def inside(path: Path) -> Looked:
    """The tables that a file can be read as; a text may be read in several ways.

    Args:
        path: A regular file.
    """
    with path.open("rb") as file:
        held = file.read(_HEAD_BYTES)
        if _shows_itself(held, path.suffix.lower()):
            return Looked()
        held += file.read(_BYTES_MAX + 1 - len(held))
    return _of_bytes(held, path.suffix.lower())


def _of_bytes(held: bytes, suffix: str) -> Looked:
    if len(held) > _BYTES_MAX:
        return Looked(unknown=f"more than {_BYTES_MAX // 1024**2} MiB, too large to be looked into")
    for start, opened in _PACKED.items():
        if held.startswith(start):
            return _unpacked(held, opened, suffix)
    if held.startswith(_COLUMNAR):
        return _columnar(held)
    text = _text(held)
    if text is not None:
        return Looked(tables=tuple(_of_text(text)))
    return Looked() if _shows_itself(held, suffix) else Looked(unknown="of a kind that cannot be looked into")


def _shows_itself(held: bytes, suffix: str) -> bool:
    """Whether a file is a picture, sound or the like, by its name and by what it holds."""
    return suffix in _PICTURES_AND_SOUND and b"\0" in held[:_HEAD_BYTES] and not held.startswith(_OF_TABLES)


def _unpacked(held: bytes, opened: Callable[[BytesIO], Any], suffix: str) -> Looked:
    try:
        with opened(BytesIO(held)) as file:
            plain: bytes = file.read(_BYTES_MAX + 1)
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        return Looked(unknown=f"packed, and cannot be unpacked: {error}")
    return _of_bytes(plain, suffix)


def _columnar(held: bytes) -> Looked:
    try:
        table = (pd.read_parquet if held.startswith(b"PAR1") else pd.read_feather)(BytesIO(held))
    except (OSError, ValueError) as error:
        return Looked(unknown=f"a table that cannot be read: {error}")
    return Looked(tables=(_texts(table.reset_index()),))


def _text(held: bytes) -> str | None:
    if held.startswith((b"\xff\xfe", b"\xfe\xff")):
        return held.decode("utf-16", errors="replace")
    if b"\0" in held[:_HEAD_BYTES]:
        return None
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = held.decode("latin-1")
        strange = len(re.findall(r"[\x01-\x08\x0e-\x1f\x7f-\x9f]", text[:_HEAD_BYTES]))
        return None if strange * 50 > min(len(text), _HEAD_BYTES) else text


def _of_text(text: str) -> Iterator[pd.DataFrame]:
    """As JSON or lines of JSON, if it is; else as a table with each separator that it has."""
    if text.lstrip()[:1] in ("{", "["):
        parsed = _parsed(text)
        if parsed is not None:
            yield from _of_json(parsed)
            return
    lines = text.splitlines()[:_LINES_MEASURED]
    for separator in _SEPARATORS:
        width = max((len(re.split(separator if len(separator) > 1 else re.escape(separator), line.strip())) for line in lines), default=0)
        if separator == "," or width > 1:
            yield from _delimited(text, separator, min(width, _COLUMNS_MAX))


def _delimited(text: str, separator: str, width: int) -> Iterator[pd.DataFrame]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of lines that do not fit: they are no part of the table
        try:
            read = pd.read_csv(
                StringIO(text),
                sep=separator,
                header=None,
                names=range(max(1, width)),
                index_col=False,
                dtype=str,
                na_filter=False,
                on_bad_lines="skip",
            )
        except ValueError:  # no table in this reading
            return
    if len(read):
        read = read.fillna("")
        yield read.iloc[1:].reset_index(drop=True).set_axis([str(name) for name in read.iloc[0]], axis=1)


def _parsed(text: str) -> object:
    """JSON, or a list of what stands in its lines; None where it is neither."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _of_json(value: object) -> Iterator[pd.DataFrame]:
    """Each list of records, and each object as a table of its names beside what they stand for."""
    match value:
        case list():
            records = [one for one in value if isinstance(one, dict)]
            if records:
                yield _texts(pd.json_normalize(records))
            yield from _nested(value, records)
        case dict() if value:
            rows = [{"": name, **(held if isinstance(held, dict) else {"value": held})} for name, held in value.items()]
            yield _texts(pd.json_normalize(rows))
            lists = {name: held for name, held in value.items() if isinstance(held, list)}
            if lists and len({len(held) for held in lists.values()}) == 1:
                yield _texts(pd.DataFrame({name: pd.Series(held, dtype=object) for name, held in lists.items()}))
            for held in value.values():
                yield from _of_json(held) if isinstance(held, list) or _is_deep(held) else ()
        case _:
            return


def _nested(value: list[object], records: list[dict[str, object]]) -> Iterator[pd.DataFrame]:
    """Rows that are lists, and plain values one below the other."""
    rows = [one for one in value if isinstance(one, list)]
    if rows:
        yield _texts(pd.DataFrame(rows))
    elif value and not records:
        yield _texts(pd.DataFrame({"value": pd.Series(value, dtype=object)}))


def _is_deep(value: object) -> bool:
    return isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values())


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Every value as text, "" where nothing stands."""
    plain = table.astype(object).where(table.notna(), "")
    return plain.map(str).set_axis([str(name) for name in plain.columns], axis=1)
