"""One event against those that were decided again."""

import msgspec
import pytest

from haste.events.event import Event, Recorded
from haste.events.skill import SkillAbstracted
from haste.vocabulary.ids import CompetitionId, Position, SkillId, Time, Version
from haste.vocabulary.scales import Comparison, Tier
from haste.vocabulary.skill import Condition
from replay.comparing import Difference, differences
from tests.builders import abstracted, skill

EVENT = abstracted(skill("b", Tier.DOMAIN), supporting=("leaf", "moss"))


def recorded(event: Event) -> Recorded:
    return Recorded(
        event=event,
        stream=event.stream,
        version=Version(1),
        position=Position(7),
        time=Time(0),
        actor="a",
        causation=Position(0),
        correlation="s",
        key="k",
        hash=b"",
    )


def effect(mean: float) -> SkillAbstracted:
    return msgspec.structs.replace(EVENT, effect=msgspec.structs.replace(EVENT.effect, mean=mean))


def test_an_event_does_not_differ_from_itself() -> None:
    assert differences(recorded(EVENT), [EVENT]) == ()


@pytest.mark.parametrize(("left", "right"), [(0.4, 0.4 * (1 + 1e-10)), (0.0, 1e-13)], ids=["digits", "zero"])
def test_the_last_digits_of_a_figure_may_differ(left: float, right: float) -> None:
    assert differences(recorded(effect(left)), [effect(right)]) == ()


def test_a_figure_that_moved_is_named_by_its_path_with_both_values() -> None:
    (found,) = differences(recorded(EVENT), [effect(0.4001)])

    assert found == Difference(position=Position(7), field="effect.mean", recorded="0.4", replayed="0.4001")


@pytest.mark.parametrize(
    ("supporting", "field", "replayed"),
    [(("leaf",), "supporting", "('leaf',)"), (("leaf", "ode"), "supporting.1", "ode")],
    ids=["shorter", "other"],
)
def test_a_list_is_compared_by_its_length_and_then_place_by_place(supporting: tuple[str, ...], field: str, replayed: str) -> None:
    other = msgspec.structs.replace(EVENT, supporting=tuple(map(CompetitionId, supporting)))

    (found,) = differences(recorded(EVENT), [other])

    assert (found.field, found.replayed) == (field, replayed)


def test_what_lies_inside_a_list_is_named_too() -> None:
    conditions = (Condition(field="skew", comparison=Comparison.BELOW, value=1.0),)
    left, right = (
        msgspec.structs.replace(EVENT, value=msgspec.structs.replace(EVENT.value, conditions=(msgspec.structs.replace(conditions[0], value=value),)))
        for value in (1.0, 2.0)
    )

    assert [found.field for found in differences(recorded(left), [right])] == ["value.conditions.0.value"]


def test_an_event_about_another_skill_is_another_event() -> None:
    other = msgspec.structs.replace(EVENT, skill=SkillId("x"))

    (found,) = differences(recorded(EVENT), [other])

    assert (found.field, found.recorded, found.replayed) == ("event", "skill.abstracted.v1 of skill-b", "skill.abstracted.v1 of skill-x")


def test_where_nothing_was_decided_again_nothing_is_what_was_found() -> None:
    (found,) = differences(recorded(EVENT), [])

    assert found.replayed == "nothing"
