"""What authors said for the decisions of a sweep, as recorded; and what of it serves where other decisions would have been made."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions import consolidation
from haste.decisions.abstracting import Said, Texts, Words, texts_of, wrong_with
from haste.decisions.promotion import Judgement
from haste.events.sweep import AuthorConsulted
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Reply, Separation, Wording
from haste.vocabulary.ids import BlobId, Position
from haste.vocabulary.scales import Role, Sign, Tier
from haste.vocabulary.skill import Conditions, Consultation, Group
from replay.agenda import Item
from replay.recalling import Payloads

About: TypeAlias = tuple[Group, Tier, Sign, Conditions]  # which skill words are for

_NOBODY = "nobody"
_NO_WORDS = Wording(title="Not worded", when="", when_not="", instructions="Nobody was asked for the words of this skill.")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was said for one decision; None where an author was asked and found nothing."""

    words: dict[About, Words | None] = {}
    separation: Separation | None = None
    consultation: Consultation | None = None  # None: nobody was asked for a condition

    def said(self) -> Said:
        """As the gate takes it."""
        return Said(words=tuple(words for words in self.words.values() if words), separation=self.separation, asked=self.consultation)


class Spoken(msgspec.Struct, kw_only=True):
    """All that authors said in a sweep."""

    asked: dict[tuple[Position, Group], Asked] = {}  # for a decision, by what it saw and which group it was about
    words: dict[About, Words] = {}  # the last that passed the checks
    separations: dict[Group, Asked] = {}

    def keep(self, command: ConsiderPromotion, asked: Asked, memory: Memory, rules: Thresholds) -> None:
        """Remember what was said for a decision that saw this memory."""
        self.asked[command.read_to, command.group] = asked
        self.words |= {about: words for about, words in asked.words.items() if words and wrong_with(command, words, memory, rules) is None}
        if asked.consultation is not None:
            self.separations[command.group] = asked


def recorded(item: Item, memory: Memory, rules: Thresholds, payloads: Payloads) -> Asked:
    """What authors said for a decision: the condition that was looked for, and the words of each skill that it would make.

    Args:
        item: A decision of the gate.
        memory: That it saw.
        rules: Of the sweep.
        payloads: Reads requests, replies and texts.
    """
    command = item.command
    assert isinstance(command, ConsiderPromotion)
    separating = next(_consulted(item, Role.RECONCILE), None)
    separation = None
    if separating is not None:
        reply = _reply(separating, payloads)
        separation = reply.of(Separation) if reply else None
    wanting, copied_from = consolidation.wanting_words(command, memory, separation, rules), texts_of(command, memory)
    words = {
        _about(command, judgement): _words(event, judgement, copied_from, payloads)
        for judgement, event in zip(wanting, _consulted(item, Role.ABSTRACT), strict=False)
    }
    consultation = Consultation(request=separating.request, reply=separating.reply) if separating else None
    return Asked(words=words, separation=separation, consultation=consultation)


def supposed(command: ConsiderPromotion, memory: Memory, rules: Thresholds, spoken: Spoken) -> tuple[Said, bool]:
    """What would be said for a decision on another memory, or by other constants: the words that were recorded, wherever they serve.

    Returns:
        All of it, with stand-ins for words that nobody wrote; and whether anything is missing.
    """
    own = spoken.asked.get((command.read_to, command.group), Asked())
    conflict = consolidation.conflict(command, memory, rules)
    settling = own if own.consultation else spoken.separations.get(command.group, Asked())
    missing = conflict is not None and settling.consultation is None
    separation = settling.separation if conflict is not None else None
    words: list[Words] = []
    for judgement in consolidation.wanting_words(command, memory, separation, rules):
        about = _about(command, judgement)
        if about in own.words:
            found = own.words[about]
        else:
            found = spoken.words.get(about)
            missing = missing or found is None
            found = found or _stand_in(judgement)
        words += [found] if found else []
    return Said(words=tuple(words), separation=separation, asked=settling.consultation if conflict is not None else None), missing


def _consulted(item: Item, role: Role) -> Iterator[AuthorConsulted]:
    return (one.event for one in item.consulted if isinstance(one.event, AuthorConsulted) and one.event.role is role)


def _reply(event: AuthorConsulted, payloads: Payloads) -> Reply | None:
    payloads.bytes_of("request", event.request)
    return payloads.reply_of("reply", event.reply)


def _words(event: AuthorConsulted, judgement: Judgement, copied_from: tuple[Sequence[BlobId], Sequence[BlobId]], payloads: Payloads) -> Words | None:
    reply = _reply(event, payloads)
    wording = reply.of(Wording) if reply else None
    texts = payloads.texts(*copied_from)
    if reply is None or wording is None:
        return None
    return Words(
        wording=wording,
        texts=texts,
        author=reply.author,
        request=event.request,
        reply=event.reply,
        conditions=judgement.conditions,
    )


def _about(command: ConsiderPromotion, judgement: Judgement) -> About:
    return command.group, command.to, judgement.sign, judgement.conditions


def _stand_in(judgement: Judgement) -> Words:
    return Words(wording=_NO_WORDS, texts=Texts(), author=_NOBODY, request=BlobId(""), reply=BlobId(""), conditions=judgement.conditions)
