"""Rounds of decisions on hand-made memories, by the real rules and in order, without any actor."""

from collections.abc import Iterable

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import consolidation, merging, recipes, reconciling
from haste.decisions.abstracting import Said, Texts, Words
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.projections import memory as memories
from haste.projections.memory import Memory
from haste.vocabulary.brief import Separation, Wording
from haste.vocabulary.ids import BlobId, Position
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Consultation, Group
from tests.builders import NOW, RULES, SWEEP

READ_TO = Position(41)
WORDING = Wording(title="Its title", when="", when_not="", instructions="Do it.")
ASKED = Consultation(request=BlobId("c" * 64), reply=BlobId("d" * 64))


def folded(memory: Memory, events: Iterable[Event]) -> Memory:
    for event in events:
        memory = memories.evolve(memory, event)
    return memory


def asked(group: Group) -> ConsiderPromotion:
    to = Tier.GLOBAL if group.domain is None else Tier.DOMAIN
    return ConsiderPromotion(sweep=SWEEP, group=group, to=to, read_to=READ_TO, now=NOW)


def words_for(judgement: Judgement) -> Words:
    return Words(wording=WORDING, texts=Texts(), author="scripted", request=BlobId("q" * 64), reply=BlobId("r" * 64), conditions=judgement.conditions)


def said_of(command: ConsiderPromotion, memory: Memory, separation: Separation | None = None) -> Said:
    """Words for whatever is made, and what was answered of a conflict."""
    wanting = consolidation.wanting_words(command, memory, separation, RULES)
    conflict = consolidation.conflict(command, memory, RULES)
    return Said(words=tuple(map(words_for, wanting)), separation=separation, asked=ASKED if conflict else None)


def considered(memory: Memory, group: Group, separation: Separation | None = None) -> tuple[Event, ...]:
    command = asked(group)
    return consolidation.decide(command, memory, said=said_of(command, memory, separation), rules=RULES)


def consolidate(domain: str | None = "tabular") -> Consolidate:
    return Consolidate(sweep=SWEEP, domain=domain, read_to=READ_TO, now=NOW)


def consolidated(memory: Memory, domain: str | None) -> Memory:
    """What a specialist does before its groups are judged."""
    for decide in (reconciling.decide, merging.decide, recipes.decide):
        memory = folded(memory, decide(consolidate(domain), memory, RULES))
    return memory


def after_round(memory: Memory) -> Memory:
    """What an orchestrator has decided between two rounds."""
    for domain in (*sorted(set(memory.evidence.domains.values())), None):
        memory = consolidated(memory, domain)
        for group in memory.evidence.groups(domain):
            memory = folded(memory, considered(memory, group))
    return memory
