"""The offline author's words about what was learned: plain figures and the techniques' own texts, nothing invented."""

from statistics import fmean

from haste.errors import CodecError, UseError
from haste.techniques import registry as techniques
from haste.vocabulary.brief import Attempt, Brief, GroupBrief, Learning, Wording
from haste.vocabulary.scales import Comparison, Sign
from haste.vocabulary.skill import Condition

_LEARNINGS_MAX = 5


def distilled(brief: Brief) -> tuple[Learning, ...]:
    """One learning for each technique that was judged, the largest effects first; what harmed is learned too."""
    by_cause: dict[str, list[Attempt]] = {}
    for attempt in brief.history:
        if attempt.cause is not None and attempt.credit is not None:
            by_cause.setdefault(attempt.cause, []).append(attempt)
    effects = {cause: fmean(one.credit.effect for one in ones if one.credit) for cause, ones in by_cause.items()}
    largest = sorted(effects, key=lambda cause: (-abs(effects[cause]), cause))[:_LEARNINGS_MAX]
    return tuple(_learning(cause, effects[cause]) for cause in largest)


def worded(brief: GroupBrief) -> Wording:
    """Words for a group: the technique's own, with the figures of the gate."""
    title, when, when_not = _texts(brief.group.technique)
    effect = brief.effect
    verb = "Use" if brief.sign is Sign.HELPS else "Avoid"
    return Wording(
        title=f"{verb}: {title}",
        when=when,
        when_not=when_not,
        conditions=_separating(brief),
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


def _separating(brief: GroupBrief) -> tuple[Condition, ...]:
    """The one number of the profiles that tells where it held from where it did not, by the widest relative gap; none without both."""
    if not brief.supporting or not brief.others:
        return ()
    best: tuple[float, Condition] | None = None
    for field in sorted(brief.supporting[0]):
        held = [numbers[field] for numbers in brief.supporting if field in numbers]
        other = [numbers[field] for numbers in brief.others if field in numbers]
        if not other:
            continue  # a number that only newer profiles have
        for comparison, gap, value in (
            (Comparison.AT_LEAST, min(held) - max(other), (min(held) + max(other)) / 2),
            (Comparison.BELOW, min(other) - max(held), (min(other) + max(held)) / 2),
        ):
            width = gap / max(1e-9, max(*held, *other) - min(*held, *other))
            if gap > 0 and (best is None or width > best[0]):
                best = (width, Condition(field=field, comparison=comparison, value=value))
    return (best[1],) if best else ()
