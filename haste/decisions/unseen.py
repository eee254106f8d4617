"""The memory as it would be had one competition never been seen: leave-one-out, decided again on what is left."""

from collections.abc import Iterable

import msgspec

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import consolidation, merging, recipes, reconciling
from haste.decisions.abstracting import Said, Texts, Words
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.events.skill import SkillEvent
from haste.projections import memory as memories
from haste.projections.evidence import Evidence
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry, SkillTiers, with_entry
from haste.projections.uses import Uses
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Wording
from haste.vocabulary.ids import BlobId, CompetitionId, SweepId
from haste.vocabulary.scales import Sign, SkillState, Tier
from haste.vocabulary.skill import Conditions, Group, Judged

HOST = "host"  # the author of words that nobody was asked for
_NO_SWEEP = SweepId("")
_NOWHERE = BlobId("")
_LOOKS = 2  # the gate makes a skill at its first look, and proves or retires it at the next


def without(memory: Memory, competition: CompetitionId, rules: Thresholds) -> Memory:
    """The memory as it would be had a competition never been seen.

    Its evidence, profile, skills, recipes and uses are gone, techniques are reconciled and duplicates merged again, and the
    gate judges again each group that knew of it: domains by name, then all domains. A group that never knew of it keeps its
    skills as they stand. A skill that passes again gets plain words made of figures, and another id: the recorded words may
    tell what was learned there. A condition that settled a conflict does not survive either, because it was fitted to the
    competition. What a person said of a skill holds for the one of the same group, sign and conditions.

    Args:
        memory: Of the whole log.
        competition: Which one.
        rules: Thresholds of the gate.
    """
    left = _cleared(memory, competition)
    domains = sorted({*left.evidence.domains.values(), *(entry.skill.domain for entry in left.tiers.entries.values() if entry.skill.domain)})
    for domain in domains:
        left = _consolidated(left, domain, rules)
    for scope in (*domains, None):
        for group in left.evidence.groups(scope):
            to = Tier.GLOBAL if scope is None else Tier.DOMAIN
            command = ConsiderPromotion(sweep=_NO_SWEEP, group=group, to=to)
            left = _gated(left, command, rules, memory) if _touched(memory, group, competition) else _kept(left, command, memory)
    return left


def _cleared(memory: Memory, competition: CompetitionId) -> Memory:
    """Nothing of the competition, and nothing that a rule has decided since."""
    wider = tuple(entry.skill for entry in memory.tiers.entries.values() if entry.skill.competition is None)
    return msgspec.structs.replace(
        memory,
        evidence=_evidence(memory.evidence, competition),
        tiers=_tiers(memory.tiers, competition),
        uses=_uses(memory.uses, competition),
        distilled=frozenset(run for run in memory.distilled if memory.evidence.competitions.get(run) != competition),
        forgotten=(*memory.forgotten, *wider),  # their names are taken
    )


def _evidence(evidence: Evidence, competition: CompetitionId) -> Evidence:
    gathered: dict[str, list[Judged]] = {}
    for ones in evidence.gathered.values():
        for one in ones:
            if one.competition != competition:
                gathered.setdefault(one.technique, []).append(one)
    runs = {run for run, other in evidence.competitions.items() if other == competition}
    return Evidence(
        domains={name: found for name, found in evidence.domains.items() if name != competition},
        features={name: found for name, found in evidence.features.items() if name != competition},
        descriptions={name: found for name, found in evidence.descriptions.items() if name != competition},
        rows={name: found for name, found in evidence.rows.items() if name != competition},
        competitions={run: name for run, name in evidence.competitions.items() if run not in runs},
        causes={place: cause for place, cause in evidence.causes.items() if place[0] not in runs},
        gathered={technique: tuple(ones) for technique, ones in gathered.items()},
    )


def _tiers(tiers: SkillTiers, competition: CompetitionId) -> SkillTiers:
    """The skills of the other competitions, as they were learned or as a person left them."""
    left = SkillTiers()
    for entry in tiers.entries.values():
        if entry.skill.competition not in (None, competition):
            state = entry.curated or SkillState.LEARNED
            left = with_entry(left, Entry(skill=entry.skill, state=state, pinned=entry.pinned, curated=entry.curated))
    return left


def _uses(uses: Uses, competition: CompetitionId) -> Uses:
    return Uses(
        closed=tuple(use for use in uses.closed if use.competition != competition),
        runs={run: found for run, found in uses.runs.items() if found.competition != competition},
    )


def _consolidated(left: Memory, domain: str, rules: Thresholds) -> Memory:
    command = Consolidate(sweep=_NO_SWEEP, domain=domain)
    left = _folded(left, reconciling.decide(command, left, rules))
    left = _folded(left, merging.decide(command, left, rules))
    return _folded(left, recipes.decide(command, left, rules))


def _folded(left: Memory, events: Iterable[Event]) -> Memory:
    """The memory after what rules decided; a skill that a person has retired or restored since stays as it is."""
    for event in events:
        if not isinstance(event, SkillEvent) or event.skill not in left.tiers.entries or left.tiers.entries[event.skill].curated is None:
            left = memories.evolve(left, event)
    return left


def _touched(memory: Memory, group: Group, competition: CompetitionId) -> bool:
    """Whether the group's evidence, its skills or its name had to do with the competition: a name is another's by words or evidence."""
    judged = any(one.competition == competition for one in memory.evidence.of(group))
    return judged or any(entry.skill.competition == competition for entry in memory.tiers.of(group, Tier.COMPETITION))


def _kept(left: Memory, command: ConsiderPromotion, memory: Memory) -> Memory:
    tiers = left.tiers
    for entry in memory.tiers.of(command.group, command.to):
        tiers = with_entry(tiers, entry)
    return msgspec.structs.replace(left, tiers=tiers)


def _gated(left: Memory, command: ConsiderPromotion, rules: Thresholds, memory: Memory) -> Memory:
    """The gate's word on a group, with what a person said of its skills."""
    for _ in range(_LOOKS):
        wanting = consolidation.wanting_words(command, left, None, rules)
        said = Said(words=tuple(_plain(command, judgement) for judgement in wanting))
        left = _folded(left, consolidation.decide(command, left, said=said, rules=rules))
        if not left.tiers.of(command.group, command.to):
            break  # there is no skill to look at again
        left = _curated(left, command, memory)
    return left


def _plain(command: ConsiderPromotion, judgement: Judgement) -> Words:
    """Words made of the technique's name and of figures."""
    assert judgement.effect is not None
    effect, technique = judgement.effect, command.group.technique
    wording = Wording(
        title=f"{'Use' if judgement.sign is Sign.HELPS else 'Avoid'}: {technique}",
        when="",
        when_not="",
        instructions=(
            f"{technique} changed the score by {effect.mean:+.3f} of what the parent gained over a constant, 90 % bounds {effect.lower:+.3f} to "
            f"{effect.upper:+.3f}, over {effect.competitions} competitions ({effect.supporting} significantly for, {effect.contradicting} against)."
        ),
    )
    return Words(wording=wording, texts=Texts(), author=HOST, request=_NOWHERE, reply=_NOWHERE, conditions=judgement.conditions)


def _curated(left: Memory, command: ConsiderPromotion, memory: Memory) -> Memory:
    """What a person said of a skill holds for the one of the same group, sign and conditions. A restoration undoes a retirement, no more."""
    tiers = left.tiers
    before: dict[tuple[Sign, Conditions], Entry] = {
        (entry.skill.sign, entry.skill.conditions): entry for entry in memory.tiers.of(command.group, command.to)
    }
    for entry in tiers.of(command.group, command.to):
        old = before.get((entry.skill.sign, entry.skill.conditions))
        if old is None or not (old.pinned or old.curated):
            continue
        holds = old.curated is SkillState.RETIRED or entry.state is SkillState.RETIRED
        state = old.curated if old.curated is not None and holds else entry.state
        tiers = with_entry(tiers, msgspec.structs.replace(entry, state=state, pinned=old.pinned, curated=old.curated))
    return msgspec.structs.replace(left, tiers=tiers)
