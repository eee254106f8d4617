"""The briefs of consolidation: for the words of a skill, and for what separates help from harm. Figures, never a competition's name or text."""

from collections.abc import Iterable

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.promotion import Judgement
from haste.projections.memory import Memory
from haste.vocabulary.brief import ConflictBrief, GroupBrief
from haste.vocabulary.ids import CompetitionId


def wording(command: ConsiderPromotion, judgement: Judgement, memory: Memory, *, guidance: str) -> GroupBrief:
    """The brief for a group that the gate has let pass.

    Raises:
        ValueError: The gate found no effect, so that there is nothing to word.
    """
    if judgement.effect is None:
        raise ValueError(command.group)
    judged = _judged(command, judgement, memory)
    return GroupBrief(
        group=command.group,
        to=command.to,
        sign=judgement.sign,
        effect=judgement.effect,
        conditions=judgement.conditions,
        sources=tuple(msgspec.structs.replace(memory.tiers.entries[source].skill, competition=None) for source in judgement.sources),
        supporting=_numbers((name for name in judged if name in judgement.supporting), memory),
        others=_numbers((name for name in judged if name not in judgement.supporting), memory),
        guidance=guidance,
    )


def conflict(command: ConsiderPromotion, judgement: Judgement, memory: Memory, *, guidance: str) -> ConflictBrief:
    """The brief for a group that helps here and harms there."""
    undecided = [name for name in _judged(command, judgement, memory) if name not in (*judgement.helped, *judgement.harmed)]
    return ConflictBrief(
        group=command.group,
        helped=_numbers(judgement.helped, memory),
        harmed=_numbers(judgement.harmed, memory),
        undecided=_numbers(undecided, memory),
        guidance=guidance,
    )


def _judged(command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> list[CompetitionId]:
    return sorted({one.competition for one in memory.evidence.of(command.group, judgement.conditions)})


def _numbers(names: Iterable[CompetitionId], memory: Memory) -> tuple[dict[str, float], ...]:
    """Numbers of the profiles, by the competitions' names; one without a profile is left out."""
    return tuple(memory.evidence.features[name] for name in names if name in memory.evidence.features)
