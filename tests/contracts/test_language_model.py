"""What every language model promises, whoever is behind it."""

from collections.abc import Callable

import msgspec
import pytest

from haste.llm.offline import OfflineAuthor
from haste.llm.scripted import ScriptedModel
from haste.ports import LanguageModel
from haste.vocabulary.brief import Request, Suggestion
from haste.vocabulary.scales import Role, Status
from haste.vocabulary.solution import Resources
from tests.unit.llm.examples import brief

LINE = Suggestion(title="a line", code="print()", resources=Resources(memory_bytes=1, time_limit_s=1.0))
MODELS: dict[str, Callable[[], LanguageModel]] = {
    "offline": OfflineAuthor,
    "scripted": lambda: ScriptedModel([LINE]),
    "scripted by a function": lambda: ScriptedModel(lambda asked: msgspec.structs.replace(LINE, title=asked.role)),
}


@pytest.fixture(params=list(MODELS))
def make(request: pytest.FixtureRequest) -> Callable[[], LanguageModel]:
    return MODELS[request.param]


def test_equal_briefs_give_equal_requests(make: Callable[[], LanguageModel]) -> None:
    assert make().request(brief()) == make().request(brief())


def test_different_briefs_give_different_requests(make: Callable[[], LanguageModel]) -> None:
    assert make().request(brief(seed=1)) != make().request(brief(seed=2))


def test_a_request_tells_its_role(make: Callable[[], LanguageModel]) -> None:
    assert make().request(brief(role=Role.DEBUG)).role is Role.DEBUG


async def test_equal_requests_give_equal_replies_of_equal_models(make: Callable[[], LanguageModel]) -> None:
    one, other = make(), make()

    assert await one.ask(one.request(brief())) == await other.ask(other.request(brief()))


async def test_a_reply_has_a_suggestion_its_bytes_and_what_it_cost(make: Callable[[], LanguageModel]) -> None:
    model = make()

    reply = await model.ask(model.request(brief()))

    assert reply.suggestion is not None
    assert reply.raw
    assert [call.status for call in reply.calls] == [Status.SUCCEEDED]
    assert reply.author


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x80", msgspec.msgpack.encode({"role": "draft", "seed": "no number"})])
async def test_a_brief_that_cannot_be_read_is_a_failed_call_and_no_exception(body: bytes, make: Callable[[], LanguageModel]) -> None:
    reply = await make().ask(Request(role=Role.DRAFT, body=body))

    assert reply.suggestion is None
    assert [call.status for call in reply.calls] == [Status.INVALID]
    assert reply.calls[0].reason is not None


async def test_a_brief_of_an_unknown_domain_is_a_failed_call_of_the_offline_author() -> None:
    author = OfflineAuthor()

    reply = await author.ask(author.request(brief(domain="music")))

    assert reply.suggestion is None
    assert reply.calls[0].status is Status.INVALID
    assert b"tabular, text" in reply.raw


async def test_a_script_ends_with_nothing_to_suggest() -> None:
    model = ScriptedModel([LINE, None])
    request = model.request(brief())

    assert [(await model.ask(request)).suggestion for _ in range(3)] == [LINE, None, None]
    assert model.asked == [request] * 3
