"""From a chosen step to a proposal, once, wherever its process dies on the way."""

import msgspec
import pytest

from haste.briefs.tokens import estimated_tokens
from haste.commands import Compete, ConsiderPromotion, Distil, Propose
from haste.errors import CodecError
from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, ProposalMade, ReplyReceived
from haste.events.sweep import PromotionRefused
from haste.llm.scripted import ScriptedModel
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Brief, Call, Reply, Request, Suggestion
from haste.vocabulary.ids import Iteration, SkillId
from haste.vocabulary.scales import Arm, Role, Status, Tier
from haste.vocabulary.skill import Group
from tests.builders import (
    LIMITS,
    RUN,
    SWEEP,
    abstracted,
    append,
    chosen,
    competition,
    draft,
    log_of,
    profiled,
    round_started,
    run_started,
    skill,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import DatedBlobs, cut, events_of, specialist_of

PROPOSE = Propose(run=RUN, iteration=Iteration(1))
LINE = Suggestion(title="A forest", cause="one-hot", also=("seed-average",), code="0.7", blueprint=b"plan", resources=LIMITS)


def given() -> tuple[MemoryLog, DatedBlobs]:
    """A run whose first trial was chosen, and the blobs that its events name."""
    log = log_of(sweep_started(), round_started(), run_started())
    blobs = DatedBlobs(log)
    append(log, [profiled(description=blobs.put(b"# Leaf")), split_fixed(), chosen(1, draft())])
    return log, blobs


def told(log: MemoryLog) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, BriefPrepared | ReplyReceived | ProposalMade)]


async def test_a_brief_a_reply_and_a_proposal_are_recorded_in_this_order() -> None:
    log, blobs = given()
    model = ScriptedModel([LINE])

    answer = await specialist_of(log, blobs, model).ask(PROPOSE)

    prepared, received, proposed = told(log)
    assert [recorded.event for recorded in answer] == [prepared, received, proposed]
    assert isinstance(prepared, BriefPrepared)
    assert isinstance(received, ReplyReceived)
    assert isinstance(proposed, ProposalMade)
    assert (prepared.role, prepared.context_tokens) == (Role.DRAFT, estimated_tokens(model.asked[0].body))
    assert blobs.get(prepared.request) == model.asked[0].body
    assert (received.author, received.suggests, received.calls) == ("scripted", True, (Call(status=Status.SUCCEEDED),))
    assert msgspec.msgpack.decode(blobs.get(received.reply), type=Reply).value == LINE


async def test_a_proposal_has_all_that_the_author_said() -> None:
    log, blobs = given()

    await specialist_of(log, blobs, ScriptedModel([LINE])).ask(PROPOSE)

    (proposal,) = (event.proposal for event in events_of(log) if isinstance(event, ProposalMade))
    assert (proposal.title, proposal.cause, proposal.also, proposal.author) == ("A forest", "one-hot", ("seed-average",), "scripted")
    assert (proposal.step, proposal.solution.resources) == (draft(), LIMITS)
    assert proposal.solution.blueprint is not None
    assert (blobs.get(proposal.solution.code), blobs.get(proposal.solution.blueprint)) == (b"0.7", b"plan")


async def test_an_author_without_notes_has_no_blueprint() -> None:
    log, blobs = given()

    await specialist_of(log, blobs, ScriptedModel([msgspec.structs.replace(LINE, blueprint=b"")])).ask(PROPOSE)

    assert [event.proposal.solution.blueprint for event in events_of(log) if isinstance(event, ProposalMade)] == [None]


async def test_the_author_is_asked_with_the_brief_of_its_domain() -> None:
    log, blobs = given()
    model = ScriptedModel([LINE])

    await specialist_of(log, blobs, model).ask(PROPOSE)

    brief = msgspec.msgpack.decode(model.asked[0].body, type=Brief)
    assert (brief.competition, brief.description) == (competition(), "# Leaf")
    assert (brief.guidance, brief.techniques) == ("Look.", ("one-hot",))


async def test_an_author_with_nothing_to_say_makes_no_proposal() -> None:
    log, blobs = given()

    answer = await specialist_of(log, blobs, ScriptedModel([])).ask(PROPOSE)

    assert [type(recorded.event) for recorded in answer] == [BriefPrepared, ReplyReceived]
    assert [event.suggests for event in events_of(log) if isinstance(event, ReplyReceived)] == [False]


@pytest.mark.parametrize("script", [[LINE], []], ids=["a proposal", "nothing to say"])
async def test_a_specialist_that_dies_anywhere_on_the_way_leaves_the_same_events(script: list[Suggestion]) -> None:
    whole, blobs = given()
    await specialist_of(whole, blobs, ScriptedModel(script)).ask(PROPOSE)
    first = whole.head().position - len(told(whole))

    for position in range(first, whole.head().position + 1):
        log, model = cut(whole, position), ScriptedModel(script)
        left = blobs.before(position, log)

        answer = await specialist_of(log, left, model).ask(PROPOSE)

        assert told(log) == told(whole)
        assert [recorded.event for recorded in answer] == told(whole)[position - first :]
        assert len(model.asked) == (0 if position >= first + 2 else 1), "a reply that is in the log is not asked for again"


async def test_two_specialists_at_the_same_trial_make_one_proposal() -> None:
    log, blobs = given()
    other = specialist_of(log, blobs, ScriptedModel([msgspec.structs.replace(LINE, title="Another")]))

    class Slow(ScriptedModel):
        """An author that takes so long that another specialist is done before it answers."""

        async def ask(self, request: Request) -> Reply:
            await other.ask(PROPOSE)
            return await super().ask(request)

    await specialist_of(log, blobs, Slow([LINE])).ask(PROPOSE)

    assert [type(event) for event in told(log)] == [BriefPrepared, ReplyReceived, ProposalMade]
    assert [event.proposal.title for event in events_of(log) if isinstance(event, ProposalMade)] == ["Another"]


async def test_the_brief_shows_the_skills_of_the_inventory_and_the_log_says_which() -> None:
    known = abstracted(skill("known", Tier.DOMAIN))
    started = msgspec.structs.replace(sweep_started(), arm=Arm.TIERED)
    log = log_of(started, known, round_started(read_to=2), run_started(), abstracted(skill("later", Tier.DOMAIN)))
    blobs, model = DatedBlobs(log), ScriptedModel([LINE])
    append(log, [profiled(description=blobs.put(b"# Leaf")), split_fixed(), chosen(1, draft())])

    await specialist_of(log, blobs, model).ask(PROPOSE)

    assert [event.skills for event in events_of(log) if isinstance(event, BriefPrepared)] == [("known",)]
    (shown,) = msgspec.msgpack.decode(model.asked[0].body, type=Brief).skills
    assert (shown.skill, shown.state, shown.effect) == (known.value, known.state, known.effect)


async def test_a_proposal_cites_the_skills_that_its_author_applied() -> None:
    log, blobs = given()
    citing = msgspec.structs.replace(LINE, skills=(SkillId("known"),))

    await specialist_of(log, blobs, ScriptedModel([citing])).ask(PROPOSE)

    assert [event.proposal.skills for event in events_of(log) if isinstance(event, ProposalMade)] == [("known",)]


async def test_a_specialist_distils_and_considers_too() -> None:
    log, blobs = given()
    specialist = specialist_of(log, blobs, ScriptedModel([]))
    group = Group(technique="one-hot", domain="tabular")

    (distilled,) = await specialist.ask(Distil(run=RUN))
    (refused,) = await specialist.ask(ConsiderPromotion(sweep=SWEEP, group=group, to=Tier.DOMAIN))

    assert (type(distilled.event), type(refused.event)) == (LearningsDistilled, PromotionRefused)


async def test_another_command_is_refused() -> None:
    log, blobs = given()

    with pytest.raises(
        CodecError, match="specialist: expected Propose, OpenPhase, ClosePhase, Distil, Consolidate or ConsiderPromotion, found Compete"
    ):
        await specialist_of(log, blobs, ScriptedModel([])).ask(Compete(run=RUN))
