"""Pieces of drawings."""

import pytest

from haste.report.html.svg import Scale, drawing, line, mark, steps, text, ticks


def test_a_scale_takes_its_ends_to_its_pixels_and_what_lies_outside_to_the_nearer_end() -> None:
    scale = Scale(lower=-1.0, upper=3.0, start=100.0, end=0.0)

    assert [scale.at(value) for value in (-1.0, 1.0, 3.0, -9.0, 9.0)] == [100.0, 50.0, 0.0, 100.0, 0.0]


def test_a_scale_without_length_puts_everything_in_the_middle() -> None:
    assert Scale(lower=2.0, upper=2.0, start=0.0, end=10.0).at(2.0) == 5.0


@pytest.mark.parametrize(
    ("lower", "upper", "found"),
    [
        (0.0, 1.0, (0.0, 0.5, 1.0)),
        (-0.3, 0.12, (-0.2, 0.0)),
        (0.811, 0.836, (0.82, 0.83)),
        (1990.0, 2410.0, (2000.0, 2200.0, 2400.0)),
        (5.0, 5.0, (5.0,)),
    ],
)
def test_ticks_stand_at_round_values_within_the_bounds(lower: float, upper: float, found: tuple[float, ...]) -> None:
    assert ticks(lower, upper) == found


@pytest.mark.parametrize("width", [1e-9, 0.0007, 0.3, 1.0, 42.0, 9e12])
@pytest.mark.parametrize("most", [3, 4, 6])
def test_there_are_never_more_ticks_than_asked_for_and_never_none(width: float, most: int) -> None:
    found = ticks(0.13 * width, 1.13 * width, most=most)

    assert 1 <= len(found) <= most
    assert all(0.13 * width <= value * (1 + 1e-9) and value <= 1.13 * width * (1 + 1e-9) for value in found)


def test_words_of_a_drawing_are_words_and_never_tags() -> None:
    said = drawing(10, 10, text((1, 2), "<b> & 'c'", "tick"), mark("circle", (1, 1), "x", said="</title><script>"), name="n", label='a "b" <c>')

    assert "<b>" not in said
    assert "<script>" not in said
    assert "&lt;b&gt; &amp; 'c'</text>" in said
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in said


def test_a_line_of_steps_stays_level_until_the_next_point() -> None:
    assert steps(((0.0, 5.0), (10.0, 3.0), (20.0, 3.0)), "line").attrib == {"class": "line", "d": "M0 5H10V3H20V3"}


def test_coordinates_are_short() -> None:
    assert line((1.0, 2.004), (3.14159, 0.0), "grid").attrib == {"class": "grid", "x1": "1", "y1": "2", "x2": "3.14", "y2": "0"}


@pytest.mark.parametrize(
    ("shape", "tag"),
    [("circle", "circle"), ("cross", "path"), ("square", "polygon"), ("diamond", "polygon"), ("triangle-right", "polygon")],
)
def test_each_shape_is_drawn_around_its_place(shape: str, tag: str) -> None:
    found = mark(shape, (50.0, 60.0), "accepted")

    assert (found.tag, found.get("class"), list(found)) == (tag, "mark accepted", [])
    if tag == "polygon":
        corners = [tuple(map(float, corner.split(","))) for corner in str(found.get("points")).split()]
        assert all(abs(x - 50) < 6 and abs(y - 60) < 6 for x, y in corners)


def test_triangles_point_the_way_that_their_names_say() -> None:
    def tip(shape: str) -> float:
        first = str(mark(shape, (0.0, 0.0), "x").get("points")).split()[0]
        return float(first.split(",")[0])

    assert tip("triangle-right") > 0 > tip("triangle-left")
