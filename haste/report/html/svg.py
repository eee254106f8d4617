"""Pieces of a drawing: elements that escape their own text, a scale from values to pixels, ticks at round numbers.

Colours are not named here: each piece carries a class, and the page's style sheet knows light and dark.
"""

import math
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

SIZE = 4.0  # half the height of a mark, pixels

_OUTLINES = {  # corners around (0, 0), in halves of the mark's height
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle-up": ((0, -1.15), (1.15, 0.95), (-1.15, 0.95)),
    "triangle-right": ((1.2, 0), (-0.9, 1.1), (-0.9, -1.1)),
    "triangle-left": ((-1.2, 0), (0.9, 1.1), (0.9, -1.1)),
}


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """A straight way from values to pixels; values outside are drawn at the nearer end."""

    lower: float
    upper: float
    start: float  # pixel of `lower`
    end: float  # pixel of `upper`

    def at(self, value: float) -> float:
        """The pixel of a value; the middle where the scale has no length."""
        if self.upper == self.lower:
            return (self.start + self.end) / 2
        part = (min(max(value, self.lower), self.upper) - self.lower) / (self.upper - self.lower)
        return self.start + part * (self.end - self.start)


def ticks(lower: float, upper: float, *, most: int = 4) -> tuple[float, ...]:
    """Round values within two bounds, at most so many, a step of 1, 2 or 5 times a power of ten apart.

    >>> ticks(0.0, 1.0)
    (0.0, 0.5, 1.0)
    """
    if not lower < upper:
        return (lower,)
    power = 10.0 ** (math.floor(math.log10((upper - lower) / most)))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = math.ceil(lower / step - 1e-9), math.floor(upper / step + 1e-9)
        if last - first < most:
            return tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))
    return (lower,)


def drawing(width: float, height: float, *pieces: Element, name: str, label: str) -> str:
    """A whole drawing as text that can stand in a page.

    Args:
        width: Pixels, at most: it shrinks with the page.
        height: Pixels.
        pieces: From the lowest layer up.
        name: Its class.
        label: What a reader hears who cannot see it.
    """
    root = Element("svg", {"class": name, "viewBox": f"0 0 {_n(width)} {_n(height)}", "width": _n(width), "height": _n(height)})
    root.attrib |= {"role": "img", "aria-label": label}
    root.extend(pieces)
    return tostring(root, encoding="unicode")


def line(start: tuple[float, float], end: tuple[float, float], name: str) -> Element:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return Element("line", {"class": name, "x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2)})


def steps(points: tuple[tuple[float, float], ...], name: str) -> Element:
    """A line that stays level until the next point, and jumps there."""
    first, *rest = points
    path = f"M{_n(first[0])} {_n(first[1])}" + "".join(f"H{_n(x)}V{_n(y)}" for x, y in rest)
    return Element("path", {"class": name, "d": path})


def text(place: tuple[float, float], words: str, name: str) -> Element:
    """Words; how they are set is their class's."""
    element = Element("text", {"class": name, "x": _n(place[0]), "y": _n(place[1])})
    element.text = words
    return element


def mark(shape: str, place: tuple[float, float], name: str, *, said: str = "", size: float = SIZE) -> Element:
    """A mark: circle, cross, or one of the outlines; what it says appears where a pointer rests on it."""
    x, y = place
    if shape == "circle":
        element = Element("circle", {"cx": _n(x), "cy": _n(y), "r": _n(size)})
    elif shape == "cross":
        arms = f"M{_n(x - size)} {_n(y - size)}l{_n(2 * size)} {_n(2 * size)}m0 {_n(-2 * size)}l{_n(-2 * size)} {_n(2 * size)}"
        element = Element("path", {"d": arms})
    else:
        corners = " ".join(f"{_n(x + size * right)},{_n(y + size * down)}" for right, down in _OUTLINES[shape])
        element = Element("polygon", {"points": corners})
    element.set("class", f"mark {name}")
    if said:
        SubElement(element, "title").text = said
    return element


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
