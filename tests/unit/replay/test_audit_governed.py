"""Audits of what is decided between rounds beside promotions: conflicts, merges, names, recipes; and of skills of other logs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

import msgspec
import pytest

from haste.actors.consolidating import Consolidator
from haste.commands import ConsiderPromotion, Consolidate, Distil
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillImported, SkillLearned, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.llm.offline import OfflineAuthor
from haste.ports import Expected, Write
from haste.store.memory import MemoryLog
from haste.thresholds import RULES as ALL_RULES
from haste.vocabulary.brief import Reply, Separation
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, SkillId, run_id
from haste.vocabulary.judgement import Credit
from haste.vocabulary.scales import Comparison, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Condition, Group, Judged, KnownCompetition, Skill
from replay.audit import Audit, audit
from replay.telling import lines
from tests.builders import (
    NOW,
    RULES,
    SWEEP,
    abstracted,
    append,
    competition,
    draft,
    effect_of,
    finished,
    good,
    improve,
    judged,
    learned,
    log_of,
    made,
    profile,
    profiled,
    revalidated,
    run_started,
    skill,
    split_fixed,
    submitted,
    sweep_started,
)
from tests.logs import CountingClock
from tests.unit.actors.acting import DatedBlobs, consolidator_of, events_of
from tests.unit.replay.auditing import where

ROWS = {"k1": 10, "k2": 20, "k3": 30, "k4": 40, "m1": 10_000, "m2": 20_000, "m3": 30_000, "leaf": 50}
SPLIT = {"k1": -0.4, "k2": -0.4, "m1": 0.5, "m2": 0.5}
CONSIDER = ConsiderPromotion(sweep=SWEEP, group=Group(technique="one-hot", domain="tabular"), to=Tier.DOMAIN)
CONSOLIDATE = Consolidate(sweep=SWEEP, domain="tabular")
NOT_AGAIN = "how it came about cannot be decided again from this log"
WORDS = "Give each common category a column of zeros and ones and count the rare ones together in a last column."


class House:
    """A log with its blobs, a specialist with the offline author, and audits of what it did."""

    def __init__(self, *events: Event) -> None:
        self.log = log_of(sweep_started(*(competition(name) for name in ROWS)), *(run_started(name) for name in ROWS))
        self.blobs = DatedBlobs(self.log)
        described = self.blobs.put(b"A table of plants.")
        profiles = [profiled(profile(rows=rows), name=name, description=described, dummy=0.5) for name, rows in ROWS.items()]
        append(self.log, [*profiles, *events])

    @property
    def consolidator(self) -> Consolidator:
        return consolidator_of(self.log, self.blobs, OfflineAuthor())

    def of_kind(self, kind: type[Event]) -> list[Event]:
        return [event for event in events_of(self.log) if isinstance(event, kind)]

    def audited(self, name: str) -> Audit:
        return audit(self.log, self.blobs, SkillId(name))

    def rewritten(self, change: Callable[[Event], Event]) -> "House":
        """The same house with other events, appended in the same calls."""
        other = House.__new__(House)
        other.log, other.blobs = MemoryLog(CountingClock()), self.blobs
        for key, call in groupby(typed(self.log.tail(after=Position(0), limit=10_000)), key=lambda one: one.key):
            writes = [
                Write(stream=one.stream, events=(change(one.event),), expected=Expected.ANY, actor=one.actor, correlation=one.correlation)
                for one in call
            ]
            other.log.append(writes, key=key)
        return other


def told(effects: dict[str, float]) -> tuple[Event, ...]:
    return tuple(event for name, effect in effects.items() for event in judged(name, "one-hot", effect))


def stricter(monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, **changes))  # type: ignore[arg-type]  # a test's own words


async def settled() -> House:
    house = House(*told(SPLIT), abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("m1",)))
    await house.consolidator.consider(CONSIDER)
    return house


async def test_conditioned_skills_and_the_conflict_that_they_settle_are_decided_again_and_match() -> None:
    house = await settled()
    large, small = (event.skill for event in house.of_kind(SkillAbstracted)[1:] if isinstance(event, SkillAbstracted))

    found = [house.audited(name) for name in (large, small)]

    assert [one.match for one in found] == [True, True]
    assert all("0.500" in link.text or "-0.400" in link.text for one in found for link in one.chain if link.step == "evidence")
    assert [sum(link.step == "evidence" for link in one.chain) for one in found] == [2, 2], "the competitions where its condition holds"
    (conflict,) = house.of_kind(SkillConflicted)
    assert isinstance(conflict, SkillConflicted)
    assert conflict.settled_by == (large, small)
    known = house.audited("known")
    assert [difference.field for difference in known.differences] == ["request", "reply"], "it was made by hand, of blobs that are nowhere"
    assert any(f"settled by {large} and {small}" in link.text for link in known.chain)


async def test_a_changed_answer_about_a_conflict_is_found_and_named() -> None:
    house = await settled()
    condition = Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=9.0)
    answer = Reply(value=Separation(condition=condition, text="else"), raw=b"", calls=(), author="offline")
    other = house.blobs.put(msgspec.msgpack.encode(answer))

    def change(event: Event) -> Event:
        settled_by = getattr(event, "settled", None)
        return msgspec.structs.replace(event, settled=msgspec.structs.replace(settled_by, reply=other)) if settled_by else event

    changed = house.rewritten(change)
    name = next(event.skill for event in house.of_kind(SkillAbstracted)[1:] if isinstance(event, SkillAbstracted))

    found = changed.audited(name)

    assert not found.match
    assert "the condition does not separate them" in found.differences[0].replayed


async def test_an_answer_that_is_gone_is_named() -> None:
    house = await settled()
    gone = BlobId("0" * 64)
    changed = house.rewritten(
        lambda event: (
            msgspec.structs.replace(event, asked=msgspec.structs.replace(event.asked, reply=gone))
            if isinstance(event, SkillConflicted) and event.asked
            else event
        )
    )

    assert "separation reply" in [difference.field for difference in changed.audited("known").differences]


async def test_a_threshold_of_conflicts_that_changed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    house = await settled()
    name = next(event.skill for event in house.of_kind(SkillAbstracted)[1:] if isinstance(event, SkillAbstracted))
    stricter(monkeypatch, separation_competitions=3)

    found = house.audited(name)

    changed, refused, *_ = found.differences
    assert (changed.field, changed.replayed) == (f"{RULES.version} separation_competitions", "3")
    assert refused.replayed.startswith("sweep.promotion_refused.v1, conflict")


def says(name: str, technique: str) -> Skill:
    return msgspec.structs.replace(skill(name, technique=technique, of="k1"), title="Columns", when="", when_not="", instructions=WORDS)


async def merged() -> House:
    house = House(learned(says("one-hot-1", "one-hot")), learned(says("new-columns-1", "new:columns")))
    await house.consolidator.consolidate(CONSOLIDATE)
    return house


async def test_a_merge_and_the_name_that_led_to_it_are_decided_again_and_match() -> None:
    house = await merged()

    found = house.audited("new-columns-1")

    assert [link.text.partition(":")[0] for link in found.chain if link.step == "verdict"][1:] == ["new", "merged into one-hot-1"]
    assert (len(house.of_kind(SkillMerged)), len(house.of_kind(TechniqueReconciled))) == (1, 1)
    assert [difference.field for difference in found.differences] == ["reply"], "it was learned by hand, of a blob that is nowhere"


async def test_of_two_names_that_were_reconciled_at_once_each_is_compared_with_itself() -> None:
    house = House(*(learned(says(f"{name}-1", name)) for name in ("one-hot", "new:columns", "new:dummies")))
    await house.consolidator.consolidate(CONSOLIDATE)

    found = house.audited("new:dummies-1")

    assert len(house.of_kind(TechniqueReconciled)) == 2
    assert [difference.field for difference in found.differences] == ["reply"], "it was learned by hand, of a blob that is nowhere"


async def test_a_changed_likeness_is_found_at_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    house = await merged()
    stricter(monkeypatch, words_alike=1.1)

    changed, *differing = house.audited("new-columns-1").differences

    assert (changed.field, changed.replayed) == (f"{RULES.version} words_alike", "1.1")
    assert [difference.recorded for difference in differing][1:] == ["sweep.technique_reconciled.v1 of new:columns"], "what follows from it stands"


RUN_EVENTS: Sequence[Event] = (
    split_fixed(),
    *good(1, draft(), 0.6, 0.6, 0.6, 0.6, 0.6),
    *good(2, improve(1), 0.7, 0.7, 0.7, 0.7, 0.7),
    revalidated(2, 0.71),
)


async def with_recipe() -> tuple[House, str]:
    house = House()
    code = house.blobs.put(b"print('won')")
    events = [
        msgspec.structs.replace(
            event,
            proposal=msgspec.structs.replace(event.proposal, solution=msgspec.structs.replace(event.proposal.solution, code=code)),
        )
        if isinstance(event, ProposalMade)
        else event
        for event in RUN_EVENTS
    ]
    append(house.log, [*events, submitted(2, solution=code, validation=0.71)])
    await house.consolidator.distil(Distil(run=run_id(SWEEP, CompetitionId("leaf"))))
    (recipe,) = (event for event in house.of_kind(SkillLearned) if isinstance(event, SkillLearned) and event.value.kind is SkillKind.RECIPE)
    assert isinstance(recipe, SkillLearned)
    return house, recipe.skill


async def test_a_recipe_is_made_again_from_its_run_and_matches() -> None:
    house, name = await with_recipe()

    found = house.audited(name)

    assert found.match, found.differences
    assert [link.step for link in found.chain] == ["proposal", "score", "submission", "verdict", "wording"]
    assert "on a fresh split: 0.71" in [link.text for link in found.chain]


async def test_a_recipe_whose_code_was_changed_in_the_log_does_not_match() -> None:
    house, name = await with_recipe()
    changed = house.rewritten(
        lambda event: (
            msgspec.structs.replace(event, value=msgspec.structs.replace(event.value, code="print('lost')"))
            if isinstance(event, SkillLearned) and event.value.kind is SkillKind.RECIPE
            else event
        )
    )

    assert [field for _, field in where(changed.audited(name))] == ["value.code"]


def use(name: str, cited: str, *, gained: bool) -> tuple[Event, ...]:
    run = run_id(SWEEP, CompetitionId(name))
    proposal = msgspec.structs.replace(made(1, draft()).proposal, skills=(SkillId(cited),))
    won = msgspec.structs.replace(submitted(1), run=run)
    return (ProposalMade(run=run, iteration=Iteration(1), proposal=proposal), *((won,) if gained else ()), finished(run=run))


@pytest.mark.parametrize(("gained", "kind"), [(True, SkillProven), (False, SkillRetired)])
async def test_what_uses_made_of_a_recipe_is_decided_again_with_each_use(monkeypatch: pytest.MonkeyPatch, kind: type[Event], *, gained: bool) -> None:
    house, name = await with_recipe()
    append(house.log, [event for other in ("k1", "k2", "m1") for event in use(other, name, gained=gained)])
    await house.consolidator.consolidate(CONSOLIDATE)

    found = house.audited(name)
    stricter(monkeypatch, recipe_gains=4, retire_uses=4)
    other = house.audited(name)

    assert len(house.of_kind(kind)) == 1
    assert found.match, found.differences
    assert [link.text.partition(": ")[2] for link in found.chain if link.step == "use"] == [
        "submitted in the end" if gained else "not what was submitted"
    ] * 3
    assert [difference.replayed for difference in other.differences] == ["4", "4", "nothing"]  # two constants, and the decision


async def test_a_skill_of_another_log_says_where_it_comes_from_and_what_was_decided_since_is_decided_again() -> None:
    imported = SkillImported(
        skill=SkillId("one-hot-9"),
        value=skill("one-hot-9", Tier.DOMAIN),
        state=SkillState.PROBATION,
        effect=effect_of(0.4),
        learned_from=(CompetitionId("far"),),
        pinned=False,
        evidence=(
            Judged(
                technique="one-hot",
                domain="tabular",
                competition=CompetitionId("far"),
                run=run_id(SWEEP, CompetitionId("far")),
                iteration=Iteration(2),
                credit=Credit(effect=0.4, se=0.01, significant=1),
            ),
        ),
        competitions=(KnownCompetition(id=CompetitionId("far"), domain="tabular", features={}),),
        log="sqlite:/elsewhere/log.sqlite",
        head=b"\xab" * 32,
        read_to=Position(77),
        sweep=SWEEP,
        now=NOW,
    )
    house = House(imported, *told({"k1": 0.5}))
    await house.consolidator.consider(CONSIDER)

    found = house.audited("one-hot-9")

    assert len(house.of_kind(SkillProven)) == 1
    assert found.match, found.differences
    assert (found.verdict, found.rule, found.read_to) == (None, None, None)
    first, *rest = found.chain
    assert (first.step, first.text) == (
        "import",
        f"probation from sqlite:/elsewhere/log.sqlite, whose head was {'ab' * 32} at position 77; {NOT_AGAIN}",
    )
    evidence = [link for link in rest if link.step == "evidence"]
    assert [(link.text.partition(":")[0], "of another log" in link.text) for link in evidence] == [("far", True), ("k1", False)]
    assert evidence[0].position == first.position
    assert next(lines(found)) == "skill one-hot-9: match"
