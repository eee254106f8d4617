"""Asks for what nobody waits for in batches, at half the price: the batch's name stands in the log before anybody looks at it."""

import asyncio

from haste.actors.deciding import Writer
from haste.events.sweep import BatchSubmitted
from haste.ports import Batching, Clock, LanguageModel
from haste.projections.memory import Memory
from haste.vocabulary.brief import Reply, Request
from haste.vocabulary.ids import BlobId, SweepId

POLL_S = 30.0  # most batches end within the hour


class Batcher:
    """Asks for replies, in batches where the sweep wants that and the author can.

    Args:
        memory: Knows which batch a request is in, also after a crash, and appends to the sweep's stream.
        clock: The time that events carry.
        language_model: The author.
        poll_s: Seconds between two looks at a batch.
    """

    def __init__(self, *, memory: Writer[Memory], clock: Clock, language_model: LanguageModel, poll_s: float = POLL_S) -> None:
        self._memory = memory
        self._clock = clock
        self._language_model = language_model
        self._poll_s = poll_s

    async def ask(self, request: Request, asked: BlobId, sweep: SweepId) -> Reply:
        """The reply to a request that is stored under this name."""
        model = self._language_model
        purses = (await self._memory.catch_up()).purses
        if sweep not in purses.of or not purses.of[sweep].batched or not isinstance(model, Batching):
            return await model.ask(request)
        batch = purses.batches.get(asked) or await model.submit((request,))
        if batch is None:
            return await model.ask(request)
        if asked not in purses.batches:
            event = BatchSubmitted(sweep=sweep, batch=batch, requests=(asked,), now=self._clock.now())
            await self._memory.decide(lambda _, __: (event,))
        while True:
            replies = await model.collect(batch, (request,))
            if replies is not None:
                return replies[0]
            await asyncio.sleep(self._poll_s)
