"""From learnings and verdicts to skills: ids, the words' checks, and the events that follow from a judgement."""

import hashlib
import re
from collections.abc import Iterable, Sequence

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Wording
from haste.vocabulary.ids import BlobId, CompetitionId, SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier, Verdict
from haste.vocabulary.skill import Skill

_ID_DIGITS = 12
_OVERLAP_WORDS = 12  # a run of so many words shared with a description was copied, not learned


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the language model said of a group that the gate let pass, and where it is kept."""

    wording: Wording
    texts: tuple[str, ...]  # descriptions of the competitions that it was made from: nothing may be copied from them
    author: str
    request: BlobId
    reply: BlobId


def name(skill: Skill, tiers: Iterable[Skill]) -> SkillId:
    """The id of a new skill: a hash of what it is about, and of how many there are about the same.

    Equal histories give equal ids, so that a second writer of the same skill meets a stream that is not empty.
    """
    about = _about(skill)
    n = sum(_about(other) == about for other in tiers)
    digest = hashlib.sha256("\x1f".join((*about, str(n))).encode()).hexdigest()[:_ID_DIGITS]
    return SkillId(f"{skill.technique.replace(':', '-')}-{digest}")


def _about(skill: Skill) -> tuple[str, ...]:
    return (skill.tier, skill.domain or "", skill.competition or "", skill.kind, skill.technique, *sorted(skill.sources))


def standing(command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> Entry | None:
    """The skill that this group has at the tier already, with the group's sign; retired ones count."""
    same = [entry for entry in memory.tiers.of(command.group, command.to) if entry.skill.sign is judgement.sign]
    return same[-1] if same else None


def wants_words(command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> bool:
    """Whether the verdict makes a new skill, so that somebody has to word it."""
    return judgement.verdict in (Verdict.DOMAIN, Verdict.GLOBAL) and standing(command, judgement, memory) is None


def decide(command: ConsiderPromotion, judgement: Judgement, memory: Memory, *, words: Words | None, rules: Thresholds) -> tuple[Event, ...]:
    """The events of a judgement: a new skill, a change of one that is there, or a refusal with its reason."""
    for entry in memory.tiers.of(command.group, command.to):
        if changed := _changed(command, judgement, entry, memory, rules):
            return changed
    existing = standing(command, judgement, memory)
    if existing is not None and judgement.verdict in (Verdict.DOMAIN, Verdict.GLOBAL):
        return (refusal(command, judgement, rules, f"skill {existing.skill.id} ({existing.state}) says so already"),)
    if not wants_words(command, judgement, memory):
        return (refusal(command, judgement, rules, judgement.because),)
    if words is None:
        return (refusal(command, judgement, rules, "nobody worded it"),)
    if (wrong := wrong_words(words.wording, _names(command, memory), words.texts)) is not None:
        return (refusal(command, judgement, rules, wrong),)
    return (_abstracted(command, judgement, memory, words, rules),)


def _names(command: ConsiderPromotion, memory: Memory) -> tuple[CompetitionId, ...]:
    """Competitions that the words must not name: all but one that is called like the technique or the domain itself."""
    own = (command.group.technique, command.group.domain)
    return tuple(name for name in memory.evidence.domains if name not in own)


def descriptions(command: ConsiderPromotion, memory: Memory) -> tuple[BlobId, ...]:
    """Descriptions of the competitions that judged a group, by the competitions' names."""
    judged = sorted({one.competition for one in memory.evidence.of(command.group)})
    return tuple(memory.evidence.descriptions[name] for name in judged if name in memory.evidence.descriptions)


def superseded(events: Sequence[Event], memory: Memory) -> bool:
    """Whether somebody else has made the same skill, or changed it the same way, since the judgement."""
    named = {skill.id for skill in memory.named}
    for event in events:
        if isinstance(event, SkillAbstracted) and event.skill in named:
            return True
        entry = memory.tiers.entries.get(event.skill) if isinstance(event, SkillProven | SkillRetired) else None
        if entry is not None and entry.state is not SkillState.PROBATION:
            return True
    return False


def wrong_words(wording: Wording, competitions: Iterable[CompetitionId], texts: Sequence[str] = ()) -> str | None:
    """What is wrong with the words of a skill that should hold beyond one competition; None where nothing is.

    Args:
        wording: The words.
        competitions: Ids that must not be named.
        texts: Descriptions that must not be copied from.
    """
    said = f"{wording.title} {wording.when} {wording.when_not} {wording.instructions}".lower()
    for competition in competitions:
        if re.search(rf"\b{re.escape(competition.lower())}\b", said):
            return f"the words name a competition: {competition}"
    runs = _runs_of_words(said)
    for text in texts:
        if runs & _runs_of_words(text.lower()):
            return f"the words share {_OVERLAP_WORDS} in a row with a competition's description"
    return None if wording.title.strip() and wording.instructions.strip() else "the words are empty"


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


def _changed(command: ConsiderPromotion, judgement: Judgement, existing: Entry, memory: Memory, rules: Thresholds) -> tuple[Event, ...]:
    if existing.state is not SkillState.PROBATION or judgement.effect is None:
        return ()
    same = existing.skill.sign is judgement.sign  # a group may have turned since: then what speaks against it now is the skill's gain
    made = same and judgement.verdict in (Verdict.DOMAIN, Verdict.GLOBAL)
    gains = judgement.supporting if same else judgement.contradicting
    skill, effect = existing.skill.id, judgement.effect
    if made and judgement.state is SkillState.PROVEN:
        return (SkillProven(skill=skill, effect=effect, read_to=command.read_to, rule=rules.version, now=command.now),)
    elsewhere = {one.competition for one in memory.evidence.of(command.group)} - set(existing.learned_from)
    if len(elsewhere) < rules.retire_uses or elsewhere & set(gains) or existing.pinned:
        return ()
    because = f"judged in {len(elsewhere)} competitions elsewhere, without gain in any"
    return (
        SkillRetired(skill=skill, because=because, by=rules.version, effect=effect, read_to=command.read_to, rule=rules.version, now=command.now),
    )


def _abstracted(command: ConsiderPromotion, judgement: Judgement, memory: Memory, words: Words, rules: Thresholds) -> SkillAbstracted:
    assert judgement.effect is not None
    unnamed = Skill(
        id=SkillId(""),
        tier=command.to,
        kind=SkillKind.LEARNING,
        domain=command.group.domain if command.to is Tier.DOMAIN else None,
        competition=None,
        technique=command.group.technique,
        title=words.wording.title,
        when=words.wording.when,
        when_not=words.wording.when_not,
        conditions=words.wording.conditions,
        instructions=words.wording.instructions,
        sign=judgement.sign,
        author=words.author,
        sources=judgement.sources,
    )
    value = msgspec.structs.replace(unnamed, id=name(unnamed, memory.named))
    return SkillAbstracted(
        skill=value.id,
        value=value,
        group=command.group,
        to=command.to,
        verdict=judgement.verdict,
        state=judgement.state,
        effect=judgement.effect,
        sources=judgement.sources,
        supporting=judgement.supporting,
        sweep=command.sweep,
        request=words.request,
        reply=words.reply,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )


def _runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[place : place + _OVERLAP_WORDS]) for place in range(len(words) - _OVERLAP_WORDS + 1)}
