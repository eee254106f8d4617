"""What goes wrong between here and a served Claude: each kind is met with patience, counted, and has its reason."""

import time
from collections.abc import Callable

import msgspec
import pytest

from haste.errors import AuthorError
from haste.llm.claude_limits import CallLimits
from haste.report.example_briefs import first_brief
from haste.vocabulary.brief import Reply, Suggestion
from haste.vocabulary.scales import Reason, Status
from tests.anthropic_server.lines import contribution, draft
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import Fault, Script
from tests.unit.llm.conftest import QUICK, Open

Serve = Callable[[Script], AnthropicServer]
RATE = Fault(status=429, kind="rate_limit_error", headers={"retry-after-ms": "5"})
BUSY = Fault(status=529, kind="overloaded_error", headers={"retry-after-ms": "5"})
DOWN = Fault(status=503, kind="api_error", headers={"retry-after-ms": "5"})
RESET = Fault(reset=True)
CUT = Fault(cut_after=6)


async def ask(serve: Serve, open_author: Open, *faults: Fault, limits: CallLimits = QUICK) -> tuple[Reply, AnthropicServer]:
    server, author = serve(draft), open_author(limits=limits)
    server.faults.extend(faults)
    return await author.ask(author.request(first_brief())), server


def told(reply: Reply) -> list[tuple[Status, Reason | None]]:
    return [(call.status, call.reason) for call in reply.calls]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (RATE, Reason.RATE_LIMIT),
        (BUSY, Reason.OVERLOADED),
        (DOWN, Reason.SERVER_ERROR),
        (RESET, Reason.UNREACHABLE),
        (CUT, Reason.BROKEN_STREAM),
        (Fault(error_after=6, kind="overloaded_error"), Reason.OVERLOADED),
        (Fault(error_after=6, kind="api_error"), Reason.SERVER_ERROR),
        (Fault(garbage_after=6), Reason.BROKEN_STREAM),
        (Fault(body=b"<html>not the API</html>"), Reason.BROKEN_STREAM),
        (Fault(body=b""), Reason.BROKEN_STREAM),
    ],
)
async def test_what_passes_is_tried_again_and_stands_in_the_ledger(fault: Fault, reason: Reason, serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, fault)

    assert told(reply) == [(Status.CRASHED, reason), (Status.SUCCEEDED, None)]
    assert reply.of(Suggestion) is not None


@pytest.mark.parametrize(
    ("fault", "times", "reason"),
    [
        (RATE, 3, Reason.RATE_LIMIT),
        (BUSY, 3, Reason.OVERLOADED),
        (DOWN, 3, Reason.SERVER_ERROR),
        (CUT, 3, Reason.BROKEN_STREAM),
        (Fault(status=400, kind="invalid_request_error"), 1, Reason.BAD_REQUEST),
        (Fault(status=413, kind="request_too_large"), 1, Reason.CONTEXT_FULL),
        (Fault(status=400, kind="invalid_request_error", message="prompt is too long: 1200000 tokens > 1000000 maximum"), 1, Reason.CONTEXT_FULL),
    ],
)
async def test_what_stays_fails_the_proposal_and_nothing_else(fault: Fault, times: int, reason: Reason, serve: Serve, open_author: Open) -> None:
    reply, server = await ask(serve, open_author, *[fault] * times)

    assert reply.value is None
    assert [one for _, one in told(reply)] == [reason] * times
    assert len(server.calls) == times


async def test_what_a_broken_stream_had_cost_is_counted(serve: Serve, open_author: Open) -> None:
    reply, server = await ask(serve, open_author, Fault(cut_after=7))
    broken, whole = reply.calls

    assert server.calls[0].usage is not None
    assert broken.usage.written == server.calls[0].usage["cache_creation_input_tokens"]
    assert broken.usage.output > 0
    assert broken.usage.estimated
    assert broken.usd > whole.usd / 2  # the second one reads from the cache what the first one had written
    assert not whole.usage.estimated


async def test_a_server_that_asks_for_an_hour_is_asked_again_after_the_cap(serve: Serve, open_author: Open) -> None:
    begun = time.monotonic()

    reply, _ = await ask(serve, open_author, Fault(status=429, kind="rate_limit_error", headers={"retry-after": "3600"}))

    assert told(reply) == [(Status.CRASHED, Reason.RATE_LIMIT), (Status.SUCCEEDED, None)]
    assert time.monotonic() - begun < 60  # on any machine: an hour is not slept through


async def test_a_date_to_wait_for_is_capped_too(serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, Fault(status=529, kind="overloaded_error", headers={"retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"}))

    assert told(reply) == [(Status.CRASHED, Reason.OVERLOADED), (Status.SUCCEEDED, None)]


async def test_a_reply_that_drips_on_ends_at_the_limit_of_a_call(serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, Fault(drip_s=0.2), limits=msgspec.structs.replace(QUICK, call_s=0.5))

    assert told(reply) == [(Status.TIMED_OUT, Reason.WALL_LIMIT)]
    assert reply.calls[0].usage.total > 0


async def test_a_stream_that_falls_silent_is_made_anew(serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, Fault(drip_s=1.0), limits=msgspec.structs.replace(QUICK, silence_s=0.4))

    assert told(reply)[-1] == (Status.SUCCEEDED, None)
    assert {reason for _, reason in told(reply)[:-1]} <= {Reason.WALL_LIMIT, Reason.UNREACHABLE}
    assert len(reply.calls) > 1


async def test_a_slow_reply_within_the_limit_is_a_reply(serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, Fault(drip_s=0.02))

    assert told(reply) == [(Status.SUCCEEDED, None)]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (Fault(status=401, kind="authentication_error"), "ANTHROPIC_API_KEY"),
        (Fault(status=403, kind="permission_error"), "ANTHROPIC_API_KEY"),
        (Fault(status=404, kind="not_found_error", message="model: claude-sonnet-5-5"), "another model"),
        (Fault(status=402, kind="billing_error"), "limit of the account"),
        (Fault(status=400, kind="invalid_request_error", message="You have reached your specified API usage limits."), "limit of the account"),
        (Fault(status=400, kind="invalid_request_error", message="Your credit balance is too low"), "limit of the account"),
        (
            Fault(status=429, kind="rate_limit_error", message="monthly spend limit reached", headers={"x-should-retry": "false"}),
            "limit of the account",
        ),
    ],
)
async def test_what_only_a_person_can_mend_stops_the_sweep_with_a_next_step(fault: Fault, word: str, serve: Serve, open_author: Open) -> None:
    with pytest.raises(AuthorError, match=word):
        await ask(serve, open_author, fault)


async def test_a_machine_without_any_key_is_told_so(serve: Serve, open_author: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(draft)
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("HOME", "/nonexistent")
    author = open_author()

    with pytest.raises(AuthorError, match="ANTHROPIC_API_KEY"):
        await author.ask(author.request(first_brief()))


async def test_what_was_billed_before_a_key_was_refused_is_not_lost(serve: Serve, open_author: Open) -> None:
    reply, _ = await ask(serve, open_author, CUT, Fault(status=401, kind="authentication_error"))

    assert [one for _, one in told(reply)] == [Reason.BROKEN_STREAM, Reason.KEY_REFUSED]
    assert reply.calls[0].usd > 0


async def test_no_key_is_in_any_event_or_message(serve: Serve, open_author: Open) -> None:
    server = serve(lambda _: contribution(title="nothing in it"))
    author = open_author()

    request = author.request(first_brief())
    reply = await author.ask(request)

    key = server.calls[0].headers["authorization"].removeprefix("Bearer ")
    assert key.encode() not in request.body
    assert key not in msgspec.json.encode(reply).decode()
