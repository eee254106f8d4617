"""Requests by the Batch API: half the price, each answer to its own request, and one that failed is asked for alone."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace as change

from haste.errors import AuthorError
from haste.report.example_briefs import example_briefs
from haste.vocabulary.brief import Allowance, GroupBrief, Learnings, Request, Wording
from haste.vocabulary.scales import Reason, Role
from tests.anthropic_server.engineer import Engineer
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import Body, Said, Script
from tests.unit.llm.conftest import Open

Serve = Callable[[Script], AnthropicServer]


def requests_of(author: Open) -> tuple[Request, ...]:
    made = author()
    return tuple(made.request(example_briefs()[role]) for role in (Role.ABSTRACT, Role.DISTIL))


async def test_a_batch_is_taken_looked_at_and_its_replies_come_in_the_order_of_the_requests(serve: Serve, open_author: Open) -> None:
    server, author, requests = serve(Engineer()), open_author(), requests_of(open_author)

    batch = await author.submit(requests)
    assert batch is not None
    early = await author.collect(batch, requests)
    replies = await author.collect(batch, requests)

    assert early is None
    assert replies is not None
    assert [type(reply.value) for reply in replies] == [Wording, Learnings]
    assert server.calls == []


async def test_a_batch_costs_half(serve: Serve, open_author: Open) -> None:
    serve(Engineer())
    author, requests = open_author(), requests_of(open_author)
    batch = await author.submit(requests[:1])
    assert batch is not None
    await author.collect(batch, requests[:1])
    collected = await author.collect(batch, requests[:1])
    assert collected is not None

    ((call,),) = (reply.calls for reply in collected)

    assert call.usd == pytest.approx((call.usage.input * 2 + call.usage.written_1h * 4 + call.usage.output * 10) / 2e6)


async def test_another_process_can_collect_what_one_has_submitted(serve: Serve, open_author: Open) -> None:
    serve(Engineer())
    requests = requests_of(open_author)
    batch = await open_author().submit(requests)
    assert batch is not None

    later = open_author()
    await later.collect(batch, requests)
    replies = await later.collect(batch, requests)

    assert replies is not None
    assert all(reply.value is not None for reply in replies)


async def test_a_reply_of_a_batch_that_cannot_be_used_is_mended_alone(serve: Serve, open_author: Open) -> None:
    engineer, said = Engineer(), [Said(text="prose")]

    def script(body: Body) -> Said:
        return said.pop() if said else engineer(body)

    server, author, requests = serve(script), open_author(), requests_of(open_author)[:1]
    batch = await author.submit(requests)
    assert batch is not None
    await author.collect(batch, requests)
    replies = await author.collect(batch, requests)
    assert replies is not None

    assert [call.reason for call in replies[0].calls] == [Reason.PROSE, None]
    assert len(server.calls) == 1


async def test_a_request_that_a_batch_did_not_take_is_asked_for_alone(serve: Serve, open_author: Open) -> None:
    server, author, requests = serve(Engineer()), open_author(), requests_of(open_author)[:1]
    batch = await author.submit(requests)
    assert batch is not None
    server.batches[batch].lines[0]["result"] = {"type": "expired"}
    await author.collect(batch, requests)

    replies = await author.collect(batch, requests)

    assert replies is not None
    assert [call.reason for call in replies[0].calls] == [Reason.WALL_LIMIT, None]
    assert len(server.calls) == 1


async def test_a_batch_of_nobody_is_told(serve: Serve, open_author: Open) -> None:
    serve(Engineer())

    with pytest.raises(AuthorError):
        await open_author().collect("msgbatch_9999", ())


def wording(technique: str, allowance: Allowance) -> GroupBrief:
    brief = example_briefs()[Role.ABSTRACT]
    assert isinstance(brief, GroupBrief)
    return change(brief, group=change(brief.group, technique=technique), allowance=allowance)


async def test_the_replies_of_a_batch_share_what_is_left_evenly(serve: Serve, open_author: Open) -> None:
    server, author = serve(Engineer()), open_author()

    batch = await author.submit([author.request(wording(name, Allowance(usd=0.1))) for name in ("one-hot", "linear")])

    assert batch is not None
    (posted,) = (seen.body for seen in server.seen if seen.path == "/v1/messages/batches" and seen.body)
    most = [item["params"]["max_tokens"] for item in posted["requests"]]
    assert all(2_000 <= tokens <= 0.05 / (10 / 2 / 1e6) for tokens in most), "half of the USD each, at half the price of what is said"


async def test_a_batch_that_what_is_left_does_not_pay_for_is_not_handed_in(serve: Serve, open_author: Open) -> None:
    server, author = serve(Engineer()), open_author()

    assert await author.submit([author.request(wording(name, Allowance(usd=0.02))) for name in ("one-hot", "linear")]) is None

    assert server.seen == []


async def test_one_process_collects_a_part_of_what_another_has_handed_in(serve: Serve, open_author: Open) -> None:
    serve(Engineer())
    author = open_author()
    requests = [author.request(wording(name, Allowance())) for name in ("one-hot", "linear")]
    batch = await author.submit(requests)
    assert batch is not None

    later = open_author()
    await later.collect(batch, requests[1:])
    replies = await later.collect(batch, requests[1:])

    assert replies is not None
    assert [type(reply.value) for reply in replies] == [Wording]
