"""A phase is opened and closed once, with what its author said, wherever a process dies on the way."""

import msgspec
import pytest

from haste.commands import ClosePhase, OpenPhase, Propose
from haste.events.event import Event
from haste.events.run import PhaseFinished, PhaseStarted, ProposalMade
from haste.llm.scripted import ScriptedModel
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Answer, Brief, Call, Heading, Idea, Learnings, Plan, Reply, Request, Suggestion, Summary
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Role, Status
from haste.vocabulary.solution import Step
from tests.builders import (
    LIMITS,
    RULES,
    RUN,
    accepted,
    append,
    chosen,
    draft,
    executed,
    improve,
    log_of,
    made,
    merge,
    phase_finished,
    phase_started,
    profiled,
    round_started,
    run_started,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import DatedBlobs, cut, events_of, specialist_of

FIRST = OpenPhase(run=RUN, phase=1)
PLANNED = OpenPhase(run=RUN, phase=2, parent=Iteration(1), ideas=(1, 2))
CLOSE = ClosePhase(run=RUN, phase=1)
SUMMARY = Summary(adopted=("one-hot",), dead_ends=("linear",), text="It went well.")
PLAN = Plan(headings=(Heading(title="Columns", ideas=(Idea(technique="one-hot", text="Spread."), Idea(technique="magic", text="Hope."))),))


def given(*events: Event) -> tuple[MemoryLog, DatedBlobs]:
    """A run with one draft in its first phase, and the blobs that its events name."""
    log = log_of(sweep_started(), round_started(), run_started())
    blobs = DatedBlobs(log)
    made_of_blobs = made(1, draft(), code=blobs.put(b"0.7"))
    append(log, [profiled(description=blobs.put(b"# Leaf")), split_fixed()])
    append(log, [phase_started(1), chosen(1, draft()), made_of_blobs, *executed(1, [0.5]), accepted(1), *events])
    return log, blobs


def of_phases(log: MemoryLog) -> list[PhaseStarted | PhaseFinished]:
    return [event for event in events_of(log) if isinstance(event, PhaseStarted | PhaseFinished)]


async def test_a_phase_without_a_plan_is_opened_without_asking_anybody() -> None:
    log, blobs = log_of(sweep_started(), round_started(), run_started()), DatedBlobs(log_of())
    model = ScriptedModel([])

    await specialist_of(log, blobs, model).ask(FIRST)

    (event,) = of_phases(log)
    assert isinstance(event, PhaseStarted)
    assert (event.phase, event.plan, event.request, event.reply, event.author, event.calls) == (1, None, None, None, "", ())
    assert (event.rule, event.read_to, model.asked) == (RULES.version, 3, [])


async def test_a_plan_is_asked_for_and_kept_as_far_as_it_can_be_followed() -> None:
    log, blobs = given(phase_finished(1, SUMMARY))
    model = ScriptedModel([PLAN])

    await specialist_of(log, blobs, model).ask(PLANNED)

    event = of_phases(log)[-1]
    assert isinstance(event, PhaseStarted)
    assert event.plan == Plan(headings=(Heading(title="Columns", ideas=(Idea(technique="one-hot", text="Spread."), Idea(text="Hope."))),))
    assert (event.author, event.calls) == ("scripted", (Call(status=Status.SUCCEEDED),))
    assert event.request is not None
    assert event.reply is not None
    brief = msgspec.msgpack.decode(blobs.get(event.request), type=Brief)
    assert (brief.role, brief.phase, brief.ideas, brief.summaries) == (Role.PLAN, 2, (1, 2), (SUMMARY,))
    assert brief.incumbent is not None
    assert brief.incumbent.code == "0.7"
    assert msgspec.msgpack.decode(blobs.get(event.reply), type=Reply).value == PLAN, "the reply as it came"


async def test_a_summary_is_asked_for_with_the_phase_as_it_was() -> None:
    log, blobs = given()
    model = ScriptedModel([SUMMARY])

    await specialist_of(log, blobs, model).ask(CLOSE)

    event = of_phases(log)[-1]
    assert isinstance(event, PhaseFinished)
    assert (event.phase, event.summary, event.author, event.rule) == (1, SUMMARY, "scripted", RULES.version)
    brief = msgspec.msgpack.decode(blobs.get(event.request), type=Brief)
    assert (brief.role, [attempt.title for attempt in brief.history]) == (Role.SUMMARISE, ["title 1"])
    assert msgspec.msgpack.decode(blobs.get(event.reply), type=Reply).value == SUMMARY


@pytest.mark.parametrize("wrong", [None, Learnings(learnings=()), Suggestion(title="", code="", resources=LIMITS), SUMMARY, Plan(headings=())])
async def test_where_no_plan_comes_the_phase_begins_without_one(wrong: Answer | None) -> None:
    log, blobs = given(phase_finished(1))

    await specialist_of(log, blobs, ScriptedModel([wrong])).ask(PLANNED)

    event = of_phases(log)[-1]
    assert isinstance(event, PhaseStarted)
    assert (event.phase, event.plan, event.author) == (2, None, "scripted")


@pytest.mark.parametrize("wrong", [None, Learnings(learnings=()), PLAN])
async def test_where_no_summary_comes_the_phase_ends_without_one(wrong: Answer | None) -> None:
    log, blobs = given()

    await specialist_of(log, blobs, ScriptedModel([wrong])).ask(CLOSE)

    event = of_phases(log)[-1]
    assert isinstance(event, PhaseFinished)
    assert event.summary is None


@pytest.mark.parametrize(
    ("command", "events"),
    [
        (FIRST, ()),
        (msgspec.structs.replace(PLANNED, phase=1), ()),
        (PLANNED, ()),
        (FIRST, (phase_finished(1),)),
        (CLOSE, (phase_finished(1),)),
        (ClosePhase(run=RUN, phase=2), ()),
    ],
    ids=["begun", "begun with a plan", "another is active", "over", "ended", "not begun"],
)
async def test_a_phase_that_was_opened_or_closed_is_left_alone_and_nobody_is_asked(
    command: OpenPhase | ClosePhase, events: tuple[Event, ...]
) -> None:
    log, blobs = given(*events)
    model, before = ScriptedModel([PLAN]), log.head()

    assert await specialist_of(log, blobs, model).ask(command) == ()
    assert (log.head(), model.asked) == (before, [])


@pytest.mark.parametrize(("command", "end"), [(PLANNED, (phase_finished(1),)), (CLOSE, ())], ids=["a plan", "a summary"])
async def test_of_two_specialists_at_the_same_phase_one_is_heard(command: OpenPhase | ClosePhase, end: tuple[Event, ...]) -> None:
    log, blobs = given(*end)
    first = specialist_of(log, blobs, ScriptedModel([PLAN if command is PLANNED else SUMMARY]))

    class Slow(ScriptedModel):
        """An author that takes so long that another specialist is done before it answers."""

        async def ask(self, request: Request) -> Reply:
            await first.ask(command)
            return await super().ask(request)

    assert await specialist_of(log, blobs, Slow([None])).ask(command) == ()

    last = of_phases(log)[-1]
    assert (last.plan if isinstance(last, PhaseStarted) else last.summary) is not None
    assert len(of_phases(log)) == 2 + len(end)


@pytest.mark.parametrize(("command", "end"), [(PLANNED, (phase_finished(1),)), (CLOSE, ())], ids=["a plan", "a summary"])
async def test_a_specialist_that_dies_before_the_append_is_asked_again_and_says_the_same(
    command: OpenPhase | ClosePhase, end: tuple[Event, ...]
) -> None:
    whole, blobs = given(*end)
    script = [PLAN if command is PLANNED else SUMMARY]
    (recorded,) = await specialist_of(whole, blobs, ScriptedModel(script)).ask(command)

    log = cut(whole, recorded.position - 1)
    (again,) = await specialist_of(log, blobs, ScriptedModel(script)).ask(command)

    assert again.event == recorded.event


@pytest.mark.parametrize(
    ("step", "cause", "also"),
    [(improve(1), "one-hot", ("x",)), (merge(1, 1), None, ("one-hot", "x")), (improve(1, escalated=True), None, ("one-hot", "x"))],
)
async def test_a_bundle_has_no_cause_whatever_its_author_says(step: Step, cause: str | None, also: tuple[str, ...]) -> None:
    log, blobs = given(chosen(2, step))
    line = Suggestion(title="A change", cause="one-hot", also=("x",), code="0.8", resources=LIMITS)

    await specialist_of(log, blobs, ScriptedModel([line])).ask(Propose(run=RUN, iteration=Iteration(2)))

    proposal = [event.proposal for event in events_of(log) if isinstance(event, ProposalMade)][-1]
    assert (proposal.cause, proposal.also) == (cause, also)
