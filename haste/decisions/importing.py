"""What a sweep takes over from another log: its skills as they stand there, and the evidence of their groups."""

from collections.abc import Iterable

from haste.events.chain import Head
from haste.events.skill import SkillImported
from haste.projections.evidence import Evidence
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.vocabulary.ids import CompetitionId, Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.skill import Group, Judged, KnownCompetition


def imported(memory: Memory, *, sweep: SweepId, log: str, head: Head, now: Time) -> tuple[SkillImported, ...]:
    """One event for each skill that another log remembers, retired ones too, in the order in which that log brought them.

    A judgement is handed over once, with the first skill of its group. Evidence of techniques that no skill speaks of
    stays behind: no brief would show it.

    Args:
        memory: Of the other log, folded up to its head.
        sweep: That begins with it.
        log: How its owner names the other log.
        head: Of the other log.
        now: Time of the decision.
    """
    taken: set[tuple[RunId, Iteration]] = set()
    events = []
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
                competitions=_known(entry, evidence, memory.evidence),
                log=log,
                head=head.hash,
                read_to=Position(head.position),
                sweep=sweep,
                now=now,
            )
        )
    return tuple(events)


def _of(entry: Entry, evidence: Evidence) -> tuple[Judged, ...]:
    if entry.skill.kind is SkillKind.RECIPE:
        return ()
    return evidence.of(Group(technique=entry.skill.technique, domain=entry.skill.domain))


def _known(entry: Entry, judged: Iterable[Judged], evidence: Evidence) -> tuple[KnownCompetition, ...]:
    """The competitions that the evidence comes from, and the one that the skill comes from."""
    names: set[CompetitionId] = {one.competition for one in judged}
    names |= {entry.skill.competition} if entry.skill.competition else set()
    return tuple(
        KnownCompetition(
            id=name,
            domain=evidence.domains[name],
            features=evidence.features.get(name, {}),
            description=evidence.descriptions.get(name),
        )
        for name in sorted(names)
        if name in evidence.domains
    )
