"""The offline author's words about what was learned: plain figures and the techniques' own texts, nothing invented."""

from collections.abc import Iterator
from statistics import fmean

from haste.errors import CodecError, UseError
from haste.techniques import registry as techniques
from haste.vocabulary.brief import Attempt, Brief, ConflictBrief, GroupBrief, Learning, Learnings, Separation, Wording
from haste.vocabulary.scales import Comparison, Sign
from haste.vocabulary.skill import Condition

_LEARNINGS_MAX = 5


def distilled(brief: Brief) -> Learnings:
    """One learning for each technique that was judged, the largest effects first; what harmed is learned too."""
    by_cause: dict[str, list[Attempt]] = {}
    for attempt in brief.history:
        if attempt.cause is not None and attempt.credit is not None:
            by_cause.setdefault(attempt.cause, []).append(attempt)
    effects = {cause: fmean(one.credit.effect for one in ones if one.credit) for cause, ones in by_cause.items()}
    largest = sorted(effects, key=lambda cause: (-abs(effects[cause]), cause))[:_LEARNINGS_MAX]
    return Learnings(learnings=tuple(_learning(cause, effects[cause]) for cause in largest))


def worded(brief: GroupBrief) -> Wording:
    """Words for a group: the technique's own, with the figures of the gate."""
    title, when, when_not = _texts(brief.group.technique)
    effect = brief.effect
    verb = "Use" if brief.sign is Sign.HELPS else "Avoid"
    return Wording(
        title=f"{verb}: {title}",
        when=when,
        when_not=when_not,
        instructions=(
            f"{verb} {brief.group.technique}. Its effect was {effect.mean:+.3f} of what the parent gained over a constant, 90 % bounds "
            f"{effect.lower:+.3f} to {effect.upper:+.3f}, over {effect.competitions} competitions ({effect.supporting} significantly for, "
            f"{effect.contradicting} against)."
        ),
    )


def _learning(technique: str, effect: float) -> Learning:
    title, when, when_not = _texts(technique)
    sign = Sign.HELPS if effect >= 0 else Sign.HARMS
    return Learning(
        technique=technique,
        title=f"{title}: {effect:+.3f}",
        when=when,
        when_not=when_not,
        instructions=f"{technique} changed the score by {effect:+.3f} of what the parent gained over a constant.",
        sign=sign,
    )


def _texts(technique: str) -> tuple[str, str, str]:
    try:
        known = techniques.find(technique)
    except (UseError, CodecError):
        return technique, "", ""
    return known.title, known.when, known.when_not


def separated(brief: ConflictBrief) -> Separation | None:
    """The one number of the profiles that tells where it helped from where it harmed, by the widest relative gap; None where none does."""
    fields = {field for numbers in (*brief.helped, *brief.harmed) for field in numbers}
    found = [gap for field in sorted(fields) for gap in _gaps(field, brief)]
    if not found:
        return None
    _, condition = max(found, key=lambda pair: pair[0])
    how = "at least" if condition.comparison is Comparison.AT_LEAST else "below"
    text = f"{brief.group.technique} helps where {condition.field} is {how} {condition.value:.4g}, and harms elsewhere."
    return Separation(condition=condition, text=text)


def _gaps(field: str, brief: ConflictBrief) -> Iterator[tuple[float, Condition]]:
    """The gap between the two sides in shares of the number's range, where there is one; all profiles have to know the number."""
    if not all(field in numbers for numbers in (*brief.helped, *brief.harmed)):
        return
    helped, harmed = ([numbers[field] for numbers in side] for side in (brief.helped, brief.harmed))
    for comparison, low, high in ((Comparison.AT_LEAST, max(harmed), min(helped)), (Comparison.BELOW, max(helped), min(harmed))):
        if high > low:
            span = max(*helped, *harmed) - min(*helped, *harmed)
            yield (high - low) / span, Condition(field=field, comparison=comparison, value=(low + high) / 2)
