"""Words by the batch: once submitted, a batch is collected, whoever does it and whenever."""

from collections.abc import Sequence

import msgspec
import pytest

from haste.actors.batching import Batcher
from haste.actors.deciding import Writer
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.sweep import BatchSubmitted
from haste.llm.by_role import ByRole
from haste.llm.scripted import ScriptedModel
from haste.ports import LanguageModel
from haste.projections.memory import Memory, MemoryFollower
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Asked, Reply, Request, Summary
from haste.vocabulary.ids import BlobId, Position
from haste.vocabulary.scales import Role
from tests.builders import SWEEP, log_of, sweep_started
from tests.logs import CountingClock

REQUEST, ASKED = Request(role=Role.ABSTRACT, body=b"what is asked"), BlobId("q")
ANSWER = Reply(value=Summary(text="by batch"), raw=b"", calls=(), author="batching")


class BatchingModel:
    """Takes batches, ready at the second look; dies at the first where it is told to."""

    def __init__(self, *, takes: bool = True, dies: bool = False) -> None:
        self.takes = takes
        self.dies = dies
        self.submitted: list[Sequence[Request]] = []
        self.asked: list[Request] = []
        self.looks = 0

    def request(self, brief: Asked) -> Request:
        return Request(role=brief.role, body=b"")

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return msgspec.structs.replace(ANSWER, author="asked alone")

    async def submit(self, requests: Sequence[Request]) -> str | None:
        self.submitted.append(requests)
        return "batch-1" if self.takes else None

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        assert (batch, requests) == ("batch-1", (REQUEST,))
        if self.dies:
            raise KeyboardInterrupt
        self.looks += 1
        return (ANSWER,) if self.looks > 1 else None


def batcher_of(log: MemoryLog, model: LanguageModel) -> Batcher:
    memory: Writer[Memory] = Writer(MemoryFollower(log), log, actor="specialist", correlation=SWEEP, check=lambda _: None)
    return Batcher(memory=memory, clock=CountingClock(), language_model=model, poll_s=0.0)


def events_of(log: MemoryLog) -> list[Event]:
    return [recorded.event for recorded in typed(log.tail(after=Position(0), limit=99))]


def batched(*, batch: bool = True) -> MemoryLog:
    return log_of(msgspec.structs.replace(sweep_started(), batch=batch))


async def test_a_batch_stands_in_the_log_and_is_collected_when_it_is_ready() -> None:
    log, model = batched(), BatchingModel()

    reply = await batcher_of(log, model).ask(REQUEST, ASKED, SWEEP)

    assert (reply, model.looks, model.asked) == (ANSWER, 2, [])
    (event,) = (event for event in events_of(log) if isinstance(event, BatchSubmitted))
    assert (event.batch, event.requests) == ("batch-1", (ASKED,))


async def test_whoever_comes_after_a_crash_collects_the_same_batch_and_submits_none() -> None:
    log = batched()
    with pytest.raises(KeyboardInterrupt):
        await batcher_of(log, BatchingModel(dies=True)).ask(REQUEST, ASKED, SWEEP)

    successor = BatchingModel()
    reply = await batcher_of(log, successor).ask(REQUEST, ASKED, SWEEP)

    assert (reply, successor.submitted) == (ANSWER, [])


async def test_a_request_that_no_batch_takes_is_asked_for_alone() -> None:
    log, model = batched(), BatchingModel(takes=False)

    reply = await batcher_of(log, model).ask(REQUEST, ASKED, SWEEP)

    assert (reply.author, model.asked) == ("asked alone", [REQUEST])
    assert len(events_of(log)) == 1


async def test_a_sweep_that_did_not_ask_for_batches_gets_none() -> None:
    model = BatchingModel()

    await batcher_of(batched(batch=False), model).ask(REQUEST, ASKED, SWEEP)

    assert (model.submitted, model.asked) == ([], [REQUEST])


async def test_an_author_of_a_role_takes_its_batches_and_one_that_cannot_is_asked() -> None:
    able, unable = BatchingModel(), ScriptedModel([Summary(text="scripted")])
    authors = ByRole(unable, {Role.ABSTRACT: able})

    reply = await batcher_of(batched(), authors).ask(REQUEST, ASKED, SWEEP)
    distilled = msgspec.structs.replace(REQUEST, role=Role.DISTIL)

    assert reply == ANSWER
    assert await authors.submit((distilled,)) is None
    assert await authors.collect("batch-1", (distilled,)) is None
