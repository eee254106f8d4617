"""What the offline author writes, and that it writes nothing twice."""

import msgspec
import pytest

from haste.llm.offline import OfflineAuthor
from haste.techniques.blueprint import decode
from haste.techniques.fitting import reads_waves
from haste.techniques.registry import find
from haste.vocabulary.brief import Brief, Reply
from haste.vocabulary.competition import Series
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Reason, Role, Status
from tests.unit.llm.examples import LIMITS, after, brief, from_reply, suggested

DOMAINS = ("tabular", "text")
author = OfflineAuthor()


async def ask(asked: Brief) -> Reply:
    return await author.ask(author.request(asked))


async def drafted(domain: str, *, seed: int = 1, times: int = 1) -> tuple[Brief, list[Reply]]:
    asked, replies = brief(domain=domain, seed=seed), []
    for _ in range(times):
        replies.append(await ask(asked))
        asked = after(asked, replies[-1], accepted=True)
    return asked, replies


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_three_drafts_take_three_approaches(domain: str, seed: int) -> None:
    _, replies = await drafted(domain, seed=seed, times=3)

    assert len({decode(suggested(reply).blueprint).approach for reply in replies}) == 3


@pytest.mark.parametrize("seed", range(8))
async def test_drafts_look_at_short_signals_and_not_at_the_columns_beside_them_alone(seed: int) -> None:
    asked = brief(domain="signal", seed=seed)
    asked = msgspec.structs.replace(asked, profile=msgspec.structs.replace(asked.profile, series=(Series(before="at", samples=40),)))

    for _ in range(3):
        reply = await ask(asked)
        assert reads_waves(decode(suggested(reply).blueprint))
        asked = after(asked, reply, accepted=True)


async def test_the_seed_decides_which_approach_comes_first() -> None:
    firsts = [suggested((await drafted("tabular", seed=seed))[1][0]) for seed in range(12)]

    assert len({decode(first.blueprint).approach for first in firsts}) == 3


async def test_a_solution_compiles_and_asks_for_no_more_than_it_may() -> None:
    _, (reply,) = await drafted("tabular")

    compile(suggested(reply).code, "solution.py", "exec")
    assert suggested(reply).resources == msgspec.structs.replace(LIMITS, gpus=0.0)
    assert "CPUS = 2" in suggested(reply).code


async def test_the_same_solution_is_the_same_file_whatever_chance_chose_it() -> None:
    codes: dict[bytes, set[str]] = {}
    for seed in range(12):
        suggestion = suggested(await ask(brief(seed=seed)))
        codes.setdefault(suggestion.blueprint, set()).add(suggestion.code)
    other = suggested(await ask(msgspec.structs.replace(brief(seed=1), solution_seed=8)))

    assert len(codes) < 12
    assert {len(same) for same in codes.values()} == {1}
    assert other.code not in codes[other.blueprint]


async def test_texts_are_marked_and_tokens_are_estimates() -> None:
    _, (reply,) = await drafted("text")

    assert reply.author == "offline"
    assert reply.calls[0].usage.estimated
    assert reply.calls[0].usage.output > 100


@pytest.mark.parametrize("domain", DOMAINS)
async def test_an_improvement_is_one_technique_and_names_it(domain: str) -> None:
    asked, replies = await drafted(domain)
    asked = from_reply(asked, replies[0])

    suggestion = suggested(await ask(asked))

    assert suggestion.cause is not None
    assert suggestion.also == ()
    assert asked.incumbent is not None
    assert decode(suggestion.blueprint) == find(suggestion.cause).apply(decode(asked.incumbent.blueprint))


@pytest.mark.parametrize("domain", DOMAINS)
async def test_nothing_is_suggested_twice_and_at_last_there_is_nothing_left(domain: str) -> None:
    asked, replies = await drafted(domain)
    start = asked = from_reply(asked, replies[0])
    seen = {suggested(replies[0]).blueprint}

    reply, turn = await ask(asked), 0
    while reply.value is not None:
        assert suggested(reply).blueprint not in seen
        seen.add(suggested(reply).blueprint)
        turn += 1
        asked = msgspec.structs.replace(after(asked, reply, parent=Iteration(1)), incumbent=start.incumbent, escalated=turn % 7 == 6)
        reply = await ask(asked)

    assert reply.calls[0].status is Status.SUCCEEDED
    assert len(seen) > 12


async def test_a_technique_comes_again_only_when_nothing_else_is_left() -> None:
    asked, replies = await drafted("tabular")
    asked, causes = from_reply(asked, replies[0]), []

    for _ in range(12):  # each accepted: every time a new incumbent
        reply = await ask(asked)
        causes.append(suggested(reply).cause)
        asked = from_reply(after(asked, reply, accepted=True), reply)

    assert len(set(causes)) == len(causes)


async def test_escalation_makes_two_changes_that_both_stay() -> None:
    asked, replies = await drafted("tabular")
    asked = msgspec.structs.replace(from_reply(asked, replies[0]), escalated=True)

    for seed in range(20):
        suggestion = suggested(await ask(msgspec.structs.replace(asked, seed=seed)))
        assert suggestion.cause is None
        assert len(suggestion.also) == 2
        result = decode(suggestion.blueprint)
        assert all(find(slug).apply(result) == result for slug in suggestion.also)


async def failed(reason: Reason, *, seed: int) -> tuple[Brief, Reply]:
    """A draft, an improvement of it that failed, and the brief that asks to mend it."""
    asked, replies = await drafted("tabular", seed=seed)
    improved = await ask(from_reply(asked, replies[0]))
    asked = after(from_reply(asked, replies[0]), improved, parent=Iteration(1))
    return from_reply(asked, improved, role=Role.DEBUG, reason=reason), improved


@pytest.mark.parametrize("reason", [Reason.EXCEPTION, Reason.WALL_LIMIT, Reason.MEMORY_LIMIT, Reason.NOT_A_NUMBER])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
async def test_what_failed_is_made_simpler_until_nothing_is_left(reason: Reason, seed: int) -> None:
    asked, improved = await failed(reason, seed=seed)
    seen = {suggested(improved).blueprint}

    reply = await ask(asked)
    while reply.value is not None:
        assert suggested(reply).cause is None
        assert suggested(reply).blueprint not in seen
        seen.add(suggested(reply).blueprint)
        asked = from_reply(after(asked, reply), reply, role=Role.DEBUG, reason=reason)
        reply = await ask(asked)

    assert len(seen) > 2


async def test_what_took_too_long_gets_a_lighter_model() -> None:
    asked, replies = await drafted("tabular")
    heavy = find("blend-forest").apply(find("lightgbm").apply(decode(suggested(replies[0]).blueprint)))
    asked = from_reply(asked, replies[0], role=Role.DEBUG, reason=Reason.WALL_LIMIT)
    assert asked.incumbent is not None
    asked = msgspec.structs.replace(asked, incumbent=msgspec.structs.replace(asked.incumbent, blueprint=msgspec.json.encode(heavy)))

    suggestion = suggested(await ask(asked))

    assert "extra-trees" not in decode(suggestion.blueprint).models


async def test_a_solution_of_another_author_is_left_alone() -> None:
    asked, replies = await drafted("tabular")
    asked = from_reply(asked, replies[0])
    assert asked.incumbent is not None

    reply = await ask(msgspec.structs.replace(asked, incumbent=msgspec.structs.replace(asked.incumbent, blueprint=b"notes")))

    assert reply.value is None


@pytest.mark.parametrize("part", ["description", "guidance"])
async def test_words_of_the_brief_change_nothing(part: str) -> None:
    asked = brief()
    other = msgspec.structs.replace(asked, **{part: () if part == "techniques" else "something else"})

    assert (await ask(asked)).value == (await ask(other)).value
