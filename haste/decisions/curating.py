"""What a person does to a skill: retire, restore or pin it, by name and with a reason."""

from enum import StrEnum

import msgspec

from haste.errors import UseError
from haste.events.event import Event
from haste.events.skill import SkillEvent, SkillPinned, SkillRestored, SkillRetired
from haste.projections import skill_tiers
from haste.projections.skill_tiers import Entry, SkillTiers
from haste.thresholds import RULES
from haste.vocabulary.ids import Position, SkillId, Time
from haste.vocabulary.scales import SkillState, Tier

BY_HAND = "person"  # stands where a decision of the gate names its rule


class Action(StrEnum):
    """What a person may do to a skill."""

    RETIRE = "retire"
    RESTORE = "restore"
    PIN = "pin"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One action as a person asked for it."""

    action: Action
    skill: SkillId
    because: str
    by: str
    read_to: Position
    now: Time


def curate(wish: Wish, history: tuple[Event, ...]) -> SkillEvent:
    """The event of a wish.

    Args:
        wish: What is asked for.
        history: All events of the skill's stream so far, in order.

    Raises:
        UseError: It changes nothing, or lacks a name or a reason.
    """
    _require(bool(wish.because.strip()), wish, expected="a reason", found="none", next_step="Say why: --reason TEXT.")
    signed = bool(wish.by.strip()) and wish.by not in RULES
    _require(signed, wish, expected="a person's name", found=repr(wish.by), next_step="Say who you are: --by NAME.")
    entry, state_before = _standing(wish.skill, history)
    retired = entry.state is SkillState.RETIRED
    match wish.action:
        case Action.RETIRE:
            _require(not retired, wish, expected="a skill that is not retired", found="retired", next_step="There is nothing to do.")
            return SkillRetired(skill=wish.skill, because=wish.because, by=wish.by, effect=None, read_to=wish.read_to, rule=BY_HAND, now=wish.now)
        case Action.RESTORE:
            _require(retired, wish, expected="a retired skill", found=entry.state, next_step="There is nothing to do.")
            return SkillRestored(skill=wish.skill, state=state_before, because=wish.because, by=wish.by, now=wish.now)
        case _:
            _require(not entry.pinned, wish, expected="a skill that is not pinned", found="pinned", next_step="There is nothing to do.")
            return SkillPinned(skill=wish.skill, because=wish.because, by=wish.by, now=wish.now)


def _standing(skill: SkillId, history: tuple[Event, ...]) -> tuple[Entry, SkillState]:
    """The skill as it stands, and its last state while it was not retired; of one that came retired, the state that its tier begins with."""
    tiers, states = SkillTiers(), list[SkillState]()
    for event in history:
        tiers = skill_tiers.evolve(tiers, event)
        states.append(tiers.entries[skill].state)
    entry = tiers.entries[skill]
    first = SkillState.LEARNED if entry.skill.tier is Tier.COMPETITION else SkillState.PROBATION
    return entry, next((state for state in reversed(states) if state is not SkillState.RETIRED), first)


def _require(holds: bool, wish: Wish, *, expected: str, found: str, next_step: str) -> None:  # noqa: FBT001 - the condition is the sentence
    if not holds:
        raise UseError(expected=expected, found=found, where=f"{wish.action} skill {wish.skill}", next_step=next_step)
