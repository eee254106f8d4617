"""Tells how many samples and channels a file of a signal holds, and how fast they were taken, by its header where it has one."""

import io
import re
import struct
from pathlib import Path

import msgspec
import numpy as np

from haste.vocabulary.spellings import MISSING

TEXTS = frozenset({".csv", ".tsv", ".txt"})  # which may hold anything, so that their contents decide
_SEPARATORS = ("\t", ";", ",", "|")
_PLAIN, _FLOATS, _EXTENDED = 1, 3, 0xFFFE  # ways of a WAV file to write samples that are not packed
_HEADER_LINES = 1


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one signal."""

    samples: int  # of a channel
    channels: int
    rate: float = 0.0  # samples a second; 0 where the file does not say


def measured(path: Path) -> Measured:
    """The form of the signal in a file.

    Raises:
        ValueError: It holds none; the message says what it holds instead.
        OSError: It cannot be read.
    """
    match path.suffix.lower():
        case ".wav":
            return _of_sound(path)
        case ".npy":
            return _of_array(path)
        case _:
            return _of_text(path)


def _of_sound(path: Path) -> Measured:
    """By the chunks of a RIFF file: the `wave` module of the standard library refuses floats."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in (b"RIFF", b"RIFX") or head[8:] != b"WAVE":
            message = f"{path.stat().st_size} bytes that are no WAV file"
            raise ValueError(message)
        order = "<" if head[:4] == b"RIFF" else ">"
        form: tuple[int, ...] = ()
        while len(chunk := file.read(8)) == 8:
            name, size = struct.unpack(f"{order}4sI", chunk)
            if name == b"fmt ":
                form = _unpacked(f"{order}HHIIHH", file.read(16))
                file.seek(size - 16 + size % 2, io.SEEK_CUR)
            elif name == b"data":
                return _of_data(form, min(size, path.stat().st_size - file.tell()))
            else:
                file.seek(size + size % 2, io.SEEK_CUR)
    message = "a WAV file without samples"
    raise ValueError(message)


def _of_data(form: tuple[int, ...], size: int) -> Measured:
    if not form or form[0] not in (_PLAIN, _FLOATS, _EXTENDED):
        message = f"a WAV file whose samples are packed (format {form[0] if form else 'missing'})"
        raise ValueError(message)
    _, channels, rate, _, block, _ = form
    if not (channels and block and size >= block):
        message = "a WAV file without samples"
        raise ValueError(message)
    return Measured(samples=size // block, channels=channels, rate=float(rate))


def _unpacked(form: str, held: bytes) -> tuple[int, ...]:
    try:
        return struct.unpack(form, held)
    except struct.error as error:
        message = "a WAV file that ends in its header"
        raise ValueError(message) from error


def _of_array(path: Path) -> Measured:
    """Rows are time, or columns are where there are more of those."""
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    if not isinstance(array, np.ndarray) or array.ndim not in (1, 2) or not array.size or array.dtype.kind not in "biufc":
        found = f"{array.dtype} of shape {array.shape}" if isinstance(array, np.ndarray) else "an archive"
        message = f"an array of another kind: {found}, where one or two axes of numbers were expected"
        raise ValueError(message)
    shape = array.shape if array.ndim == 2 else (len(array), 1)
    return Measured(samples=max(shape), channels=min(shape))


def _of_text(path: Path) -> Measured:
    """By its lines, of which the first may be a header."""
    lines = [line for line in path.read_bytes().decode("utf-8-sig", errors="replace").splitlines() if line.strip()]
    body = lines[_HEADER_LINES:] if lines and not _numbers_in(lines[0]) else lines
    widths = [_numbers_in(line) for line in body[:3] + body[-1:]]
    if not widths or not all(widths):
        message = f"{path.stat().st_size} bytes that are no table of numbers"
        raise ValueError(message)
    shape = (len(body), max(widths))
    return Measured(samples=max(shape), channels=min(shape)) if len(body) == 1 else Measured(samples=shape[0], channels=shape[1])


def _numbers_in(line: str) -> int:
    """Values of a line that are numbers or missing, if at least half of all are numbers."""
    separator = next((mark for mark in _SEPARATORS if mark in line), None)
    values = [value.strip().strip('"') for value in (line.split(separator) if separator else re.split(r"\s+", line.strip()))]
    decimal = (value.replace(",", ".") if separator == ";" else value for value in values)
    read = [_is_number(value) for value in decimal]
    missing = [value in MISSING for value in values]
    return sum(read) + sum(missing) if 2 * sum(read) >= len(values) else 0


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text not in MISSING
