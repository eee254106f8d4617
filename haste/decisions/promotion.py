"""The gate: which groups become skills of the next tier. It judges evidence; what an author proposes is never read here."""

from itertools import groupby

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.effects import effect, significant
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.ids import CompetitionId, SkillId
from haste.vocabulary.scales import Sign, SkillState, Tier, Verdict
from haste.vocabulary.skill import Effect, Group


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate makes of a group."""

    verdict: Verdict
    because: str  # in words, with the figures
    sign: Sign = Sign.HELPS
    state: SkillState = SkillState.PROBATION  # of the skill, where the verdict makes one
    effect: Effect | None = None
    supporting: tuple[CompetitionId, ...] = ()
    contradicting: tuple[CompetitionId, ...] = ()
    sources: tuple[SkillId, ...] = ()  # skills one tier below, of the group and of its sign


def judge(command: ConsiderPromotion, memory: Memory, rules: Thresholds) -> Judgement:
    """Judge a group for a tier, from the evidence of the whole log up to `read_to`.

    A group has the sign of its mean effect, and every bound is mirrored for a negative one.
    """
    judged = memory.evidence.of(command.group)
    found = effect(judged, rules)
    if found is None:
        return Judgement(verdict=Verdict.SKIP, because="nothing was judged yet")
    sign = Sign.HELPS if found.mean >= 0 else Sign.HARMS
    supporting = significant(judged, rules, sign=sign.factor)
    contradicting = significant(judged, rules, sign=-sign.factor)
    below = Tier.COMPETITION if command.to is Tier.DOMAIN else Tier.DOMAIN
    sources = tuple(entry.skill.id for entry in memory.tiers.of(command.group, below) if entry.skill.sign is sign)
    judgement = Judgement(
        verdict=Verdict.SKIP,
        because="",
        sign=sign,
        effect=found,
        supporting=supporting,
        contradicting=contradicting,
        sources=sources,
    )
    if command.to is Tier.DOMAIN:
        return _for_domain(judgement, rules)
    return _for_all(judgement, command.group, memory, rules)


def _for_domain(judgement: Judgement, rules: Thresholds) -> Judgement:
    change = msgspec.structs.replace
    gains, losses = len(judgement.supporting), len(judgement.contradicting)
    if gains and losses:
        return change(judgement, verdict=Verdict.CONFLICT, because=f"{judgement.sign} in {gains} competitions, the opposite in {losses}")
    if gains < rules.probation_competitions:
        return change(judgement, verdict=Verdict.COMPETITION, because=f"significant in {gains} competitions, needs {rules.probation_competitions}")
    state = SkillState.PROVEN if gains >= rules.proven_competitions else SkillState.PROBATION
    return change(judgement, verdict=Verdict.DOMAIN, state=state, because=f"significant in {gains} competitions, none against it")


def _for_all(judgement: Judgement, group: Group, memory: Memory, rules: Thresholds) -> Judgement:
    change = msgspec.structs.replace
    proven = {
        entry.skill.domain for entry in memory.tiers.of(group, Tier.DOMAIN) if entry.state is SkillState.PROVEN and entry.skill.sign is judgement.sign
    }
    if judgement.contradicting:
        because = f"{judgement.sign} in {len(judgement.supporting)} competitions, the opposite in {len(judgement.contradicting)}"
        return change(judgement, verdict=Verdict.CONFLICT if judgement.supporting else Verdict.SKIP, because=because)
    if len(proven) < rules.global_domains:
        return change(judgement, verdict=Verdict.SKIP, because=f"proven in {len(proven)} domains, needs {rules.global_domains}")
    by_domain = sorted(memory.evidence.domains[name] for name in judgement.supporting)
    gains = {domain: len(list(names)) for domain, names in groupby(by_domain)}
    deep = sum(count >= rules.global_proven_competitions for count in gains.values()) >= rules.global_domains
    state = SkillState.PROVEN if deep or len(gains) >= rules.global_proven_domains else SkillState.PROBATION
    return change(judgement, verdict=Verdict.GLOBAL, state=state, because=f"proven in {len(proven)} domains, gains in {len(gains)}")
