"""Asks an author between rounds: each thing once, within what is left to spend, and never before request and reply are stored."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from haste.actors.batching import Batcher
from haste.actors.deciding import Writer
from haste.events.event import Recorded
from haste.events.sweep import AuthorConsulted
from haste.ports import BlobStore, Clock, LanguageModel
from haste.projections.memory import Memory
from haste.projections.purses import Answered
from haste.vocabulary.brief import Allowance, ConflictBrief, GroupBrief, Reply, Request
from haste.vocabulary.ids import BlobId, SweepId

AboutGroup: TypeAlias = GroupBrief | ConflictBrief
Answer: TypeAlias = tuple[Reply, BlobId, BlobId]  # the reply, and the blobs that hold request and reply

_encoder = msgspec.msgpack.Encoder(order="sorted")
_replies = msgspec.msgpack.Decoder(Reply)


class Consultant:
    """Asks, and notes what was answered and what it cost.

    Args:
        memory: Knows what was answered and what is left to spend, and appends to the sweep's stream.
        blobs: Requests and replies.
        clock: The time that events carry.
        language_model: Who is asked.
    """

    def __init__(self, *, memory: Writer[Memory], blobs: BlobStore, clock: Clock, language_model: LanguageModel) -> None:
        self._memory = memory
        self._blobs = blobs
        self._clock = clock
        self._language_model = language_model
        self._batcher = Batcher(memory=memory, clock=clock, language_model=language_model)

    async def ask(self, request: Request, sweep: SweepId) -> Answer:
        """The reply to a request; what it cost is for the caller's event to tell."""
        asked = await asyncio.to_thread(self._blobs.put, request.body)
        reply = await self._batcher.ask(request, asked, sweep)
        return reply, asked, await self._stored(reply)

    async def consult(self, sweep: SweepId, brief: AboutGroup) -> Answer:
        """The answer to a brief about a group; what it cost stands in the log before the answer is used.

        What was answered since the last run began is not asked again: it was asked for ahead, or whoever asked was cut off before the decision.
        """
        memory = await self._memory.catch_up()
        known = self._known(memory, sweep, brief)
        if known is not None:
            return _replies.decode(await asyncio.to_thread(self._blobs.get, known.reply)), known.request, known.reply
        answer = await self.ask(self._request(brief, _allowance(memory, sweep)), sweep)
        await self._told(sweep, [(brief, answer)])
        return answer

    async def ahead(self, sweep: SweepId, briefs: Sequence[AboutGroup]) -> tuple[Recorded, ...]:
        """Have all of these answered by one batch, where the sweep asks in batches: whoever consults about them finds the answers.

        All are told the same allowance, of which an author that takes the batch leaves each an equal share.
        """
        memory = await self._memory.catch_up()
        wanted = [brief for brief in briefs if self._known(memory, sweep, brief) is None]
        requests = [self._request(brief, _allowance(memory, sweep)) for brief in wanted]
        names = [await asyncio.to_thread(self._blobs.put, request.body) for request in requests]
        replies = await self._batcher.together(dict(zip(names, requests, strict=True)), sweep)
        answers = [
            (brief, (replies[name], name, await self._stored(replies[name]))) for brief, name in zip(wanted, names, strict=True) if name in replies
        ]
        return await self._told(sweep, answers)

    def _request(self, brief: AboutGroup, allowance: Allowance) -> Request:
        return self._language_model.request(msgspec.structs.replace(brief, allowance=allowance))

    def _known(self, memory: Memory, sweep: SweepId, brief: AboutGroup) -> Answered | None:
        """What was answered to this very brief, whatever was left to spend then."""
        same = (one for one in memory.purses.answered.get(sweep, ()) if (one.role, one.group) == (brief.role, brief.group))
        return next((one for one in same if _named(self._request(brief, one.allowance)) == one.request), None)

    async def _told(self, sweep: SweepId, answers: Iterable[tuple[AboutGroup, Answer]]) -> tuple[Recorded, ...]:
        """Note answers in one append, all under one time: those told one allowance."""
        now = self._clock.now()
        events = tuple(
            AuthorConsulted(
                sweep=sweep,
                role=brief.role,
                group=brief.group,
                request=asked,
                reply=answered,
                author=reply.author,
                calls=reply.calls,
                now=now,
            )
            for brief, (reply, asked, answered) in answers
        )
        return await self._memory.decide(lambda _, __: events)

    async def _stored(self, reply: Reply) -> BlobId:
        return await asyncio.to_thread(self._blobs.put, _encoder.encode(reply))


def _allowance(memory: Memory, sweep: SweepId) -> Allowance:
    purse = memory.purses.of.get(sweep)
    return purse.allowance if purse else Allowance()


def _named(request: Request) -> BlobId:
    return BlobId(hashlib.sha256(request.body).hexdigest())
