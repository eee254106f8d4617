"""What specialists decide is decided again by the audit: distillation, probation, proof and the global tier, in the offline author's words."""

from collections.abc import Iterable

import msgspec

from haste.commands import ConsiderPromotion, Distil
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillLearned, SkillProven
from haste.llm.offline import OfflineAuthor
from haste.vocabulary.ids import CompetitionId, Iteration, Position, run_id
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Group
from replay.audit import audit
from tests.builders import SWEEP, chosen, draft, good, improve, split_fixed
from tests.unit.actors.acting import consolidator_of
from tests.unit.replay.histories import History

DOMAINS = {"leaf": "tabular", "moss": "tabular", "ode": "text", "poem": "text"}


def in_run(name: str, *events: Event) -> Iterable[Event]:
    return (msgspec.structs.replace(event, run=run_id(SWEEP, CompetitionId(name))) for event in events)


async def lived() -> History:
    """A sweep of two domains: runs that try one-hot, what they taught, and the gate after each."""
    history = History()
    history.starts(**DOMAINS)
    specialist = consolidator_of(history.log, history.blobs, OfflineAuthor())
    for name, domain in DOMAINS.items():
        history.keeps(*in_run(name, split_fixed(2), *good(1, draft(), 0.6, 0.6), chosen(2, improve(1))))
        history.tries(name, 0.3, iteration=Iteration(2))
        await specialist.distil(Distil(run=run_id(SWEEP, CompetitionId(name))))
        for group, tier in ((Group(technique="one-hot", domain=domain), Tier.DOMAIN), (Group(technique="one-hot", domain=None), Tier.GLOBAL)):
            await specialist.consider(ConsiderPromotion(sweep=SWEEP, group=group, to=tier))
    return history


async def test_every_skill_that_specialists_made_matches_when_it_is_decided_again() -> None:
    history = await lived()

    events = [recorded.event for recorded in typed(history.log.tail(after=Position(0), limit=10_000))]

    decided = [event for event in events if isinstance(event, SkillLearned | SkillAbstracted | SkillProven)]
    assert [type(event).__name__ for event in decided].count("SkillLearned") == 4
    assert [event.to for event in decided if isinstance(event, SkillAbstracted)] == [Tier.DOMAIN, Tier.DOMAIN, Tier.GLOBAL]
    assert sum(isinstance(event, SkillProven) for event in decided) == 2
    assert [event.skill for event in decided if not audit(history.log, history.blobs, event.skill).match] == []
