"""Who asks first, and for how long prompts are kept: by the server's own figures."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from haste.llm.claude_caching import FirstAlone, Pace, marked
from haste.prompts.asking import letter
from haste.prompts.letter import Voice
from haste.prompts.message import Message, said
from haste.report.example_briefs import first_brief
from haste.vocabulary.brief import Brief
from haste.vocabulary.ids import CompetitionId, Iteration
from haste.vocabulary.scales import Role
from tests.anthropic_server.lines import draft
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import Fault, Script
from tests.unit.llm.conftest import Open, TurnedClock

Serve = Callable[[Script], AnthropicServer]
change = msgspec.structs.replace
VOICE = Voice(model="claude-sonnet-5-5", tokens_max=1000)


def of_run(name: str) -> Brief:
    return change(first_brief(), competition=change(first_brief().competition, id=CompetitionId(name)))


async def test_the_first_call_goes_alone_and_the_others_read_what_it_wrote(serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author()
    server.hold = threading.Event()
    asked = [asyncio.ensure_future(author.ask(author.request(of_run(f"run-{number}")))) for number in range(4)]
    await asyncio.to_thread(server.arrived.wait, 10)
    await asyncio.sleep(0.1)
    alone = len(server.calls)

    server.hold.set()
    replies = await asyncio.gather(*asked)

    frozen = [reply.calls[0].usage.cached for reply in replies]
    assert alone == 1
    assert min(frozen) == 0
    assert sorted(frozen)[1] > 1000
    assert len(set(frozen[1:])) == 1


async def test_a_first_call_that_fails_leaves_its_turn_to_the_next(serve: Serve, open_author: Open) -> None:
    server, author = serve(draft), open_author()
    server.faults.append(Fault(status=400, kind="invalid_request_error"))

    replies = await asyncio.gather(*(author.ask(author.request(of_run(f"run-{number}"))) for number in range(3)))

    assert [reply.value is None for reply in replies] == [True, False, False]
    assert replies[1].calls[0].usage.cached == 0
    assert replies[2].calls[0].usage.cached > 1000


async def test_a_beginning_that_nobody_read_for_long_is_begun_by_one_alone_again() -> None:
    clock = TurnedClock()
    first, written = FirstAlone(clock), letter(first_brief(), VOICE)
    async with first.turn(written) as begun:
        begun()
    clock.now_s += 301

    async with first.turn(written) as begun:
        second = asyncio.ensure_future(_entered(first))
        await asyncio.sleep(0.01)
        assert not second.done()
        begun()
        await second


async def _entered(first: FirstAlone) -> None:
    async with first.turn(letter(of_run("another"), VOICE)):
        pass


def test_prompts_of_a_run_are_kept_for_an_hour_once_its_calls_are_minutes_apart() -> None:
    clock = TurnedClock()
    pace = Pace(clock, slow_gap_s=240)
    quick, slow = letter(of_run("quick"), VOICE), letter(of_run("slow"), VOICE)

    ttls = []
    for _ in range(3):
        ttls.append((pace.ttl(quick), pace.ttl(slow)))
        clock.now_s += 200
        pace.ttl(quick)
        clock.now_s += 200

    assert ttls == [("5m", "5m"), ("5m", "1h"), ("5m", "1h")]


def test_a_run_on_large_data_is_kept_for_an_hour_from_the_start() -> None:
    large = change(first_brief(), profile=change(first_brief().profile, bytes=2 * 10**9))

    assert Pace(TurnedClock(), slow_gap_s=240).ttl(letter(large, VOICE)) == "1h"


async def test_a_new_phase_reads_the_card_from_the_cache(serve: Serve, open_author: Open) -> None:
    serve(draft)
    author = open_author()
    first = (await author.ask(author.request(first_brief()))).calls[0].usage

    second = (await author.ask(author.request(change(first_brief(), phase=2, iteration=Iteration(5))))).calls[0].usage

    card = letter(first_brief(), VOICE).prompt.messages[0].content[0]["text"]
    assert second.cached > first.written - len(card) // 4  # more than the frozen beginning
    assert second.cached < first.written


def test_breakpoints_stand_where_another_prompt_can_go_on() -> None:
    told = Message(role="assistant", content=(said("a reply"),))
    asked = Message(role="user", content=(said("first"), said("second")))
    written = letter(first_brief(), VOICE)
    messages = (*written.prompt.messages, told, asked, told, asked)

    system, turns = marked(written, messages, ttl="5m")
    summarising = msgspec.structs.replace(written, terms=change(written.terms, role=Role.SUMMARISE))
    _, last = marked(summarising, messages, ttl="5m")

    assert [number for number, block in enumerate(system) if "cache_control" in block] == [len(system) - 1]
    assert places(turns) == [(0, 0), (2, 1), (4, 1)]
    assert places(last) == [(0, 0), (2, 1)]  # nothing goes on from a summary


def places(turns: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(turn, block) for turn, one in enumerate(turns) for block, content in enumerate(one["content"]) if "cache_control" in content]


async def test_an_hour_bridges_what_five_minutes_do_not(serve: Serve, open_author: Open, clock_s: TurnedClock) -> None:
    serve(draft)
    author = open_author()
    large = change(first_brief(), profile=change(first_brief().profile, bytes=2 * 10**9))
    for brief in (first_brief(), large):
        await author.ask(author.request(brief))
    clock_s.now_s += 900

    short, long = [(await author.ask(author.request(brief))).calls[0].usage for brief in (first_brief(), large)]

    assert short.cached < long.cached
    assert long.written + long.written_1h == 0
