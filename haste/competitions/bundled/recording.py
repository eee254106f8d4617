"""Writes files of signals whose bytes depend on nothing but the samples, and reads series out of the files of packages."""

import struct

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 64  # bytes: where the samples of an array begin


def npy(values: NDArray[np.uint8]) -> bytes:
    """A NumPy file of whole numbers in one byte each, with rows for moments and columns for channels."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {values.shape}, }}".encode("ascii")
    header += b" " * (-(10 + len(header) + 1) % _ALIGNED) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + np.ascontiguousarray(values).tobytes()


def bare_wav(contents: bytes, *, seconds_max: int) -> bytes:
    """A WAV file with its samples, as many as that, and nothing that anybody wrote beside them."""
    chunks = dict(_chunks(contents))
    form = chunks[b"fmt "]
    bytes_a_second, block = struct.unpack_from("<IH", form, 8)
    length = min(len(chunks[b"data"]), seconds_max * bytes_a_second) // block * block
    body = b"".join(name + struct.pack("<I", len(held)) + held for name, held in ((b"fmt ", form), (b"data", chunks[b"data"][:length])))
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def series_of(text: str) -> list[tuple[list[str], str]]:
    """Series and label of each case of a .ts file with one channel, as they are written."""
    cases = text[text.lower().index("@data") :].splitlines()[1:]
    return [(case.rpartition(":")[0].split(","), case.rpartition(":")[2].strip()) for case in cases if case.strip()]


def _chunks(contents: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 12
    while place + 8 <= len(contents):
        name, size = struct.unpack_from("<4sI", contents, place)
        found.append((name, contents[place + 8 : place + 8 + size]))
        place += 8 + size + size % 2
    return found
