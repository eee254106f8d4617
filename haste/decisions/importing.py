"""What a sweep takes over from another log: its skills as they stand there, and all evidence."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from haste.events.chain import Head
from haste.events.skill import SkillImported
from haste.events.sweep import EvidenceImported
from haste.projections.evidence import Evidence
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.vocabulary.ids import CompetitionId, Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.skill import Group, Judged, KnownCompetition

Import: TypeAlias = SkillImported | EvidenceImported


def imported(memory: Memory, *, sweep: SweepId, log: str, head: Head, now: Time) -> tuple[Import, ...]:
    """One event for each skill that another log remembers, retired ones too, in the order in which that log brought them, and one for other evidence.

    A judgement is handed over once, with the first skill of its group. Those of techniques that no skill speaks of come last, together.

    Args:
        memory: Of the other log, folded up to its head.
        sweep: That begins with it.
        log: How its owner names the other log.
        head: Of the other log.
        now: Time of the decision.
    """
    taken: set[tuple[RunId, Iteration]] = set()
    events: list[Import] = []
    for entry in memory.tiers.entries.values():
        evidence = tuple(one for one in _of(entry, memory.evidence) if (one.run, one.iteration) not in taken)
        taken |= {(one.run, one.iteration) for one in evidence}
        events.append(
            SkillImported(
                skill=entry.skill.id,
                value=entry.skill,
                state=entry.state,
                effect=entry.effect,
                learned_from=entry.learned_from,
                pinned=entry.pinned,
                conflicted=entry.conflicted,
                merged_into=entry.merged_into,
                curated=entry.curated,
                uses=memory.uses.of(entry.skill.id),
                evidence=evidence,
                competitions=_known(_named(entry, evidence), memory.evidence),
                log=log,
                head=head.hash,
                read_to=Position(head.position),
                sweep=sweep,
                now=now,
            )
        )
    if rest := tuple(one for one in memory.evidence.judged if (one.run, one.iteration) not in taken):
        known = _known({one.competition for one in rest}, memory.evidence)
        read_to = Position(head.position)
        events.append(EvidenceImported(sweep=sweep, evidence=rest, competitions=known, log=log, head=head.hash, read_to=read_to, now=now))
    return tuple(events)


def _of(entry: Entry, evidence: Evidence) -> tuple[Judged, ...]:
    if entry.skill.kind is SkillKind.RECIPE:
        return ()
    return evidence.of(Group(technique=entry.skill.technique, domain=entry.skill.domain))


def _named(entry: Entry, judged: Iterable[Judged]) -> set[CompetitionId]:
    """The competitions that a skill's evidence comes from, and its own."""
    names = {one.competition for one in judged}
    return names | {entry.skill.competition} if entry.skill.competition else names


def _known(names: Iterable[CompetitionId], evidence: Evidence) -> tuple[KnownCompetition, ...]:
    """What is known of these competitions."""
    return tuple(
        KnownCompetition(
            id=name,
            domain=evidence.domains[name],
            features=evidence.features.get(name, {}),
            description=evidence.descriptions.get(name),
            rows=evidence.rows.get(name, msgspec.UNSET),
        )
        for name in sorted(names)
        if name in evidence.domains
    )
