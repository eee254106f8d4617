"""What came of a decision, without the figures: two outcomes are the same decision where their keys are equal."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillLearned, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused, TechniqueReconciled


class Need(StrEnum):
    """What is missing to tell what would have been decided."""

    TRIALS = "would need new trials"
    WORDS = "would need words"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was decided."""

    key: str
    text: str


def outcomes(events: Iterable[Event]) -> tuple[Outcome, ...]:
    """What came of a decision, from its events in order; those that only go with others are left out."""
    return tuple(found for event in events if (found := _outcome(event)) is not None)


def told(found: Iterable[Outcome]) -> str:
    """The same in words."""
    return "; ".join(one.text for one in found) or "nothing"


def without_those(found: Iterable[Outcome], others: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Outcomes that are not among others."""
    keys = {other.key for other in others}
    return tuple(one for one in found if one.key not in keys)


def _outcome(event: Event) -> Outcome | None:
    if isinstance(event, PromotionRefused):
        return Outcome(key=f"refused {event.verdict}", text=f"refused ({event.verdict}): {event.because}")
    if isinstance(event, SkillAbstracted):
        text = f"new skill {event.skill}, {event.state}"
        return Outcome(key=f"{text}, {event.value.sign}", text=text)
    text = _plain(event)
    return Outcome(key=text, text=text) if text else None


def _plain(event: Event) -> str:
    """What came of an event whose words are its key as well; empty of one that only goes with others."""
    match event:
        case SkillConflicted():
            text = f"conflict of {event.skill}, " + (f"settled by {' and '.join(event.settled_by)}" if event.settled_by else "not settled")
        case SkillProven() | SkillRetired():
            text = f"{event.skill} {'proven' if isinstance(event, SkillProven) else 'retired'}"
        case SkillMerged():
            text = f"{event.skill} merged into {event.into}"
        case SkillLearned():
            text = f"learned {event.skill}"
        case TechniqueReconciled():
            text = f"{event.technique} is {event.known}"
        case _:
            text = ""
    return text
