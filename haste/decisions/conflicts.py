"""Where a technique helps here and harms there: two conditioned skills where a condition tells the two apart, else none."""

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions import promotion
from haste.decisions.abstracting import Draft, Said, abstracted, passes, wrong_with
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Separation
from haste.vocabulary.features import opposite
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import SkillState, Tier, Verdict

Sides = tuple[Judgement, ...]  # where the condition holds, then where it does not; none where nothing is settled


def can_be_asked(command: ConsiderPromotion, judgement: Judgement, rules: Thresholds) -> bool:
    """Whether a condition is looked for: in a domain, for a group without one, with enough competitions on both sides."""
    enough = min(len(judgement.helped), len(judgement.harmed)) >= rules.separation_competitions
    return judgement.verdict is Verdict.CONFLICT and command.to is Tier.DOMAIN and not judgement.conditions and enough


def sides(command: ConsiderPromotion, judgement: Judgement, separation: Separation | None, memory: Memory, rules: Thresholds) -> Sides:
    """The two judgements of a conflict that a condition settles; none where it does not.

    It has to hold in all competitions that the technique helped and in none that it harmed, and each side has to pass the
    gate by itself, with its own sign. Conditions that the group had before and lost are not tried again: whoever retired
    their skills meant it.
    """
    if separation is None or not can_be_asked(command, judgement, rules):
        return ()
    where, elsewhere = (separation.condition,), (opposite(separation.condition),)
    evidence = memory.evidence
    apart = all(evidence.meets(name, where) for name in judgement.helped) and all(evidence.meets(name, elsewhere) for name in judgement.harmed)
    tried = {entry.skill.conditions for entry in memory.tiers.of(command.group, command.to)}
    if not apart or {where, elsewhere} & tried:
        return ()
    found = tuple(promotion.judge(command, memory, rules, conditions) for conditions in (where, elsewhere))
    return found if all(passes(side) for side in found) and found[0].sign is not found[1].sign else ()


def decide(command: ConsiderPromotion, judgement: Judgement, memory: Memory, said: Said, rules: Thresholds) -> tuple[tuple[Event, ...], str]:
    """The events of a conflict, and why it was not settled.

    Returns:
        The conditioned skills, and what becomes of the skills that stood there before; where nothing is settled, only the
        latter, with the reason.
    """
    settling = sides(command, judgement, said.separation, memory, rules)
    wrong = [found for side in settling if (found := wrong_with(command, said.about(side.conditions), memory, rules)) is not None]
    made: tuple[SkillAbstracted, ...] = ()
    for side in settling if not wrong else ():
        words = said.about(side.conditions)
        assert words is not None
        draft = Draft(named=(*memory.named, *(event.value for event in made)), settled=said.asked)
        made = (*made, abstracted(command, side, words, draft, rules))
    settled_by = tuple(event.skill for event in made)
    changed = tuple(
        _conflicted(command, judgement, entry, settled_by, said, rules)
        for entry in _standing(command, judgement, memory)
        if settled_by or not entry.conflicted
    )
    return (*made, *changed), _why_not(command, judgement, said, rules, wrong)


def _standing(command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> list[Entry]:
    """Live skills of the group at the tier, of either sign, with the same conditions."""
    same = (entry for entry in memory.tiers.of(command.group, command.to) if entry.skill.conditions == judgement.conditions)
    return [entry for entry in same if entry.state is not SkillState.RETIRED]


def _why_not(command: ConsiderPromotion, judgement: Judgement, said: Said, rules: Thresholds, wrong: list[str]) -> str:
    if wrong:
        return f"{judgement.because}; {wrong[0]}"
    if not can_be_asked(command, judgement, rules):
        return judgement.because
    return f"{judgement.because}; {'nobody found a condition' if said.separation is None else 'the condition does not separate them'}"


def _conflicted(
    command: ConsiderPromotion, judgement: Judgement, entry: Entry, settled_by: tuple[SkillId, ...], said: Said, rules: Thresholds
) -> SkillConflicted:
    assert judgement.effect is not None
    event = SkillConflicted(
        skill=entry.skill.id,
        because=judgement.because,
        effect=judgement.effect,
        supporting=judgement.supporting,
        contradicting=judgement.contradicting,
        settled_by=settled_by,
        asked=said.asked,
        sweep=command.sweep,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )
    return msgspec.structs.replace(event, because=event.because if settled_by else _why_not(command, judgement, said, rules, []))
