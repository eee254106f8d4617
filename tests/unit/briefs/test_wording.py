"""What an author gets to word a skill: the gate's figures, and nothing that names a competition."""

import msgspec
import pytest

from haste.briefs.wording import wording
from haste.commands import ConsiderPromotion
from haste.decisions import promotion
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.vocabulary.brief import GroupBrief
from haste.vocabulary.features import features
from haste.vocabulary.scales import Role, Sign, Tier, Verdict
from haste.vocabulary.skill import Group
from tests.builders import RULES, SWEEP, competition, judged, learned, memory_of, profile, profiled, run_started, skill, sweep_started

NAMES = ("alder", "beech", "cedar", "dogwood")
STARTED = (sweep_started(*map(competition, NAMES)), *map(run_started, NAMES))
PROFILES = tuple(profiled(profile(rows=10**number), name=name) for number, name in enumerate(NAMES[:3], start=2))
SOURCE = skill("good", of="alder")
GIVEN = (
    *STARTED,
    *PROFILES,
    learned(SOURCE),
    *judged("beech", "one-hot", 0.005),
    *judged("alder", "one-hot", 0.4),
    *judged("dogwood", "one-hot", 0.4),  # whose profile was never seen
    *judged("cedar", "linear", 0.4),
)
COMMAND = ConsiderPromotion(sweep=SWEEP, group=Group(technique="one-hot", domain="tabular"), to=Tier.DOMAIN)


def brief_of(*events: Event) -> GroupBrief:
    memory = memory_of(*events)
    return wording(COMMAND, promotion.judge(COMMAND, memory, RULES), memory, guidance="Look.")


def test_the_brief_has_the_group_and_what_the_gate_made_of_it() -> None:
    brief = brief_of(*GIVEN)
    judgement = promotion.judge(COMMAND, memory_of(*GIVEN), RULES)

    assert (brief.role, brief.group, brief.to, brief.guidance) == (Role.ABSTRACT, COMMAND.group, Tier.DOMAIN, "Look.")
    assert (brief.sign, brief.effect) == (Sign.HELPS, judgement.effect)


def test_profiles_where_it_is_significant_stand_apart_from_the_others() -> None:
    brief = brief_of(*GIVEN)

    assert brief.supporting == (features(profile(rows=100)),)
    assert brief.others == (features(profile(rows=1000)),)


def test_the_sources_are_there_without_their_competitions() -> None:
    assert brief_of(*GIVEN).sources == (msgspec.structs.replace(SOURCE, competition=None),)


def test_the_brief_names_no_competition() -> None:
    body = msgspec.msgpack.encode(brief_of(*GIVEN))

    assert [name for name in NAMES if name.encode() in body] == []


def test_where_the_gate_found_no_effect_there_is_nothing_to_word() -> None:
    with pytest.raises(ValueError, match="one-hot"):
        wording(COMMAND, Judgement(verdict=Verdict.SKIP, because=""), memory_of(*STARTED), guidance="Look.")
