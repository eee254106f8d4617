"""From verdicts of the gate to skills of the wider tiers: the events that follow from a judgement."""

from collections.abc import Sequence

from haste.commands import ConsiderPromotion
from haste.decisions import conflicts, promotion
from haste.decisions.abstracting import Draft, Said, abstracted, passes, wrong_with
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillEvent, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Separation
from haste.vocabulary.scales import SkillState, Verdict
from haste.vocabulary.skill import Conditions


def judgements(command: ConsiderPromotion, memory: Memory, rules: Thresholds) -> tuple[Judgement, ...]:
    """What the gate makes of a group: one judgement, or one a side where conditioned skills of the group are live."""
    live = [entry for entry in memory.tiers.of(command.group, command.to) if entry.state is not SkillState.RETIRED]
    found: dict[Conditions, None] = dict.fromkeys(entry.skill.conditions for entry in live if entry.skill.conditions)
    return tuple(promotion.judge(command, memory, rules, conditions) for conditions in found or ((),))


def standing(command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> Entry | None:
    """The skill that this group has at the tier already, with the group's sign and conditions; retired ones count."""
    same = [
        entry
        for entry in memory.tiers.of(command.group, command.to)
        if entry.skill.sign is judgement.sign and entry.skill.conditions == judgement.conditions and entry.merged_into is None
    ]
    return same[-1] if same else None


def wanting_words(command: ConsiderPromotion, memory: Memory, separation: Separation | None, rules: Thresholds) -> tuple[Judgement, ...]:
    """The judgements that make new skills, so that somebody has to word them.

    Args:
        command: Which group, for which tier.
        memory: The log folded up to the command's `read_to`.
        separation: What was answered of a conflict, where somebody was asked.
        rules: Thresholds of the gate.
    """
    wanting: list[Judgement] = []
    for judgement in judgements(command, memory, rules):
        if passes(judgement) and standing(command, judgement, memory) is None:
            wanting.append(judgement)
        wanting += conflicts.sides(command, judgement, separation, memory, rules)
    return tuple(wanting)


def conflict(command: ConsiderPromotion, memory: Memory, rules: Thresholds) -> Judgement | None:
    """The conflict of a group for which a condition is looked for; None where there is none."""
    return next((one for one in judgements(command, memory, rules) if conflicts.can_be_asked(command, one, rules)), None)


def decide(command: ConsiderPromotion, memory: Memory, *, said: Said, rules: Thresholds) -> tuple[Event, ...]:
    """The events of considering a group: new skills, changes of those that are there, or a refusal with its reason.

    Args:
        command: Which group, for which tier, as of when.
        memory: The log folded up to the command's `read_to`, as far as its sweep remembers.
        said: What authors said for it.
        rules: Of the sweep.
    """
    return tuple(event for judgement in judgements(command, memory, rules) for event in _decided(command, judgement, memory, said, rules))


def superseded(events: Sequence[Event], memory: Memory) -> bool:
    """Whether somebody else has made the same skill, or changed it the same way, since the judgement."""
    named = {skill.id for skill in memory.named}
    return any(_superseded(event, memory, event.skill in named) for event in events if isinstance(event, SkillEvent))


def refusal(command: ConsiderPromotion, judgement: Judgement, rules: Thresholds, because: str) -> PromotionRefused:
    """The event that says why no skill was made."""
    return PromotionRefused(
        sweep=command.sweep,
        group=command.group,
        to=command.to,
        verdict=judgement.verdict,
        because=because,
        effect=judgement.effect,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )


def _superseded(event: SkillEvent, memory: Memory, known: bool) -> bool:  # noqa: FBT001 - a fact about the event, worked out once for all
    entry = memory.tiers.entries.get(event.skill)
    match event:
        case SkillAbstracted():
            return known
        case SkillProven() | SkillRetired():
            return entry is not None and entry.state is not SkillState.PROBATION
        case SkillConflicted():
            return entry is not None and (entry.state is SkillState.RETIRED or (entry.conflicted and not event.settled_by))
        case _:
            return False


def _decided(command: ConsiderPromotion, judgement: Judgement, memory: Memory, said: Said, rules: Thresholds) -> tuple[Event, ...]:
    for entry in memory.tiers.of(command.group, command.to):
        if entry.skill.conditions == judgement.conditions and (changed := _changed(command, judgement, entry, memory, rules)):
            return changed
    if judgement.verdict is Verdict.CONFLICT:
        events, because = conflicts.decide(command, judgement, memory, said, rules)
        settled = any(isinstance(event, SkillAbstracted) for event in events)
        return events if settled else (refusal(command, judgement, rules, because), *events)
    if not passes(judgement):
        return (refusal(command, judgement, rules, judgement.because),)
    existing = standing(command, judgement, memory)
    if existing is not None:
        return (refusal(command, judgement, rules, f"skill {existing.skill.id} ({existing.state}) says so already"),)
    words = said.about(judgement.conditions)
    wrong = wrong_with(command, words, memory, rules)
    if words is None or wrong is not None:
        return (refusal(command, judgement, rules, wrong or ""),)
    return (abstracted(command, judgement, words, Draft(named=memory.named), rules),)


def _changed(command: ConsiderPromotion, judgement: Judgement, existing: Entry, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    if existing.state is not SkillState.PROBATION or judgement.effect is None:
        return ()
    same = existing.skill.sign is judgement.sign  # a group may have turned since: then what speaks against it now is the skill's gain
    gains = judgement.supporting if same else judgement.contradicting
    skill, effect = existing.skill.id, judgement.effect
    if same and passes(judgement) and judgement.state is SkillState.PROVEN and _seen_anew(existing, gains):
        event = SkillProven(skill=skill, because=judgement.because, effect=effect, read_to=command.read_to, rule=rules.version, now=command.now)
        return (event,)
    elsewhere = {one.competition for one in memory.evidence.of(command.group, judgement.conditions)} - set(existing.learned_from)
    if len(elsewhere) < rules.retire_uses or elsewhere & set(gains) or existing.pinned:
        return ()
    because = f"judged in {len(elsewhere)} competitions elsewhere, without gain in any"
    return (
        SkillRetired(skill=skill, because=because, by=rules.version, effect=effect, read_to=command.read_to, rule=rules.version, now=command.now),
    )


def _seen_anew(existing: Entry, gains: Sequence[str]) -> bool:
    """Whether a conditioned skill has gained where its condition was not fitted; of any other one nothing more is asked."""
    return not existing.skill.conditions or bool(set(gains) - set(existing.learned_from))
