"""Glyphs of a font are read and drawn by whole numbers; a font of two glyphs is put together here."""

import struct

import numpy as np
import pytest

from haste.competitions.bundled import truetype
from haste.competitions.bundled.truetype import Points

SQUARE = [(0, 0, 1), (0, 100, 1), (100, 100, 1), (100, 0, 1)]  # x, y, whether on the curve; clockwise
HOLE = [(25, 25, 1), (75, 25, 1), (75, 75, 1), (25, 75, 1)]  # the other way round
CIRCLE = [(0, 0, 0), (0, 100, 0), (100, 100, 0), (100, 0, 0)]  # all off the curve: it touches the middles of the sides


def glyph(*outlines: list[tuple[int, int, int]]) -> bytes:
    """A glyph with every coordinate in two bytes."""
    points = [point for outline in outlines for point in outline]
    ends = np.cumsum([len(outline) for outline in outlines]) - 1
    steps = np.diff([(0, 0), *((x, y) for x, y, _ in points)], axis=0)
    coordinates = struct.pack(f">{2 * len(points)}h", *steps[:, 0], *steps[:, 1])
    return (
        struct.pack(">h4h", len(outlines), 0, 0, 100, 100) + struct.pack(f">{len(ends)}HH", *ends, 0) + bytes(on for *_, on in points) + coordinates
    )


def font(*glyphs: bytes, long: bool = True) -> bytes:
    """A font of these glyphs, an empty one before them."""
    padded = [one + b"\0" * (-len(one) % 4) for one in glyphs]
    places = np.cumsum([0, 0, *(len(one) for one in padded)])
    tables = {
        b"glyf": b"".join(padded),
        b"head": b"\0" * 50 + struct.pack(">H", int(long)) + b"\0\0",
        b"loca": struct.pack(f">{len(places)}I", *places) if long else struct.pack(f">{len(places)}H", *(places // 2)),
        b"maxp": struct.pack(">IH", 0x10000, len(glyphs) + 1),
    }
    start, records = 12 + 16 * len(tables), b""
    for name, table in tables.items():
        records += name + struct.pack(">III", 0, start, len(table))
        start += len(table)
    return struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0) + records + b"".join(tables.values())


def outlines_in(*glyphs: bytes, long: bool = True) -> list[list[Points]]:
    whole = font(*glyphs, long=long)
    return [truetype.outlines_of(whole, at) for at in truetype.glyphs(whole)]


@pytest.mark.parametrize("long", [True, False])
def test_the_glyphs_of_a_font_are_those_with_outlines_of_their_own(*, long: bool) -> None:
    together = struct.pack(">h", -1) + b"\0" * 12

    found = outlines_in(glyph(SQUARE), together, glyph(CIRCLE), long=long)

    assert [[len(outline) for outline in outlines] for outlines in found] == [[4], [32]]


def test_a_hole_stays_dark_and_a_margin_too() -> None:
    ((square, hole),) = outlines_in(glyph(SQUARE, HOLE))

    image = truetype.drawn([square, hole], side=10, margin=1)

    assert image[1:9, 1:9].sum() == (64 - 16) * 255
    assert image[3:7, 3:7].sum() == 0
    assert image.sum() == image[1:9, 1:9].sum()


def test_a_curve_bends_between_points_that_are_not_on_it() -> None:
    ((circle,),) = outlines_in(glyph(CIRCLE))

    image = truetype.drawn([circle], side=40, margin=0)

    assert image[0, 20] > 0 == image[0, 0]
    assert image.mean() / 255 == pytest.approx(5 / 6, abs=0.01)  # two thirds of each corner's half square lie inside a parabola
    assert (image == image[::-1]).all()


def test_a_curve_joins_straight_pieces_where_it_should() -> None:
    ((flag,),) = outlines_in(glyph([(0, 0, 1), (0, 100, 1), (100, 100, 0), (100, 0, 1)]))

    assert flag[0].tolist() == [0, 0]
    assert flag[1].tolist() == [0, 100 * 128]
    assert flag[-1].tolist() == [100 * 128, 0]
    assert len(flag) == 1 + 8 + 1


def test_up_is_up() -> None:
    ((triangle,),) = outlines_in(glyph([(0, 0, 1), (50, 100, 1), (100, 0, 1)]))

    image = truetype.drawn([triangle], side=20, margin=0)

    assert image[-2].sum() > image[2].sum() > 0


def test_steps_of_one_byte_none_and_repeated_flags_are_read() -> None:
    flags = bytes([1 | 2 | 4 | 16 | 32, 1 | 4 | 16 | 32, 1 | 2 | 4, 1 | 2 | 16 | 32 | 8, 0])  # that is repeated no times
    described = struct.pack(">h4hHH", 1, 0, 0, 0, 0, 3, 0) + flags + bytes([10, 30, 30]) + bytes([10, 40, 40])

    ((outline,),) = outlines_in(described)

    assert (outline // 128).tolist() == [[10, 10], [10, 50], [-20, 10], [10, 10]]


def test_a_figure_is_light_whichever_way_its_outline_runs() -> None:
    ((square,), (other,)) = outlines_in(glyph(SQUARE), glyph(SQUARE[::-1]))

    assert (truetype.drawn([square], side=8, margin=1) == truetype.drawn([other], side=8, margin=1)).all()
