"""The gate: which groups become skills of the next tier. It judges evidence; what an author proposes is never read here."""

from itertools import groupby

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.effects import measured, significant
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import Sign, SkillState, Tier, Verdict
from haste.vocabulary.skill import Conditions, Effect, Group


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate makes of a group."""

    verdict: Verdict
    because: str  # in words, with the figures
    sign: Sign = Sign.HELPS
    state: SkillState = SkillState.PROBATION  # of the skill, where the verdict makes one
    effect: Effect | None = None
    supporting: tuple[CompetitionId, ...] = ()
    contradicting: tuple[CompetitionId, ...] = ()
    certain: tuple[CompetitionId, ...] = ()  # supporting ones that stand out of all that were looked at
    sources: tuple[SkillId, ...] = ()  # skills one tier below, of the group and of its sign
    conditions: Conditions = ()  # it was judged where all of these hold

    @property
    def helped(self) -> tuple[CompetitionId, ...]:
        """Competitions where the technique significantly helped, whatever the group's sign."""
        return self.supporting if self.sign is Sign.HELPS else self.contradicting

    @property
    def harmed(self) -> tuple[CompetitionId, ...]:
        """Competitions where it significantly harmed."""
        return self.contradicting if self.sign is Sign.HELPS else self.supporting


def judge(command: ConsiderPromotion, memory: Memory, rules: Thresholds, conditions: Conditions = ()) -> Judgement:
    """Judge a group for a tier, from the evidence of the whole log up to `read_to`.

    A group has the sign of its mean effect, and every bound is mirrored for a negative one.

    Args:
        command: Which group, for which tier.
        memory: The log folded up to the command's `read_to`.
        rules: Thresholds of the gate.
        conditions: Only competitions where all of them hold are looked at.
    """
    judged = memory.evidence.of(command.group, conditions)
    found = measured(judged, rules)
    if found is None:
        return Judgement(verdict=Verdict.SKIP, because="nothing was judged yet", conditions=conditions)
    sign = Sign.HELPS if found.effect.mean >= 0 else Sign.HARMS
    supporting, contradicting = (found.above, found.below) if sign is Sign.HELPS else (found.below, found.above)
    judgement = Judgement(
        verdict=Verdict.SKIP,
        because="",
        sign=sign,
        effect=found.effect,
        supporting=supporting,
        contradicting=contradicting,
        certain=significant(judged, rules, sign=sign.factor, shared=True) if supporting else (),
        sources=_sources(command, memory, sign, conditions),
        conditions=conditions,
    )
    if command.to is Tier.DOMAIN:
        return _for_domain(judgement, rules)
    return _for_all(judgement, command.group, memory, rules)


def _sources(command: ConsiderPromotion, memory: Memory, sign: Sign, conditions: Conditions) -> tuple[SkillId, ...]:
    """Skills one tier below. A skill of one competition speaks where the conditions hold there, one of a domain where it has none of its own."""
    below = Tier.COMPETITION if command.to is Tier.DOMAIN else Tier.DOMAIN
    same = (entry.skill for entry in memory.tiers.of(command.group, below) if entry.skill.sign is sign and entry.merged_into is None)
    return tuple(
        skill.id for skill in same if (not skill.conditions if skill.competition is None else memory.evidence.meets(skill.competition, conditions))
    )


def _for_domain(judgement: Judgement, rules: Thresholds) -> Judgement:
    change = msgspec.structs.replace
    gains, losses = len(judgement.supporting), len(judgement.contradicting)
    if gains and losses:
        return change(judgement, verdict=Verdict.CONFLICT, because=f"{judgement.sign} in {_counted(gains)}, the opposite in {losses}")
    if gains < rules.probation_competitions:
        return change(judgement, verdict=Verdict.COMPETITION, because=f"significant in {_counted(gains)}, needs {rules.probation_competitions}")
    if gains < rules.proven_competitions and not judgement.certain:
        looks = judgement.effect.competitions if judgement.effect else 0
        return change(judgement, verdict=Verdict.COMPETITION, because=f"significant in {gains} of {_counted(looks)}, which may be chance")
    state = SkillState.PROVEN if gains >= rules.proven_competitions else SkillState.PROBATION
    return change(judgement, verdict=Verdict.DOMAIN, state=state, because=f"significant in {_counted(gains)}, none against it")


def _for_all(judgement: Judgement, group: Group, memory: Memory, rules: Thresholds) -> Judgement:
    change = msgspec.structs.replace
    proven = {entry.skill.domain for entry in memory.tiers.of(group, Tier.DOMAIN) if _speaks_for_all(entry, judgement.sign)}
    if judgement.contradicting:
        because = f"{judgement.sign} in {_counted(len(judgement.supporting))}, the opposite in {len(judgement.contradicting)}"
        return change(judgement, verdict=Verdict.CONFLICT if judgement.supporting else Verdict.SKIP, because=because)
    if len(proven) < rules.global_domains:
        return change(judgement, verdict=Verdict.SKIP, because=f"proven in {len(proven)} domains, needs {rules.global_domains}")
    by_domain = sorted(memory.evidence.domains[name] for name in judgement.supporting)
    gains = {domain: len(list(names)) for domain, names in groupby(by_domain)}
    deep = sum(count >= rules.global_proven_competitions for count in gains.values()) >= rules.global_domains
    state = SkillState.PROVEN if deep or len(gains) >= rules.global_proven_domains else SkillState.PROBATION
    return change(judgement, verdict=Verdict.GLOBAL, state=state, because=f"proven in {len(proven)} domains, gains in {len(gains)}")


def _speaks_for_all(entry: Entry, sign: Sign) -> bool:
    """Whether a skill of a domain counts for all domains: a conditioned one is proven on one side of a number only."""
    return entry.state is SkillState.PROVEN and entry.skill.sign is sign and not entry.skill.conditions


def _counted(competitions: int) -> str:
    return f"{competitions} competition{'' if competitions == 1 else 's'}"
