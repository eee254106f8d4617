"""Asks for what nobody waits for in batches, at half the price: the batch's name stands in the log before anybody looks at it."""

import asyncio
from collections.abc import Mapping

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
        replies = await self.together({asked: request}, sweep)
        return replies[asked] if asked in replies else await self._language_model.ask(request)

    async def together(self, requests: Mapping[BlobId, Request], sweep: SweepId) -> dict[BlobId, Reply]:
        """The replies to requests of one role that are stored under these names, handed in as one batch.

        Those that are in a batch already are collected from there. None of the others where the sweep wants no batches, the author
        cannot, or takes none now: each has to be asked for by itself.
        """
        model, purses = self._language_model, (await self._memory.catch_up()).purses
        if not requests or sweep not in purses.of or not purses.of[sweep].batched or not isinstance(model, Batching):
            return {}
        batches: dict[str, list[BlobId]] = {}
        for asked in requests:
            batches.setdefault(purses.batches.get(asked, ""), []).append(asked)
        if new := batches.pop("", []):
            batch = await model.submit([requests[asked] for asked in new])
            if batch is not None:
                event = BatchSubmitted(sweep=sweep, batch=batch, requests=tuple(new), now=self._clock.now())
                await self._memory.decide(lambda _, __: (event,))
                batches[batch] = new
        collected = [await self._collected(model, batch, {asked: requests[asked] for asked in names}) for batch, names in batches.items()]
        return {asked: reply for replies in collected for asked, reply in replies.items()}

    async def _collected(self, model: Batching, batch: str, requests: Mapping[BlobId, Request]) -> dict[BlobId, Reply]:
        """Look at a batch until its replies are there."""
        while True:
            replies = await model.collect(batch, tuple(requests.values()))
            if replies is not None:
                return dict(zip(requests, replies, strict=True))
            await asyncio.sleep(self._poll_s)
