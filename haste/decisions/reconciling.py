"""Techniques that an author named anew although they were known: which ones they are, by name or by words."""

from collections.abc import Iterable, Iterator

from haste.commands import Consolidate
from haste.decisions.likeness import likeness, words_of
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.skill import NEW, is_technique

_Twin = tuple[str, str]  # the known technique, and why it is the same


def decide(command: Consolidate, memory: Memory, rules: Thresholds) -> tuple[TechniqueReconciled, ...]:
    """One event for each technique of a domain that was named anew and is known: the same slug, or skills in nearly the same words.

    What is known is every technique of the domain that stands in the log: with a plain slug, or named anew before this one.
    """
    texts = _texts(command.domain, memory)
    events: list[TechniqueReconciled] = []
    for place, technique in enumerate(texts):
        if not technique.startswith(NEW):
            continue
        gone = {event.technique for event in events}
        known = [other for number, other in enumerate(texts) if other not in gone and (number < place or not other.startswith(NEW))]
        twin = _by_name(technique, known) or _by_words(technique, known, texts, rules)
        if twin is not None:
            events.append(_reconciled(command, technique, twin, rules))
    return tuple(events)


def _texts(domain: str | None, memory: Memory) -> dict[str, list[str]]:
    """Techniques of a domain in the order in which the log brought their skills, then those without any, with what the skills say."""
    found: dict[str, list[str]] = {}
    for entry in memory.tiers.entries.values():
        skill = entry.skill
        if skill.domain == domain and skill.kind is SkillKind.LEARNING and is_technique(skill.technique):
            found.setdefault(memory.tiers.called(skill.technique), []).append(words_of(skill))
    for group in memory.evidence.groups(domain):
        found.setdefault(group.technique, [])
    return found


def _by_name(technique: str, known: Iterable[str]) -> _Twin | None:
    plain = technique.removeprefix(NEW)
    return (plain, "it has the same name") if plain in known else None


def _by_words(technique: str, known: Iterable[str], texts: dict[str, list[str]], rules: Thresholds) -> _Twin | None:
    found = max(_compared(technique, known, texts), default=None)
    if found is None or found[0] < rules.words_alike:
        return None
    alike, _, other = found
    return other, f"their words are alike by {alike:.3f} of 1, needs {rules.words_alike}"


def _compared(technique: str, known: Iterable[str], texts: dict[str, list[str]]) -> Iterator[tuple[float, int, str]]:
    """How alike the nearest words of each other technique are; among equals the one that came first wins."""
    for place, other in enumerate(known):
        if other != technique and texts[technique] and texts[other]:
            yield max(likeness(mine, theirs) for mine in texts[technique] for theirs in texts[other]), -place, other


def _reconciled(command: Consolidate, technique: str, twin: _Twin, rules: Thresholds) -> TechniqueReconciled:
    known, because = twin
    return TechniqueReconciled(
        sweep=command.sweep,
        domain=command.domain,
        technique=technique,
        known=known,
        because=because,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )
