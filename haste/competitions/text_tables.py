"""Reads text of any usual encoding and delimiter as a table, and says what it took it for."""

import codecs
import csv
import io
from itertools import islice

import charset_normalizer
import msgspec
import pandas as pd

_MARKS = (  # a mark of UTF-32 begins with one of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}
_TWO_BYTES = ("gb18030", "cp932", "euc_jp", "cp949", "big5")
_ONE_BYTE = ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp874")  # what the same bytes may be otherwise
_LINES = 500  # with other signs than those of ASCII; they tell the encoding
_BYTES_MIN = 20  # no fewer of these signs tell it
_LOOKED_AT = 65_536  # characters; a delimiter shows in any of them
_RECORDS = 200
_SAME_WIDTH = 0.95  # of the records have as many values as the header, where the delimiter is right


class ReadTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table, every value as text, and what was assumed to read it."""

    table: pd.DataFrame
    remarks: tuple[str, ...] = ()
    free_comma: bool = False  # whether commas separate no values in its file, so that they may stand in numbers


def read(data: bytes, *, tabs: bool, name: str) -> ReadTable:
    """Read a table, every value as text.

    Args:
        data: Contents of the file.
        tabs: Whether its name says that tabs separate the values.
        name: Of the file, for the remarks.

    Raises:
        ValueError: It is no table, or no text.
    """
    text, remarks = decoded(data)
    delimiter = "\t" if tabs else delimiter_of(text)
    table = pd.read_csv(io.StringIO(text), sep=delimiter, dtype=str, na_filter=False, low_memory=False)
    if type(table.index) is not pd.RangeIndex:
        message = "lines with more values than the header has names"
        raise ValueError(message)
    if delimiter in _NAMES and not tabs:
        remarks = (*remarks, f"values are separated by {_NAMES[delimiter]}")
    remarks = (*remarks, *_renamed(text, delimiter, list(map(str, table.columns))))
    return ReadTable(table=table, remarks=tuple(f"{name}: {remark}" for remark in remarks), free_comma=delimiter != ",")


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what had to be assumed to read it.

    Raises:
        UnicodeDecodeError: Its mark names an encoding that it does not have.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _wide(data)
    if encoding:
        return data.decode(encoding), () if encoding == "utf-8-sig" else (f"read as {encoding}",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decoded_otherwise(data)


def delimiter_of(text: str) -> str:
    """The sign that cuts most of the records into as many values as the header; the comma where several do, or none."""
    fitting = {delimiter: width for delimiter in _DELIMITERS if (width := _width(text, delimiter))}
    return "," if "," in fitting or not fitting else max(fitting, key=lambda delimiter: fitting[delimiter])


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in text of mostly Latin letters every other byte is zero."""
    head = data[:1000]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if max(zeros) * 2 < len(head) * 0.8 or not head:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _decoded_otherwise(data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-8 with a few broken bytes where most of it is good UTF-8; else the encoding of western Windows."""
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if len(mended) - len(mended.encode("ascii", errors="ignore")) > 2 * broken:
        return mended, (f"{broken} bytes are no UTF-8, and are read as U+FFFD",)
    for encoding in (*_of_two_bytes(data), "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    return text, (f"no UTF-8, so read as {encoding}; where letters look wrong convert it: iconv -f ENCODING -t utf-8",)


def _of_two_bytes(data: bytes) -> tuple[str, ...]:
    """The encoding of Chinese, Japanese or Korean text that these bytes look like, where enough of them tell; others are not guessed."""
    telling = b"\n".join(islice((line for line in data.split(b"\n") if not line.isascii()), _LINES))
    if sum(byte >= 0x80 for byte in telling) < _BYTES_MIN:
        return ()
    best = charset_normalizer.from_bytes(telling, cp_isolation=[*_TWO_BYTES, *_ONE_BYTE]).best()
    return (best.encoding,) if best is not None and best.encoding in _TWO_BYTES else ()


def _width(text: str, delimiter: str) -> int:
    """Values in a record, where nearly all records have as many as the header and that is more than one; else 0."""
    sample = text[:_LOOKED_AT]
    records = [len(record) for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if record]
    records = records[:-1] if len(sample) < len(text) else records  # the last one may be cut
    records = records[:_RECORDS]
    if not records or records[0] < 2:
        return 0
    return records[0] if records.count(records[0]) >= _SAME_WIDTH * len(records) else 0


def _renamed(text: str, delimiter: str, names: list[str]) -> list[str]:
    """Names that pandas had to make up, since the header has none there or has it twice."""
    header = next((record for record in csv.reader(io.StringIO(text[:_LOOKED_AT], newline=""), delimiter=delimiter) if record), [])
    pairs = enumerate(zip(header, names, strict=False), start=1)
    return [
        f"column {place} is called {new!r}, since {f'{old!r} stands there twice' if old else 'it has no name'}"
        for place, (old, new) in pairs
        if old != new
    ]
