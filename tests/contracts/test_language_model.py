"""What every language model promises, whoever is behind it."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from haste.llm.offline import OfflineAuthor
from haste.llm.scripted import ScriptedModel
from haste.ports import LanguageModel
from haste.vocabulary.brief import (
    Answer,
    Asked,
    Brief,
    ConflictBrief,
    GroupBrief,
    Incumbent,
    Learnings,
    Plan,
    Request,
    Separation,
    Suggestion,
    Summary,
    Wording,
)
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Comparison, Role, Sign, Status, Tier
from haste.vocabulary.skill import Condition, Group
from haste.vocabulary.solution import Resources
from tests.anthropic_server import authors
from tests.builders import effect_of, skill
from tests.unit.llm.examples import brief, first_draft

LINE = Suggestion(title="a line", code="print()", resources=Resources(memory_bytes=1, time_limit_s=1.0))
CONDITION = Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.0)
SAID: dict[Role, Answer] = {
    **dict.fromkeys((Role.DRAFT, Role.IMPROVE, Role.DEBUG, Role.MERGE), LINE),
    Role.PLAN: Plan(headings=()),
    Role.SUMMARISE: Summary(text="nothing happened"),
    Role.DISTIL: Learnings(learnings=()),
    Role.ABSTRACT: Wording(title="a title", when="now", when_not="never", instructions="Do it."),
    Role.RECONCILE: Separation(condition=CONDITION, text="It depends."),
}
MODELS: dict[str, Callable[[], LanguageModel]] = {
    "offline": OfflineAuthor,
    "scripted": lambda: ScriptedModel([LINE]),
    "scripted by a function": lambda: ScriptedModel(lambda asked: SAID[asked.role]),
    "claude": authors.served,
}


@pytest.fixture(params=list(MODELS))
def make(request: pytest.FixtureRequest) -> Iterator[Callable[[], LanguageModel]]:
    yield MODELS[request.param]
    authors.close_all()


def asking(role: Role) -> Asked:
    """A brief that can be answered in this role."""
    group = Group(technique="one-hot", domain="tabular")
    match role:
        case Role.ABSTRACT:
            return GroupBrief(
                group=group,
                to=Tier.DOMAIN,
                sign=Sign.HELPS,
                effect=effect_of(0.4),
                sources=(skill("a"),),
                supporting=({"rows_log10": 4.0},),
                others=(),
                guidance="",
            )
        case Role.RECONCILE:
            return ConflictBrief(group=group, helped=({"skew": 4.0},) * 2, harmed=({"skew": 1.0},) * 2, undecided=(), guidance="")
        case _:
            best = Incumbent(iteration=Iteration(1), code="", blueprint=first_draft())
            return msgspec.structs.replace(brief(role=role), incumbent=best, ideas=(3, 2))


def test_equal_briefs_give_equal_requests(make: Callable[[], LanguageModel]) -> None:
    assert make().request(brief()) == make().request(brief())


def test_different_briefs_give_different_requests(make: Callable[[], LanguageModel]) -> None:
    assert make().request(brief(seed=1)) != make().request(brief(seed=2))


@pytest.mark.parametrize("role", Role)
def test_a_request_tells_its_role(role: Role, make: Callable[[], LanguageModel]) -> None:
    assert make().request(asking(role)).role is role


async def test_equal_requests_give_equal_replies_of_equal_models(make: Callable[[], LanguageModel]) -> None:
    one, other = make(), make()

    assert await one.ask(one.request(brief())) == await other.ask(other.request(brief()))


async def test_a_reply_has_a_suggestion_its_bytes_and_what_it_cost(make: Callable[[], LanguageModel]) -> None:
    model = make()

    reply = await model.ask(model.request(brief()))

    assert reply.of(Suggestion) is not None
    assert reply.raw
    assert [call.status for call in reply.calls] == [Status.SUCCEEDED]
    assert reply.author


@pytest.mark.parametrize("model", ["offline", "scripted by a function"])
@pytest.mark.parametrize("role", Role)
async def test_every_role_is_answered_with_its_kind_of_value_or_with_nothing(role: Role, model: str) -> None:
    adapter = MODELS[model]()

    reply = await adapter.ask(adapter.request(asking(role)))

    assert reply.value is None or type(reply.value) is type(SAID[role])
    assert [call.status for call in reply.calls] == [Status.SUCCEEDED]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DEBUG, Role.MERGE)])
async def test_the_offline_author_has_something_to_say_in_every_role_that_needs_no_second_line(role: Role) -> None:
    author = OfflineAuthor()

    assert (await author.ask(author.request(asking(role)))).value is not None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x80", msgspec.msgpack.encode({"role": "draft", "seed": "no number"})])
async def test_a_brief_that_cannot_be_read_is_a_failed_call_and_no_exception(role: Role, body: bytes, make: Callable[[], LanguageModel]) -> None:
    reply = await make().ask(Request(role=role, body=body))

    assert reply.value is None
    assert [call.status for call in reply.calls] == [Status.INVALID]
    assert reply.calls[0].reason is not None


async def test_a_brief_of_an_unknown_domain_is_a_failed_call_of_the_offline_author() -> None:
    author = OfflineAuthor()

    reply = await author.ask(author.request(brief(domain="music")))

    assert reply.value is None
    assert reply.calls[0].status is Status.INVALID
    assert b"tabular, text" in reply.raw


async def test_a_script_ends_with_nothing_to_suggest() -> None:
    model = ScriptedModel([LINE, None])
    request = model.request(brief())

    assert [(await model.ask(request)).value for _ in range(3)] == [LINE, None, None]
    assert model.asked == [request] * 3


async def test_a_script_says_its_lines_whatever_it_was_asked_for() -> None:
    model = ScriptedModel([LINE])

    reply = await model.ask(model.request(asking(Role.PLAN)))

    assert isinstance(asking(Role.PLAN), Brief)
    assert (reply.of(Plan), reply.of(Suggestion)) == (None, LINE), "a language model may answer with the wrong kind"
