"""Skills as a forest plot."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from haste.report.html.forest import forest, forest_scale
from haste.report.skills import SkillEntry
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier


def entry(name: str, effect: float | None, *, half: float = 0.1, sign: Sign = Sign.HELPS, state: SkillState = SkillState.PROVEN) -> SkillEntry:
    return SkillEntry(
        id=name, tier=Tier.DOMAIN, kind=SkillKind.LEARNING, domain="text", technique="rank", title="t", sign=sign, state=state, effect=effect,
        interval=None if effect is None else (effect - half, effect + half), competitions=1, supporting=1, contradicting=0,
    )  # fmt: skip


def row(*entries: SkillEntry) -> Element:
    """The drawing of the first."""
    return fromstring(forest(entries).rows[entries[0].id])  # noqa: S314 - a drawing of this very test


def kinds(found: Element) -> list[str]:
    return [str(element.get("class")) for element in found]


def test_the_scale_holds_every_interval_and_0() -> None:
    scale = forest_scale([entry("a", 0.5), entry("b", 0.2)])

    assert (scale.lower, round(scale.upper, 3)) == (-0.05, 0.6)
    assert forest_scale([]).at(0.0) == 130.0


def test_an_effect_lies_between_the_ends_of_its_interval_on_its_side_of_0() -> None:
    found = row(entry("a", -0.3), entry("b", 0.5))

    zero, interval, low, high, triangle = found
    x = {name: float(str(element.get("x1"))) for name, element in (("zero", zero), ("low", low), ("high", high))}
    tip = float(str(triangle.get("points")).split(",")[0])
    assert x["low"] < tip < x["high"] < x["zero"]
    assert (interval.get("x1"), interval.get("x2")) == (low.get("x1"), high.get("x1"))


@pytest.mark.parametrize(("sign", "way"), [(Sign.HELPS, 1), (Sign.HARMS, -1)])
def test_the_triangle_points_the_way_of_the_sign(sign: Sign, way: int) -> None:
    corners = [float(corner.split(",")[0]) for corner in str(row(entry("a", 0.0, sign=sign))[-1].get("points")).split()]

    assert (corners[0] - corners[1]) * way > 0


@pytest.mark.parametrize("state", [SkillState.PROVEN, SkillState.PROBATION, SkillState.LEARNED])
def test_the_state_is_the_class_of_the_triangle(state: SkillState) -> None:
    assert kinds(row(entry("a", 0.1, state=state))) == ["zero", "interval", "interval", "interval", f"mark {state}"]


def test_a_retired_skill_is_struck_out() -> None:
    assert kinds(row(entry("a", 0.1, state=SkillState.RETIRED)))[-2:] == ["mark retired", "struck"]


def test_a_skill_that_nothing_judged_has_the_line_of_0_alone() -> None:
    found = row(entry("a", None))

    assert kinds(found) == ["zero"]
    assert found.get("aria-label") == "rank: nothing judged"


def test_what_is_drawn_is_also_said() -> None:
    assert row(entry("a", 0.25)).get("aria-label") == "rank helps, proven: effect +0.250, 90 % interval +0.150 to +0.350"


def test_the_axis_names_round_values_and_0() -> None:
    axis = fromstring(forest([entry("a", 0.5), entry("b", -0.2)]).axis)  # noqa: S314 - a drawing of this very test

    assert [element.text for element in axis if element.tag == "text"] == ["\N{MINUS SIGN}0.2", "0", "+0.2", "+0.4", "+0.6"]
