"""Which call a brief goes on from: the newest one of its phase that was answered."""

from functools import reduce

import msgspec

from haste.briefs.conversing import earlier
from haste.events.event import Event
from haste.events.run import BriefPrepared, PhaseFinished, PhaseStarted, ReplyReceived
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.brief import Exchange, Reply
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.scales import Role
from tests.builders import NOW, RULES, RUN, chosen, draft, improve, run_started


def opened(phase: int, request: str | None = None) -> PhaseStarted:
    asked, said = (BlobId(request), BlobId(f"reply to {request}")) if request else (None, None)
    return PhaseStarted(
        run=RUN, phase=phase, plan=None, request=asked, reply=said, author="a", calls=(), read_to=Position(0), rule=RULES.version, now=NOW
    )


def closed(phase: int) -> PhaseFinished:
    request, reply = BlobId("q"), BlobId("reply to q")
    return PhaseFinished(
        run=RUN, phase=phase, summary=None, request=request, reply=reply, author="a", calls=(), read_to=Position(0), rule=RULES.version, now=NOW
    )


def asked(iteration: int, request: str) -> BriefPrepared:
    return BriefPrepared(run=RUN, iteration=Iteration(iteration), role=Role.DRAFT, request=BlobId(request), context_tokens=1)


def answered(iteration: int, request: str) -> ReplyReceived:
    return ReplyReceived(run=RUN, iteration=Iteration(iteration), reply=BlobId(f"reply to {request}"), author="a", suggests=True, calls=())


def read(blob: BlobId) -> bytes:
    raw = f"raw {blob}".encode()
    return msgspec.msgpack.encode(Reply(value=None, raw=raw, calls=(), author="a")) if blob.startswith("reply") else f"body {blob}".encode()


def found(*events: Event) -> Exchange | None:
    return earlier(reduce(search_tree.evolve, (run_started(), *events), SearchTree()), read)


def exchange(request: str) -> Exchange:
    return Exchange(request=f"body {request}".encode(), reply=f"raw reply to {request}".encode())


FIRST = (opened(1), chosen(1, draft()), asked(1, "one"), answered(1, "one"))


def test_before_a_phase_and_at_its_start_there_is_nothing_to_go_on_from() -> None:
    assert found() is None
    assert found(opened(1), chosen(1, draft())) is None


def test_the_newest_call_that_was_answered_counts() -> None:
    assert found(*FIRST, chosen(2, draft())) == exchange("one")
    assert found(*FIRST, chosen(2, draft()), asked(2, "two")) == exchange("one")
    assert found(*FIRST, chosen(2, draft()), asked(2, "two"), answered(2, "two")) == exchange("two")


def test_a_phase_goes_on_from_its_plan_and_not_from_the_phase_before() -> None:
    assert found(*FIRST, closed(1)) is None
    assert found(*FIRST, closed(1), opened(2), chosen(2, improve(1))) is None
    assert found(*FIRST, closed(1), opened(2, "plan"), chosen(2, improve(1))) == exchange("plan")
