"""Learnings when a run ends, skills of the next tier between rounds: each once, whoever dies or is overtaken on the way."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import msgspec
import pytest

from haste import thresholds
from haste.actors.consolidating import Consolidator
from haste.commands import ConsiderPromotion, Consolidate, Distil
from haste.errors import FencedError
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillEvent, SkillLearned, SkillProven
from haste.events.sweep import AuthorConsulted, PromotionRefused, SweepResumed
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Asked, Brief, Call, Learning, Learnings, Reply, Request, Wording
from haste.vocabulary.budget import Budget
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Role, Sign, SkillState, Status, Tier, Verdict
from haste.vocabulary.skill import Group
from tests.builders import (
    NOW,
    RULES,
    RUN,
    SWEEP,
    abstracted,
    append,
    competition,
    draft,
    good,
    judged,
    log_of,
    profiled,
    round_started,
    run_started,
    skill,
    split_fixed,
    sweep_started,
)
from tests.logs import rounds
from tests.unit.actors.acting import KNOWLEDGE, DatedBlobs, consolidator_of, cut, events_of

DISTIL = Distil(run=RUN)
CONSIDER = ConsiderPromotion(sweep=SWEEP, group=Group(technique="one-hot", domain="tabular"), to=Tier.DOMAIN)
LEARNINGS = tuple(
    Learning(technique=technique, title=f"About {technique}", when="now", when_not="never", instructions="Do it.", sign=Sign.HELPS)
    for technique in ("one-hot", "linear")
)
WORDING = Wording(title="Columns for categories", when="There are some.", when_not="There are none.", instructions="Give each a column.")
DESCRIPTION = b"# Leaf\nPredict for every leaf in the garden whether it will fall before the first snow of the winter."

Meanwhile = Callable[[], Awaitable[object]]


class Teacher:
    """An author of learnings and words; something may happen while it thinks."""

    def __init__(self, wording: Wording | None = WORDING, meanwhile: Meanwhile | None = None, *, usd: float = 0.0) -> None:
        self.asked: list[Request] = []
        self._wording = wording
        self._meanwhile = meanwhile
        self._usd = usd

    def request(self, brief: Asked) -> Request:
        return Request(role=brief.role, body=msgspec.msgpack.encode(brief, order="sorted"))

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        if self._meanwhile is not None:
            await self._meanwhile()
        call = Call(status=Status.SUCCEEDED, usd=self._usd)
        if request.role is Role.DISTIL:
            return Reply(value=Learnings(learnings=LEARNINGS), raw=b"raw", calls=(call,), author="teacher")
        return Reply(value=self._wording, raw=b"raw", calls=(call,), author="teacher")


class Clerk(Teacher):
    """A teacher that takes batches too."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[Sequence[Request]] = []

    async def submit(self, requests: Sequence[Request]) -> str | None:
        self.batches.append(requests)
        return f"batch-{len(self.batches)}"

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        assert set(requests) <= set(self.batches[int(batch.removeprefix("batch-")) - 1])
        return tuple([await Teacher().ask(request) for request in requests])


def given(*events: Event, batch: bool = False) -> tuple[MemoryLog, DatedBlobs]:
    """A run of one draft, and what its log says of one-hot."""
    started = msgspec.structs.replace(sweep_started(competition(), competition("tree")), batch=batch)
    log = log_of(started, round_started(), run_started(), run_started("tree"))
    blobs = DatedBlobs(log)
    append(log, [profiled(description=blobs.put(DESCRIPTION)), split_fixed(), *good(1, draft(), 0.7), *events])
    return log, blobs


def recorded_of(log: MemoryLog) -> tuple[Recorded, ...]:
    return typed(log.tail(after=Position(0), limit=100_000))


def of_kind(log: MemoryLog, *kinds: type[Event]) -> list[Event]:
    return [event for event in events_of(log) if isinstance(event, kinds)]


GAIN = judged("leaf", "one-hot", 0.4)
PEERS = pytest.mark.parametrize("actor", ["specialist:tabular", "specialist:text"], ids=["its own successor", "another one"])


def peer_of(log: MemoryLog, blobs: DatedBlobs, actor: str) -> Consolidator:
    return consolidator_of(log, blobs, Teacher(), actor=actor)


async def test_a_run_is_distilled_into_skills_of_its_competition_in_one_append() -> None:
    log, blobs = given()
    before = log.head().position

    answer = await consolidator_of(log, blobs, Teacher()).distil(DISTIL)

    distilled, *events = (recorded.event for recorded in answer)
    assert isinstance(distilled, LearningsDistilled)
    assert [(type(event), event.value.technique) for event in events if isinstance(event, SkillLearned)] == [
        (SkillLearned, "one-hot"),
        (SkillLearned, "linear"),
    ]
    assert distilled.skills == tuple(event.skill for event in events if isinstance(event, SkillLearned))
    assert (distilled.author, distilled.rule, distilled.read_to, len(distilled.calls)) == ("teacher", RULES.version, before, 1)
    assert len({recorded.key for recorded in answer}) == 1
    assert {recorded.version for recorded in answer[1:]} == {1}


async def test_the_author_is_asked_with_the_whole_run_and_both_sides_are_kept() -> None:
    log, blobs = given()
    teacher = Teacher()

    await consolidator_of(log, blobs, teacher).distil(DISTIL)

    brief = msgspec.msgpack.decode(teacher.asked[0].body, type=Brief)
    (distilled,) = (event for event in events_of(log) if isinstance(event, LearningsDistilled))
    assert (brief.role, brief.description, brief.guidance) == (Role.DISTIL, DESCRIPTION.decode(), KNOWLEDGE.guidance)
    assert [attempt.iteration for attempt in brief.history] == [1]
    assert blobs.get(distilled.request) == teacher.asked[0].body
    assert msgspec.msgpack.decode(blobs.get(distilled.reply), type=Reply).value == Learnings(learnings=LEARNINGS)


async def test_a_run_is_distilled_once() -> None:
    log, blobs = given()
    teacher = Teacher()
    consolidator = consolidator_of(log, blobs, teacher)
    await consolidator.distil(DISTIL)

    assert await consolidator.distil(DISTIL) == ()
    assert len(teacher.asked) == 1


async def test_a_run_that_was_never_profiled_teaches_nothing() -> None:
    log = log_of(sweep_started(), round_started(), run_started())
    teacher = Teacher()

    assert await consolidator_of(log, DatedBlobs(log), teacher).distil(DISTIL) == ()
    assert teacher.asked == []


@PEERS
async def test_two_that_distil_a_run_at_once_do_it_once(actor: str) -> None:
    log, blobs = given()
    peer = peer_of(log, blobs, actor)
    slow = consolidator_of(log, blobs, Teacher(meanwhile=lambda: peer.distil(DISTIL)))

    assert await slow.distil(DISTIL) == ()
    assert len(of_kind(log, LearningsDistilled)) == 1
    assert len(of_kind(log, SkillLearned)) == 2


async def test_a_run_that_is_cut_off_before_its_learnings_are_in_the_log_is_distilled_to_the_same() -> None:
    whole, blobs = given()
    before = whole.head().position
    await consolidator_of(whole, blobs, Teacher()).distil(DISTIL)

    log = cut(whole, before)
    await consolidator_of(log, blobs.before(before, log), Teacher()).distil(DISTIL)

    assert events_of(log) == events_of(whole)


async def test_a_group_that_passes_the_gate_becomes_a_skill() -> None:
    log, blobs = given(*GAIN)
    before = log.head().position
    teacher = Teacher()

    (recorded,) = await consolidator_of(log, blobs, teacher).consider(CONSIDER)

    event = recorded.event
    assert isinstance(event, SkillAbstracted)
    assert (event.value.title, event.value.author, event.value.tier) == (WORDING.title, "teacher", Tier.DOMAIN)
    assert (event.state, event.supporting, event.rule, event.read_to) == (SkillState.PROBATION, ("leaf",), RULES.version, before)
    assert blobs.get(event.request) == teacher.asked[0].body
    assert msgspec.msgpack.decode(blobs.get(event.reply), type=Reply).value == WORDING
    assert (recorded.version, recorded.stream) == (1, f"skill-{event.skill}")


async def test_nobody_is_asked_for_the_words_of_a_group_that_does_not_pass() -> None:
    log, blobs = given(*judged("leaf", "one-hot", 0.001))
    teacher = Teacher()

    (recorded,) = await consolidator_of(log, blobs, teacher).consider(CONSIDER)

    assert isinstance(recorded.event, PromotionRefused)
    assert (recorded.event.verdict, teacher.asked) == (Verdict.COMPETITION, [])


async def test_where_words_are_asked_for_in_batches_one_batch_holds_all_that_a_domains_gate_will_want() -> None:
    log, blobs = given(*GAIN, *judged("leaf", "linear", 0.5, iteration=3), *judged("leaf", "lightgbm", 0.001, se=0.1, iteration=4), batch=True)
    clerk = Clerk()
    consolidator = consolidator_of(log, blobs, clerk)

    await consolidator.consolidate(Consolidate(sweep=SWEEP, domain="tabular"))
    for technique in ("one-hot", "linear", "lightgbm"):
        await consolidator.consider(msgspec.structs.replace(CONSIDER, group=Group(technique=technique, domain="tabular")))

    assert [len(requests) for requests in clerk.batches] == [2]
    assert clerk.asked == []
    assert {event.value.technique for event in of_kind(log, SkillAbstracted) if isinstance(event, SkillAbstracted)} == {"one-hot", "linear"}


@pytest.mark.parametrize(
    ("wording", "because"),
    [
        (msgspec.structs.replace(WORDING, when="As in Leaf."), "the words name a competition: leaf"),
        (msgspec.structs.replace(WORDING, when="As in tree."), "the words name a competition: tree"),
        (msgspec.structs.replace(WORDING, when=DESCRIPTION.decode().partition("leaf in")[2]), "share 12 in a row"),
        (msgspec.structs.replace(WORDING, title=" "), "the words are empty"),
        (None, "nobody worded it"),
    ],
)
async def test_words_that_will_not_do_are_a_refusal_with_the_reason(wording: Wording | None, because: str) -> None:
    log, blobs = given(*GAIN)

    (recorded,) = await consolidator_of(log, blobs, Teacher(wording)).consider(CONSIDER)

    assert isinstance(recorded.event, PromotionRefused)
    assert because in recorded.event.because
    assert of_kind(log, SkillEvent) == []


@PEERS
async def test_two_that_consider_a_group_at_once_make_one_skill(actor: str) -> None:
    log, blobs = given(*GAIN)
    peer = peer_of(log, blobs, actor)
    slow = consolidator_of(log, blobs, Teacher(meanwhile=lambda: peer.consider(CONSIDER)))

    assert await slow.consider(CONSIDER) == ()
    assert len(of_kind(log, SkillAbstracted)) == 1


async def test_a_thousand_events_between_judgement_and_append_change_nothing() -> None:
    calm, blobs = given(*GAIN)
    busy, busy_blobs = given(*GAIN)

    async def meanwhile() -> None:
        append(busy, rounds(1, 1000))

    await consolidator_of(calm, blobs, Teacher()).consider(CONSIDER)
    await consolidator_of(busy, busy_blobs, Teacher(meanwhile=meanwhile)).consider(CONSIDER)

    assert of_kind(busy, SkillAbstracted) == of_kind(calm, SkillAbstracted)
    assert busy.head().position == calm.head().position + 1000


async def test_evidence_that_comes_while_words_are_found_counts_from_the_next_time() -> None:
    log, blobs = given(*GAIN)

    async def meanwhile() -> None:
        append(log, judged("tree", "one-hot", 0.4))

    await consolidator_of(log, blobs, Teacher(meanwhile=meanwhile)).consider(CONSIDER)
    await consolidator_of(log, blobs, Teacher()).consider(CONSIDER)

    made, proven = of_kind(log, SkillEvent)
    assert isinstance(made, SkillAbstracted)
    assert isinstance(proven, SkillProven)
    assert (made.supporting, made.state, proven.skill) == (("leaf",), SkillState.PROBATION, made.skill)
    assert proven.effect is not None
    assert proven.effect.supporting == 2


async def test_a_specialist_that_is_cut_off_between_judgement_and_append_makes_the_same_skill() -> None:
    whole, blobs = given(*GAIN)
    before = whole.head().position
    await consolidator_of(whole, blobs, Teacher()).consider(CONSIDER)

    log = cut(whole, before)
    await consolidator_of(log, blobs.before(before, log), Teacher()).consider(CONSIDER)

    assert of_kind(log, SkillAbstracted) == of_kind(whole, SkillAbstracted)


async def test_a_specialist_that_was_cut_off_after_the_append_makes_no_second_skill() -> None:
    log, blobs = given(*GAIN)
    await consolidator_of(log, blobs, Teacher()).consider(CONSIDER)
    teacher = Teacher()

    (recorded,) = await consolidator_of(log, blobs, teacher).consider(CONSIDER)

    assert isinstance(recorded.event, PromotionRefused)
    assert (len(of_kind(log, SkillAbstracted)), teacher.asked) == (1, [])


def paying(log: MemoryLog) -> None:
    """Give the sweep a limit, so that a request tells what is left."""
    append(log, [msgspec.structs.replace(sweep_started(competition(), competition("tree")), budget=Budget(trials=8, usd=1.0))])


async def test_an_answer_that_was_paid_for_before_a_specialist_was_cut_off_is_not_paid_for_again() -> None:
    whole, blobs = given(*GAIN)
    paying(whole)
    await consolidator_of(whole, blobs, Teacher(usd=0.25)).consider(CONSIDER)
    consulted = next(recorded.position for recorded in recorded_of(whole) if isinstance(recorded.event, AuthorConsulted))
    log, successor = cut(whole, consulted), Teacher()

    await consolidator_of(log, blobs, successor).consider(CONSIDER)

    assert successor.asked == []
    assert len(of_kind(log, AuthorConsulted)) == 1
    (skill_there,), (skill_here,) = of_kind(whole, SkillAbstracted), of_kind(log, SkillAbstracted)
    assert isinstance(skill_there, SkillAbstracted)
    assert isinstance(skill_here, SkillAbstracted)
    assert (skill_here.value, skill_here.request, skill_here.reply) == (skill_there.value, skill_there.request, skill_there.reply)


async def test_an_answer_of_an_earlier_round_or_on_other_evidence_does_not_count() -> None:
    log, blobs = given(*GAIN)
    paying(log)
    await consolidator_of(log, blobs, Teacher(wording=None)).consider(CONSIDER)
    append(log, [run_started("tree")])  # the next round
    later, informed = Teacher(wording=None), Teacher()

    await consolidator_of(log, blobs, later).consider(CONSIDER)
    append(log, judged("tree", "one-hot", 0.4))
    await consolidator_of(log, blobs, informed).consider(CONSIDER)

    assert (len(later.asked), len(informed.asked)) == (1, 1)


async def test_a_change_of_a_skill_follows_it_in_its_stream() -> None:
    log, blobs = given(*GAIN, *judged("tree", "one-hot", 0.4), abstracted(skill("known", Tier.DOMAIN)))

    (recorded,) = await consolidator_of(log, blobs, Teacher()).consider(CONSIDER)

    assert isinstance(recorded.event, SkillProven)
    assert (recorded.stream, recorded.version) == ("skill-known", 2)


async def test_the_gate_judges_by_the_rules_that_its_sweep_was_started_under(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(thresholds.RULES, "strict@1", replace(RULES, version="strict@1", probation_competitions=2))
    log, blobs = given(*GAIN)
    append(log, [msgspec.structs.replace(sweep_started(competition(), competition("tree")), rule="strict@1")])

    (recorded,) = await consolidator_of(log, blobs, Teacher()).consider(CONSIDER)

    assert isinstance(recorded.event, PromotionRefused)
    assert (recorded.event.rule, recorded.event.because) == ("strict@1", "significant in 1 competition, needs 2")


async def test_a_specialist_of_an_earlier_epoch_writes_nothing() -> None:
    log, blobs = given(*GAIN)

    async def replaced() -> None:
        append(log, [SweepResumed(sweep=SWEEP, epoch=2, idle_s=0.0, now=NOW)])

    with pytest.raises(FencedError):
        await consolidator_of(log, blobs, Teacher(meanwhile=replaced)).consider(CONSIDER)
    assert of_kind(log, SkillEvent, PromotionRefused) == []


async def test_a_decision_is_dated_when_it_is_made_and_not_when_it_was_asked_for() -> None:
    log, blobs = given(*GAIN)
    stale = msgspec.structs.replace(CONSIDER, read_to=Position(1))

    (recorded,) = await consolidator_of(log, blobs, Teacher()).consider(stale)

    assert isinstance(recorded.event, SkillAbstracted)
    assert recorded.event.read_to == recorded.position - 2  # the author was consulted between
    assert recorded.event.now > 0
