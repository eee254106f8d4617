"""What a person does to a skill."""

import msgspec
import pytest

from haste.decisions.curating import BY_HAND, Action, Wish, curate
from haste.errors import UseError
from haste.events.event import Event
from haste.events.skill import SkillPinned, SkillProven, SkillRestored, SkillRetired
from haste.vocabulary.ids import Position, SkillId, Time
from haste.vocabulary.scales import SkillState, Tier
from tests.builders import NOW, RULES, abstracted, effect_of, learned, skill
from tests.taking_over import taken_over

NAME = SkillId("one-hot-1")
LEARNED = learned(skill(NAME))
MADE = abstracted(skill(NAME, Tier.DOMAIN))
PROVEN = SkillProven(skill=NAME, effect=effect_of(0.5), read_to=Position(1), rule=RULES.version, now=NOW)
RETIRED = SkillRetired(skill=NAME, because="no gain", by=RULES.version, effect=None, read_to=Position(1), rule=RULES.version, now=NOW)
PINNED = SkillPinned(skill=NAME, because="it is good", by="Ada", now=NOW)
LATER = Time(NOW + 1)


def wish(action: Action) -> Wish:
    return Wish(action=action, skill=NAME, because="seen it", by="Ada", read_to=Position(9), now=LATER)


def test_a_skill_is_retired_with_name_reason_and_place() -> None:
    event = curate(wish(Action.RETIRE), (MADE,))

    assert event == SkillRetired(skill=NAME, because="seen it", by="Ada", effect=None, read_to=Position(9), rule=BY_HAND, now=LATER)


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ((LEARNED, RETIRED), SkillState.LEARNED),
        ((MADE, RETIRED), SkillState.PROBATION),
        ((MADE, PROVEN, RETIRED), SkillState.PROVEN),
        ((MADE, PROVEN, RETIRED, PINNED), SkillState.PROVEN),
    ],
    ids=["learned", "probation", "proven", "pinned while retired"],
)
def test_a_skill_comes_back_as_what_it_was(history: tuple[Event, ...], state: SkillState) -> None:
    assert curate(wish(Action.RESTORE), history) == SkillRestored(skill=NAME, state=state, because="seen it", by="Ada", now=LATER)


@pytest.mark.parametrize(
    ("tier", "history", "state"),
    [
        (Tier.DOMAIN, (SkillState.PROVEN, RETIRED), SkillState.PROVEN),
        (Tier.DOMAIN, (SkillState.RETIRED,), SkillState.PROBATION),
        (Tier.COMPETITION, (SkillState.RETIRED,), SkillState.LEARNED),
    ],
    ids=["retired here", "came retired", "came retired, of a competition"],
)
def test_a_skill_of_another_log_comes_back_as_what_it_was_or_as_its_tier_begins(
    tier: Tier, history: tuple[SkillState | SkillRetired, ...], state: SkillState
) -> None:
    events = tuple(taken_over(skill(NAME, tier), one) if isinstance(one, SkillState) else one for one in history)

    found = curate(wish(Action.RESTORE), events)

    assert isinstance(found, SkillRestored)
    assert found.state is state


def test_a_skill_is_pinned_once() -> None:
    assert curate(wish(Action.PIN), (MADE,)) == SkillPinned(skill=NAME, because="seen it", by="Ada", now=LATER)


@pytest.mark.parametrize(
    ("action", "history", "said"),
    [
        (Action.RETIRE, (MADE, RETIRED), "expected a skill that is not retired, found retired"),
        (Action.RESTORE, (MADE,), "expected a retired skill, found probation"),
        (Action.PIN, (MADE, PINNED), "expected a skill that is not pinned, found pinned"),
    ],
)
def test_what_would_change_nothing_is_wrong_use(action: Action, history: tuple[Event, ...], said: str) -> None:
    with pytest.raises(UseError, match=f"^{action} skill one-hot-1: {said}"):
        curate(wish(action), history)


@pytest.mark.parametrize(
    ("changes", "said"), [({"because": " "}, "a reason"), ({"by": ""}, "a person's name"), ({"by": RULES.version}, "a person's name")]
)
def test_an_act_of_a_person_needs_a_reason_and_a_name_that_is_no_rules(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UseError, match=f"expected {said}"):
        curate(msgspec.structs.replace(wish(Action.RETIRE), **changes), (MADE,))
