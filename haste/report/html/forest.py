"""Skills as a forest plot: for each the effect and its 90 % interval, all on one scale."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

import msgspec

from haste.report.html.figures import axis_words, bounds, signed
from haste.report.html.svg import Scale, drawing, line, mark, text, ticks
from haste.report.skills import SkillEntry
from haste.vocabulary.scales import Sign, SkillState

WIDTH, HEIGHT, AXIS_HEIGHT = 260.0, 22.0, 26.0
EDGE = 14.0
BEYOND = 12.0  # the line of 0 goes on into the rows above and below, which are higher than a drawing
_STRIKE = 7.0
SMALLEST = 0.05  # half the width of the scale, however small what is drawn
_KINDS = {SkillState.PROVEN: "proven", SkillState.PROBATION: "probation", SkillState.LEARNED: "learned"}


class Forest(msgspec.Struct, frozen=True, kw_only=True):
    """The skills of one page, drawn."""

    axis: str
    rows: dict[str, str]  # by the skill's id


def forest(entries: Sequence[SkillEntry]) -> Forest:
    """All rows on one scale, and that scale."""
    scale = forest_scale(entries)
    return Forest(axis=forest_axis(scale), rows={entry.id: forest_row(entry, scale) for entry in entries})


def forest_scale(entries: Iterable[SkillEntry]) -> Scale:
    """A scale that holds all effects with their intervals, and 0 in it."""
    ends = [end for entry in entries for end in (*(entry.interval or ()), entry.effect or 0.0)]
    lower, upper = min(ends, default=0.0), max(ends, default=0.0)
    return Scale(lower=min(lower, -SMALLEST), upper=max(upper, SMALLEST), start=EDGE, end=WIDTH - EDGE)


def forest_axis(scale: Scale, *, label: str = "scale of the effects") -> str:
    """The scale's round values, to stand above the rows."""
    pieces: list[Element] = [line((scale.start, AXIS_HEIGHT - 4), (scale.end, AXIS_HEIGHT - 4), "axis")]
    for value in ticks(scale.lower, scale.upper, most=5):
        x = scale.at(value)
        pieces += [line((x, AXIS_HEIGHT - 8), (x, AXIS_HEIGHT), "axis"), text((x, AXIS_HEIGHT - 13), axis_words(value), "tick middle")]
    return drawing(WIDTH, AXIS_HEIGHT, *pieces, name="forest", label=label)


def forest_row(entry: SkillEntry, scale: Scale) -> str:
    """One skill: a line for the interval, a triangle for the effect. It points the way of the sign; its filling tells the state."""
    middle = HEIGHT / 2
    zero = line((scale.at(0.0), -BEYOND), (scale.at(0.0), HEIGHT + BEYOND), "zero")
    if entry.effect is None or entry.interval is None:
        return drawing(WIDTH, HEIGHT, zero, name="forest", label=f"{entry.technique}: nothing judged")
    x = scale.at(entry.effect)
    low, high = (scale.at(end) for end in entry.interval)
    said = f"{entry.technique} {entry.sign}, {entry.state}: effect {signed(entry.effect)}, 90 % interval {bounds(entry.interval)}"
    shape = "triangle-right" if entry.sign is Sign.HELPS else "triangle-left"
    kind = _KINDS.get(entry.state, "retired")
    pieces = [
        zero,
        line((low, middle), (high, middle), "interval"),
        *(line((end, middle - 3), (end, middle + 3), "interval") for end in (low, high)),
    ]
    pieces.append(mark(shape, (x, middle), kind, said=said, size=5.0))
    if kind == "retired":
        pieces.append(line((x - _STRIKE, middle + _STRIKE), (x + _STRIKE, middle - _STRIKE), "struck"))
    return drawing(WIDTH, HEIGHT, *pieces, name="forest", label=said)
