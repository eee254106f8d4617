"""Writes PNG files whose bytes depend on nothing but the pixels: whichever version of whichever library is installed."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}  # by number of channels: grey; red, green, blue; and a fourth one
_BLOCK_MAX = 65_535  # bytes of an uncompressed block: its length is a number of 16 bits


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file, not compressed.

    Args:
        pixels: Shape (height, width) or (height, width, channels) with 1, 3 or 4 channels.
    """
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", _stored(lines)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, contents: bytes) -> bytes:
    return struct.pack(">I", len(contents)) + kind + contents + struct.pack(">I", zlib.crc32(kind + contents))


def _stored(contents: bytes) -> bytes:
    """A zlib stream of uncompressed blocks: compressors differ between versions, this does not."""
    starts = range(0, len(contents), _BLOCK_MAX)
    blocks = [_block(contents[start : start + _BLOCK_MAX], last=start == starts[-1]) for start in starts]
    return b"\x78\x01" + b"".join(blocks) + struct.pack(">I", zlib.adler32(contents))


def _block(part: bytes, *, last: bool) -> bytes:
    return struct.pack("<BHH", last, len(part), len(part) ^ 0xFFFF) + part
