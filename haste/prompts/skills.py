"""Skills as an author reads them: sign and figures first, then when, when not, and what to do."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from haste.vocabulary.brief import LoadedSkill, TrackRecord
from haste.vocabulary.scales import Sign, SkillState
from haste.vocabulary.skill import Condition

_RECORDS = """\
What was judged in other competitions, whether or not a skill came of it: effects as those of skills, competitions in which a technique gained
or lost by more than its standard error, and the mean over all. One that was judged often and never gained wants a reason of its own.
"""
_CHARACTERS_MAX = 36_000  # about 12,000 tokens: twice what one call may add to a conversation, paid once a run


def skills_text(skills: Sequence[LoadedSkill]) -> str:
    """The skills in the order of the brief, as many as there is room for; nothing where there are none."""
    texts: list[str] = []
    for loaded in skills:
        text = _one(loaded)
        if sum(map(len, texts)) + len(text) > _CHARACTERS_MAX:
            texts.append(f"({len(skills) - len(texts)} more skills, with smaller effects, are left out)")
            break
        texts.append(text)
    return "\n\n".join(texts)


def records_text(records: Sequence[TrackRecord]) -> str:
    """What track records are, and a line for each."""
    return "\n".join([_RECORDS, *map(_record, records)])


def conditions_text(conditions: Iterable[Condition]) -> str:
    """Predicates in words; "always" where there is none."""
    return " and ".join(f"{one.field} is {one.comparison.replace('_', ' ')} {one.value:.4g}" for one in conditions) or "always"


def _record(record: TrackRecord) -> str:
    effects = [effect for _, effect, _ in record.effects]
    gained = sum(effect > error for _, effect, error in record.effects)
    lost = sum(effect < -error for _, effect, error in record.effects)
    return f"{record.technique}: judged in {len(effects)}, gained in {gained}, lost in {lost}, mean effect {fmean(effects):+.3f}"


def _one(loaded: LoadedSkill) -> str:
    skill = loaded.skill
    sign = "HELPS" if skill.sign is Sign.HELPS else "HARMS"
    doubt = ", on probation" if loaded.state is SkillState.PROBATION else ""
    lines = [f"## {skill.id}: {sign}{doubt}", f"{skill.title} (technique {skill.technique}, tier {skill.tier})"]
    if loaded.effect is not None:
        effect = loaded.effect
        lines.append(
            f"effect {effect.mean:+.3f}, 90 % bounds {effect.lower:+.3f} to {effect.upper:+.3f}, {effect.competitions} competitions: "
            f"{effect.supporting} for, {effect.contradicting} against"
        )
    lines += [f"when: {skill.when or 'not known'}", f"when not: {skill.when_not or 'not known'}"]
    if skill.conditions:
        lines.append(f"holds where: {conditions_text(skill.conditions)}")
    lines.append(skill.instructions)
    if skill.code:
        lines.append(f"```python\n{skill.code}\n```")
    return "\n".join(lines)
