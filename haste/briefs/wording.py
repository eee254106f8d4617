"""The brief that asks for the words of a skill: the gate's figures and the sources, never a competition's name or text."""

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.promotion import Judgement
from haste.projections.memory import Memory
from haste.vocabulary.brief import GroupBrief


def wording(command: ConsiderPromotion, judgement: Judgement, memory: Memory, *, guidance: str) -> GroupBrief:
    """The brief for a group that the gate has let pass.

    Raises:
        ValueError: The gate found no effect, so that there is nothing to word.
    """
    if judgement.effect is None:
        raise ValueError(command.group)
    judged = {one.competition for one in memory.evidence.of(command.group)}
    numbers = {name: memory.evidence.features[name] for name in sorted(judged) if name in memory.evidence.features}
    return GroupBrief(
        group=command.group,
        to=command.to,
        sign=judgement.sign,
        effect=judgement.effect,
        sources=tuple(msgspec.structs.replace(memory.tiers.entries[source].skill, competition=None) for source in judgement.sources),
        supporting=tuple(found for name, found in numbers.items() if name in judgement.supporting),
        others=tuple(found for name, found in numbers.items() if name not in judgement.supporting),
        guidance=guidance,
    )
