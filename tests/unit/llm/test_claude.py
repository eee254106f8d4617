"""Claude as the author, by the real SDK over HTTP: what it is asked, what becomes of its replies, and what each call cost."""

import json
from collections.abc import Callable

import msgspec
import pytest

from haste.errors import AuthorError, SpecError
from haste.llm import claude
from haste.llm.prices import find
from haste.prompts.letter import decode_turns
from haste.report.example_briefs import PARENT, attempt, example_briefs, first_brief, incumbent
from haste.vocabulary.brief import Allowance, Brief, Exchange, Plan, Reply, Request, Suggestion, Summary
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason, Role, Status
from tests.anthropic_server.lines import EMPTY, contribution, draft, in_turn
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import KEY, Fault, Said, Script
from tests.unit.llm.conftest import Open

Serve = Callable[[Script], AnthropicServer]
change = msgspec.structs.replace
EDIT = {"search": "random_state=int", "replace": "max_leaf_nodes=15, random_state=int"}


def reasons(reply: Reply) -> list[Reason | None]:
    return [call.reason for call in reply.calls]


async def test_a_brief_becomes_a_call_and_its_reply_a_suggestion_with_its_cost(serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author()

    reply = await author.ask(author.request(first_brief()))

    (seen,) = server.calls
    (call,) = reply.calls
    assert seen.usage is not None
    assert reply.of(Suggestion) is not None
    assert reply.author == "claude-sonnet-5-5"
    assert (call.status, call.model, call.usage.estimated) == (Status.SUCCEEDED, "claude-sonnet-5-5", False)
    assert call.id.startswith("req_")
    assert call.usage.written == seen.usage["cache_creation_input_tokens"] > 1000
    assert call.usd == pytest.approx((call.usage.input * 2 + call.usage.written * 2.5 + call.usage.output * 10) / 1e6)


@pytest.mark.parametrize("role", list(Role))
async def test_the_server_takes_the_request_of_every_role(role: Role, serve: Serve, open_author: Open) -> None:
    server, author = serve(lambda _: Said(text="not what was asked for")), open_author()

    reply = await author.ask(author.request(example_briefs()[role]))

    assert [seen.status for seen in server.calls] == [200, 200]
    assert reasons(reply) == [Reason.PROSE, Reason.PROSE]


@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-5-5", "claude-sonnet-4-6", "claude-haiku-4-5"])
async def test_every_model_takes_what_it_is_sent(model: str, serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author(model)

    reply = await author.ask(author.request(first_brief()))

    assert reply.of(Suggestion) is not None
    assert server.calls[0].body["model"] == model


async def test_a_plan_and_a_summary_come_by_the_same_form(serve: Serve, open_author: Open) -> None:
    idea = {"technique": "", "text": "Set max_leaf_nodes to 15."}
    server = serve(in_turn(contribution(headings=[{"title": "Less variance", "ideas": [idea]}]), contribution(text="Done.")))
    author = open_author()

    plan = await author.ask(author.request(example_briefs()[Role.PLAN]))
    summary = await author.ask(author.request(example_briefs()[Role.SUMMARISE]))

    assert plan.of(Plan) is not None
    assert summary.of(Summary) is not None
    assert len({json.dumps(seen.body["output_config"]) for seen in server.calls}) == 1


async def test_a_phase_is_one_conversation_and_sends_no_token_in_full_twice(serve: Serve, open_author: Open) -> None:
    server, author = serve(in_turn(contribution(title="A draft", code=PARENT), contribution(cause="few-leaves", edits=[EDIT]))), open_author()
    brief: Brief = first_brief()
    full = []
    for number in range(1, 7):
        request = author.request(brief)
        reply = await author.ask(request)
        usage = reply.calls[-1].usage
        full.append((usage.input + usage.written, usage.cached))
        history = (*brief.history, attempt(number, operator=Operator.IMPROVE if number > 1 else Operator.DRAFT))
        brief = change(
            brief,
            role=Role.IMPROVE,
            iteration=Iteration(number + 1),
            incumbent=incumbent(1),
            history=history,
            earlier=Exchange(request=request.body, reply=reply.raw),
        )

    sent = [sum(pair) for pair in full]
    assert [seen.status for seen in server.calls] == [200] * 6
    assert [cached for _, cached in full[1:]] == sent[:-1]  # all that the call before had sent is read from the cache
    assert all(new < 1500 for new, _ in full[1:])
    assert all(len([b for b in _blocks(seen.body) if "cache_control" in b]) <= 4 for seen in server.calls)


def _blocks(body: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [*body["system"], *(block for turn in body["messages"] for block in turn["content"])]  # type: ignore[attr-defined]  # lists of blocks


async def test_without_caching_no_breakpoint_is_sent_and_the_prompt_is_the_same(serve: Serve, open_author: Open) -> None:
    server = serve(draft)
    with_, without = open_author(), open_author("claude-sonnet-5-5,cache=off")

    await with_.ask(with_.request(first_brief()))
    await without.ask(without.request(first_brief()))

    marked, plain = (seen.body for seen in server.calls)
    assert "cache_control" not in json.dumps(plain)
    assert [block["text"] for block in _blocks(marked)] == [block["text"] for block in _blocks(plain)]


async def test_edits_are_made_in_the_parents_file(serve: Serve, open_author: Open) -> None:
    serve(lambda _: contribution(title="Fewer leaves", cause="few-leaves", edits=[EDIT]))
    author = open_author()

    reply = await author.ask(author.request(example_briefs()[Role.IMPROVE]))

    suggestion = reply.of(Suggestion)
    assert suggestion is not None
    assert suggestion.code == PARENT.replace(EDIT["search"], EDIT["replace"])


async def test_edits_that_do_not_fit_are_asked_for_again_and_then_the_whole_file(serve: Serve, open_author: Open) -> None:
    wrong = contribution(cause="few-leaves", edits=[{"search": "nowhere", "replace": "x"}])
    server, author = serve(in_turn(wrong, wrong, contribution(cause="few-leaves", code="print('whole')\n"))), open_author()

    reply = await author.ask(author.request(example_briefs()[Role.IMPROVE]))

    told = [seen.body["messages"][-1]["content"][-1]["text"] for seen in server.calls[1:]]
    assert reasons(reply) == [Reason.EDITS, Reason.EDITS, None]
    assert PARENT in told[0]
    assert "Send the whole file" in told[1]
    assert reply.of(Suggestion) is not None


GOOD = contribution(title="Mended", code="print('mended')\n")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(text="I would begin with trees."), Reason.PROSE),
        (Said(text='{"title": "half'), Reason.PROSE),
        (Said(text=json.dumps(EMPTY | {"cpus": "many", "code": "print()"})), Reason.WRONG_FORM),
        (contribution(title="nothing in it"), Reason.WRONG_FORM),
        (contribution(code="def f(:"), Reason.SYNTAX),
        (Said(text=None), Reason.EMPTY_REPLY),
        (Said(text=GOOD.text, stop="max_tokens"), Reason.CUT_OFF),
    ],
    ids=lambda value: value if isinstance(value, Reason) else "",
)
async def test_a_reply_that_cannot_be_used_is_told_and_asked_for_once_more(said: Said, reason: Reason, serve: Serve, open_author: Open) -> None:
    serve(in_turn(said, GOOD))
    author = open_author()
    serve(in_turn(said, GOOD))

    mended = await author.ask(author.request(first_brief()))
    serve(lambda _: said)
    other = open_author()
    failed = await other.ask(other.request(first_brief()))

    assert reasons(mended) == [reason, None]
    assert mended.of(Suggestion) is not None
    assert reasons(failed) == [reason, reason]
    assert failed.value is None
    assert all(call.usage.output > 0 and call.usd > 0 for call in (*mended.calls, *failed.calls))


async def test_a_reply_that_was_cut_off_gets_twice_the_room(serve: Serve, open_author: Open) -> None:
    server, author = serve(in_turn(Said(text="{", stop="max_tokens"), GOOD)), open_author("claude-sonnet-5-5,tokens=1000")

    await author.ask(author.request(first_brief()))

    assert [seen.body["max_tokens"] for seen in server.calls] == [1000, 2000]
    assert server.calls[0].body["messages"] == server.calls[1].body["messages"]


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        (Said(text=None, stop="refusal", category="frontier_llm"), Status.REFUSED, Reason.REFUSAL),
        (Said(text="{", stop="model_context_window_exceeded"), Status.INVALID, Reason.CONTEXT_FULL),
    ],
)
async def test_what_cannot_be_repaired_fails_at_once(said: Said, status: Status, reason: Reason, serve: Serve, open_author: Open) -> None:
    server, author = serve(lambda _: said), open_author()

    reply = await author.ask(author.request(first_brief()))

    (call,) = reply.calls
    assert (call.status, call.reason, len(server.calls)) == (status, reason, 1)
    assert reply.value is None
    assert decode_turns(reply.raw).messages == ()
    if said.category:
        assert said.category in call.message


async def test_a_paused_turn_is_sent_back_as_it_is_and_goes_on(serve: Serve, open_author: Open) -> None:
    server, author = serve(in_turn(Said(text="One moment.", stop="pause_turn"), GOOD)), open_author()

    reply = await author.ask(author.request(first_brief()))

    assert reply.of(Suggestion) is not None
    assert [seen.status for seen in server.calls] == [200, 200]
    assert server.calls[1].body["messages"][-1]["role"] == "assistant"


async def test_the_next_call_goes_on_from_a_repaired_one_thoughts_and_all(serve: Serve, open_author: Open) -> None:
    server, author = serve(in_turn(Said(text="Prose."), GOOD)), open_author()
    request = author.request(first_brief())
    reply = await author.ask(request)

    brief = change(first_brief(), iteration=Iteration(2), earlier=Exchange(request=request.body, reply=reply.raw))
    again = await author.ask(author.request(brief))

    assert [turn["role"] for turn in server.calls[-1].body["messages"]] == ["user", "assistant", "user", "assistant", "user"]
    assert again.of(Suggestion) is not None  # the server has checked every thinking block's signature
    assert again.calls[0].usage.cached > reply.calls[1].usage.cached


@pytest.mark.parametrize("body", [b"", b"\xc1", b"{}", b'{"voice": 1}'])
async def test_a_request_that_cannot_be_read_is_a_failed_call(body: bytes, open_author: Open) -> None:
    reply = await open_author().ask(Request(role=Role.DRAFT, body=body))

    assert [(call.status, call.reason) for call in reply.calls] == [(Status.INVALID, Reason.UNREADABLE)]


@pytest.mark.parametrize("allowance", [Allowance(usd=0.02), Allowance(usd=0.0), Allowance(tokens=5000), Allowance(tokens=0)])
async def test_what_is_left_buys_no_reply_and_so_none_is_asked_for(allowance: Allowance, serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author()

    reply = await author.ask(author.request(change(first_brief(), allowance=allowance)))

    assert reasons(reply) == [Reason.BUDGET_SPENT]
    assert server.calls == []


async def test_a_reply_may_say_no_more_than_what_is_left_can_pay(serve: Serve, open_author: Open) -> None:
    long = contribution(title="Long", code="x = 1\n" * 4000)
    server, author = serve(lambda _: long), open_author()

    reply = await author.ask(author.request(change(first_brief(), allowance=Allowance(usd=0.1))))
    other = await author.ask(author.request(change(first_brief(), allowance=Allowance(tokens=10_000))))

    assert 2_000 <= server.calls[0].body["max_tokens"] < 10_000
    assert sum(call.usd for call in reply.calls) <= 0.1
    assert 2_000 <= server.calls[1].body["max_tokens"] < 10_000 - 3_000
    assert other.calls[0].usage.output > 0


@pytest.mark.parametrize(
    "spec", ["gpt-5", "nowhere/claude-sonnet-5-5", "claude-sonnet-5-5,cache=maybe", "claude-sonnet-5-5,heat=1", "claude-sonnet-5-5,tokens=x"]
)
def test_a_wrong_spec_is_told_before_anything_is_asked(spec: str) -> None:
    with pytest.raises(SpecError):
        claude.open_language_model(spec)


def test_a_model_is_known_by_its_platforms_name_too() -> None:
    assert find("anthropic.claude-sonnet-5-5-v1:0").id == "claude-sonnet-5-5"
    assert find("claude-opus-5-5").id == "claude-opus-5-5"


@pytest.mark.parametrize("platform", ["bedrock", "vertex", "foundry"])
async def test_a_platform_whose_settings_are_missing_is_told_so(platform: str, open_author: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "CLOUD_ML_REGION", "ANTHROPIC_FOUNDRY_API_KEY", "ANTHROPIC_FOUNDRY_RESOURCE"):
        monkeypatch.delenv(name, raising=False)
    author = open_author(f"{platform}/claude-sonnet-5-5")

    with pytest.raises(AuthorError, match="Set the variables that it names"):
        await author.ask(author.request(first_brief()))


async def test_foundry_is_asked_with_its_own_variables_and_the_same_words(serve: Serve, open_author: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    server, author = serve(draft), open_author("foundry/claude-sonnet-5-5")
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.delenv("ANTHROPIC_BASE_URL")
    monkeypatch.setenv("ANTHROPIC_FOUNDRY_BASE_URL", server.url)
    monkeypatch.setenv("ANTHROPIC_FOUNDRY_API_KEY", KEY)

    reply = await author.ask(author.request(first_brief()))

    assert reply.of(Suggestion) is not None
    assert [seen.body["model"] for seen in server.calls] == ["claude-sonnet-5-5"]


async def test_the_time_of_one_reply_can_be_named(serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author("claude-sonnet-5-5,seconds=1,effort=low")
    server.faults.append(Fault(drip_s=0.5))

    reply = await author.ask(author.request(first_brief()))

    assert reasons(reply) == [Reason.WALL_LIMIT]
    assert server.calls[0].body["output_config"]["effort"] == "low"
