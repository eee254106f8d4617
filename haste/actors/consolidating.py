"""What a specialist makes of what its workers did: learnings when a run ends, skills of the next tier between rounds."""

import asyncio
from collections.abc import Callable

import msgspec

from haste.actors.deciding import Writer
from haste.briefs.assemble import Knowledge, distilling
from haste.briefs.wording import wording
from haste.commands import ConsiderPromotion, Distil
from haste.decisions import consolidation, learning, promotion
from haste.decisions.consolidation import Words
from haste.decisions.promotion import Judgement
from haste.events.event import Event, Recorded
from haste.events.run import LearningsDistilled
from haste.ports import BlobStore, Clock, LanguageModel
from haste.projections.memory import Memory
from haste.projections.run import RunState
from haste.thresholds import RULES
from haste.vocabulary.brief import Reply, Request
from haste.vocabulary.ids import BlobId, Position, RunId

_encoder = msgspec.msgpack.Encoder(order="sorted")


class Consolidator:
    """Distils runs and promotes groups.

    Args:
        memory: Folds the whole log, as far as the sweep remembers, and appends to any stream.
        open_run: Gives a writer that follows a run and its sweep.
        blobs: Requests and replies are stored before they are used.
        clock: The time that decisions carry.
        language_model: Finds the words.
        knowledge: Of the specialist's domain.
    """

    def __init__(
        self,
        *,
        memory: Writer[Memory],
        open_run: Callable[[RunId], Writer[RunState]],
        blobs: BlobStore,
        clock: Clock,
        language_model: LanguageModel,
        knowledge: Knowledge,
    ) -> None:
        self._memory = memory
        self._open_run = open_run
        self._blobs = blobs
        self._clock = clock
        self._language_model = language_model
        self._knowledge = knowledge

    async def distil(self, command: Distil) -> tuple[Recorded, ...]:
        """Ask what a run taught, once, and keep what is new as skills of the competition tier."""
        state = await self._open_run(command.run).catch_up()
        if state.tree.distilled is not None or state.tree.profiled is None:
            return ()
        brief = await asyncio.to_thread(distilling, state, knowledge=self._knowledge, read=self._blobs.get)
        reply, asked, answered = await self._ask(self._language_model.request(brief))

        def learn(memory: Memory, read_to: Position) -> tuple[Event, ...]:
            distilled = LearningsDistilled(
                run=command.run,
                request=asked,
                reply=answered,
                author=reply.author,
                calls=reply.calls,
                skills=(),
                read_to=read_to,
                rule=state.rules.version,
                now=self._clock.now(),
            )
            return learning.learn(distilled, reply.learnings, state.competition, memory, state.rules)

        return await self._memory.decide(lambda memory, read_to: () if command.run in memory.distilled else learn(memory, read_to))

    async def consider(self, command: ConsiderPromotion) -> tuple[Recorded, ...]:
        """Judge a group on the whole log as of now; where it passes, ask for the words and make the skill.

        What is appended between the judgement and the skill does not change it: replay folds to `read_to` too.
        """
        memory = await self._memory.catch_up()
        dated = msgspec.structs.replace(command, read_to=self._memory.follower.read_to, now=self._clock.now())
        rules = RULES[memory.rules[command.sweep]]
        judgement = promotion.judge(dated, memory, rules)
        words = await self._words(dated, judgement, memory) if consolidation.wants_words(dated, judgement, memory) else None
        events = consolidation.decide(dated, judgement, memory, words=words, rules=rules)
        return await self._memory.decide(lambda now, _: () if consolidation.superseded(events, now) else events)

    async def _words(self, command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> Words | None:
        brief = wording(command, judgement, memory, guidance=self._knowledge.guidance)
        reply, asked, answered = await self._ask(self._language_model.request(brief))
        if reply.wording is None:
            return None
        blobs = consolidation.descriptions(command, memory)
        texts = await asyncio.gather(*(asyncio.to_thread(self._blobs.get, blob) for blob in blobs))
        return Words(
            wording=reply.wording,
            texts=tuple(text.decode() for text in texts),
            author=reply.author,
            request=asked,
            reply=answered,
        )

    async def _ask(self, request: Request) -> tuple[Reply, BlobId, BlobId]:
        """The reply, with the blobs that hold request and reply."""
        asked = await asyncio.to_thread(self._blobs.put, request.body)
        reply = await self._language_model.ask(request)
        return reply, asked, await asyncio.to_thread(self._blobs.put, _encoder.encode(reply))
