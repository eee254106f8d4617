"""Draws the glyphs of a TrueType font by whole numbers alone, so that no library's version can change a pixel."""

import itertools
import struct

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.int64]
_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32  # bits of a point's flag
_STEPS = 8  # straight pieces of a curve
_UNIT = 2 * _STEPS**2  # parts of a font unit in which points are counted: halves for implied points, the rest for those on a curve
_FINE = 4  # samples of a pixel, each way


def glyphs(font: bytes) -> list[int]:
    """Where in a font those glyphs are described that have outlines of their own, in their order."""
    tables = {font[at : at + 4]: struct.unpack_from(">II", font, at + 8) for at in range(12, 12 + 16 * _number(font, 4), 16)}
    head, maxp, loca, glyf = (tables[name][0] for name in (b"head", b"maxp", b"loca", b"glyf"))
    count, long = _number(font, maxp + 4), _number(font, head + 50)
    places = [place * (1 if long else 2) for place in struct.unpack_from(f">{count + 1}{'I' if long else 'H'}", font, loca)]
    seen = [glyf + start for start, end in itertools.pairwise(places) if end > start]
    return [at for at in seen if _number(font, at, signed=True) > 0]  # below 0: put together from other glyphs


def outlines_of(font: bytes, at: int) -> list[Points]:
    """The outlines of the glyph that is described there: closed lines, shape (n_points, 2), y upwards."""
    contours = _number(font, at)
    ends = [end + 1 for end in struct.unpack_from(f">{contours}H", font, at + 10)]
    at += 10 + 2 * contours
    at += 2 + _number(font, at)  # instructions for small sizes
    flags: list[int] = []
    while len(flags) < ends[-1]:
        repeats = font[at + 1] if font[at] & _REPEAT else 0
        flags += [font[at]] * (1 + repeats)
        at += 2 if font[at] & _REPEAT else 1
    x, at = _places(font, at, flags, _X_SHORT, _X_SAME)
    y, _ = _places(font, at, flags, _Y_SHORT, _Y_SAME)
    points = np.array([x, y]).T * _UNIT
    on = (np.array(flags) & _ON_CURVE) > 0
    return [_bent(points[start:end], on[start:end]) for start, end in itertools.pairwise([0, *ends]) if end - start > 2]


def drawn(outlines: list[Points], *, side: int, margin: int) -> NDArray[np.uint8]:
    """Light where an outline runs round a sample, dark elsewhere.

    Args:
        outlines: Of one glyph.
        side: Of the image, in pixels.
        margin: Pixels that stay dark round the glyph, which fills the rest.

    Returns:
        Shape (side, side), from 0 to 255.
    """
    points = np.concatenate(outlines)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max(int((high - low).max()), 1)
    samples = side * _FINE
    scale = 2 * samples * (side - 2 * margin)  # points and samples have whole numbers as their places on a grid that is finer by so much
    step = 2 * extent * side  # from one sample to the next
    first = (low + high) * (scale // 2) + (1 - samples) * (step // 2)
    turns = np.zeros((samples, samples + 1), dtype=np.int64)
    for outline in outlines:
        _cross(turns, outline * scale - first, step)
    inside = np.cumsum(turns[:, :-1], axis=1) != 0
    counted = inside[::-1].reshape(side, _FINE, side, _FINE).sum(axis=(1, 3))
    return np.asarray(counted * 255 // _FINE**2, dtype=np.uint8)


def _cross(turns: NDArray[np.int64], points: Points, step: int) -> None:
    """Mark the samples from which on a line of samples lies beyond the outline: +1 where that goes up, -1 where it goes down."""
    (x, y), (x_next, y_next) = points.T, np.roll(points, -1, axis=0).T
    lines = step * np.arange(len(turns))[:, None]
    row, edge = np.nonzero((y > lines) != (y_next > lines))
    rise, run = (y_next - y)[edge], (x_next - x)[edge]
    sign = np.sign(rise)
    ahead = (x[edge] * rise + (lines[row, 0] - y[edge]) * run) * sign  # where the outline crosses the line, times its rise
    place = -((-ahead) // (step * rise * sign))
    np.add.at(turns, (row, np.clip(place, 0, turns.shape[1] - 1)), sign)


def _number(font: bytes, at: int, *, signed: bool = False) -> int:
    return int.from_bytes(font[at : at + 2], signed=signed)


def _places(font: bytes, at: int, flags: list[int], short: int, same: int) -> tuple[Points, int]:
    """Coordinates of all points, and where the next table starts: steps of one byte with a sign, of two bytes, or none."""
    steps = []
    for flag in flags:
        if flag & short:
            steps.append(font[at] if flag & same else -font[at])
            at += 1
        elif flag & same:
            steps.append(0)
        else:
            steps.append(_number(font, at, signed=True))
            at += 2
    return np.cumsum(np.array(steps, dtype=np.int64)), at


def _bent(points: Points, on: NDArray[np.bool_]) -> Points:
    """An outline of straight pieces: between two points off the curve lies one on it, halfway."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    start = np.where(np.roll(on, 1)[:, None], before, (before + points) // 2)[:, None]
    end = np.where(np.roll(on, -1)[:, None], after, (after + points) // 2)[:, None]
    steps = np.arange(_STEPS)[None, :, None]
    pieces = ((_STEPS - steps) ** 2 * start + 2 * steps * (_STEPS - steps) * points[:, None] + steps**2 * end) // _STEPS**2
    pieces[on, 0] = points[on]
    kept = np.repeat(~on[:, None], _STEPS, axis=1)
    kept[on, 0] = np.roll(on, -1)[on]  # where a curve follows it starts with this point itself
    return np.asarray(pieces[kept])
