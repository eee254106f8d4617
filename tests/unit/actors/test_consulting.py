"""Authors are asked once, and where a sweep asks in batches about all groups together."""

from collections.abc import Sequence

import msgspec

from haste.actors.consulting import AboutGroup, Consultant
from haste.actors.deciding import Writer
from haste.events.codec import typed
from haste.events.sweep import AuthorConsulted, BatchSubmitted
from haste.projections.memory import Memory, MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Allowance, Asked, Call, GroupBrief, Reply, Request, Wording
from haste.vocabulary.budget import Budget
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Role, Sign, Status, Tier
from haste.vocabulary.skill import Group
from tests.builders import SWEEP, effect_of, log_of, sweep_started
from tests.logs import CountingClock

CALL = Call(status=Status.SUCCEEDED, usd=0.25)


class Model:
    """Answers with the technique that it is asked about, and notes who asked how."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.submitted: list[Sequence[Request]] = []
        self.asked: list[Request] = []

    def request(self, brief: Asked) -> Request:
        return Request(role=brief.role, body=msgspec.msgpack.encode(brief))

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return answer_to(request)

    async def submit(self, requests: Sequence[Request]) -> str | None:
        self.submitted.append(requests)
        return f"batch-{len(self.submitted)}" if self.takes else None

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        handed_in = self.submitted[int(batch.removeprefix("batch-")) - 1] if self.submitted else requests
        assert set(requests) <= set(handed_in)
        return tuple(map(answer_to, requests))


def answer_to(request: Request) -> Reply:
    technique = told(request).group.technique
    return Reply(value=Wording(title=technique, when="", when_not="", instructions=""), raw=b"", calls=(CALL,), author="model")


def told(request: Request) -> GroupBrief:
    return msgspec.msgpack.decode(request.body, type=GroupBrief)


def brief(technique: str) -> GroupBrief:
    group = Group(technique=technique, domain="tabular")
    return GroupBrief(group=group, to=Tier.DOMAIN, sign=Sign.HELPS, effect=effect_of(0.5), sources=(), supporting=(), others=(), guidance="")


BOTH: tuple[AboutGroup, ...] = (brief("one-hot"), brief("linear"))


def sweep(*, batch: bool = True) -> MemoryLog:
    return log_of(msgspec.structs.replace(sweep_started(), batch=batch, budget=Budget(trials=8, usd=4.0)))


def consultant(log: MemoryLog, model: Model, blobs: MemoryBlobs) -> Consultant:
    memory: Writer[Memory] = Writer(MemoryFollower(log), log, actor="specialist", correlation=SWEEP, check=lambda _: None)
    return Consultant(memory=memory, blobs=blobs, clock=CountingClock(), language_model=model)


def consultations(log: MemoryLog) -> list[AuthorConsulted]:
    return [one.event for one in typed(log.tail(after=Position(0), limit=99)) if isinstance(one.event, AuthorConsulted)]


async def test_what_is_asked_for_ahead_goes_into_one_batch_and_is_found_by_whoever_consults() -> None:
    log, model, blobs = sweep(), Model(), MemoryBlobs()

    await consultant(log, model, blobs).ahead(SWEEP, BOTH)
    later = consultant(log, model, blobs)  # in another process
    replies = [(await later.consult(SWEEP, about))[0] for about in BOTH]

    assert [reply.value.title for reply in replies if isinstance(reply.value, Wording)] == ["one-hot", "linear"]
    assert [len(requests) for requests in model.submitted] == [2]
    assert model.asked == []
    (batch,) = (one.event for one in typed(log.tail(after=Position(0), limit=99)) if isinstance(one.event, BatchSubmitted))
    assert batch.requests == tuple(one.request for one in consultations(log))


async def test_all_of_a_batch_are_told_the_same_allowance_and_each_is_paid_for() -> None:
    log, model, blobs = sweep(), Model(), MemoryBlobs()

    await consultant(log, model, blobs).ahead(SWEEP, BOTH)
    await consultant(log, model, blobs).consult(SWEEP, brief("lightgbm"))

    assert {told(request).allowance for request in model.submitted[0]} == {Allowance(usd=4.0)}
    assert told(model.submitted[1][0]).allowance == Allowance(usd=3.5)


async def test_asking_ahead_again_asks_nobody() -> None:
    log, model, blobs = sweep(), Model(), MemoryBlobs()

    await consultant(log, model, blobs).ahead(SWEEP, BOTH)
    assert await consultant(log, model, blobs).ahead(SWEEP, BOTH) == ()

    assert len(model.submitted) == 1
    assert len(consultations(log)) == 2


async def test_where_no_batch_is_taken_each_is_asked_for_when_it_is_wanted() -> None:
    log, model, blobs = sweep(), Model(takes=False), MemoryBlobs()
    asking = consultant(log, model, blobs)

    assert await asking.ahead(SWEEP, BOTH) == ()
    assert model.asked == []
    await asking.consult(SWEEP, BOTH[0])

    assert len(model.asked) == 1


async def test_a_sweep_without_batches_asks_nothing_ahead() -> None:
    log, model = sweep(batch=False), Model()

    assert await consultant(log, model, MemoryBlobs()).ahead(SWEEP, BOTH) == ()

    assert (model.submitted, model.asked) == ([], [])


async def test_an_answer_that_was_paid_for_is_not_asked_for_again() -> None:
    log, model, blobs = sweep(batch=False), Model(), MemoryBlobs()

    first = await consultant(log, model, blobs).consult(SWEEP, BOTH[0])
    again = await consultant(log, model, blobs).consult(SWEEP, BOTH[0])

    assert again == first
    assert len(model.asked) == len(consultations(log)) == 1
    assert BOTH[0].role is Role.ABSTRACT
