"""The brief that asks for the words of a skill: the gate's figures and the sources, never a competition's name or text."""

from haste.projections.memory import Memory
from haste.vocabulary.brief import GroupBrief
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import Sign, Tier
from haste.vocabulary.skill import Effect, Group


def wording(  # noqa: PLR0913 - the parts of a verdict, which lies in a room that briefs do not see
    memory: Memory,
    group: Group,
    to: Tier,
    *,
    sign: Sign,
    effect: Effect,
    sources: tuple[SkillId, ...],
    supporting: tuple[CompetitionId, ...],
    guidance: str,
) -> GroupBrief:
    """The brief for a group that the gate has let pass."""
    judged = {one.competition for one in memory.evidence.of(group)}
    numbers = {name: memory.evidence.features[name] for name in sorted(judged) if name in memory.evidence.features}
    return GroupBrief(
        group=group,
        to=to,
        sign=sign,
        effect=effect,
        sources=tuple(memory.tiers.entries[source].skill for source in sources),
        supporting=tuple(found for name, found in numbers.items() if name in supporting),
        others=tuple(found for name, found in numbers.items() if name not in supporting),
        guidance=guidance,
    )
