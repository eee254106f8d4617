"""What merges, conflicts, imports and reconciled names do to skills and evidence."""

import msgspec
import pytest

from haste.events.event import Event
from haste.events.skill import SkillConflicted, SkillImported, SkillMerged, SkillProven, SkillRestored, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.projections.skill_tiers import Entry
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, RunId, SkillId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.scales import Comparison, SkillState, Tier
from haste.vocabulary.skill import Condition, Group, Judged, KnownCompetition, Use
from tests.builders import (
    NOW,
    RULES,
    SWEEP,
    abstracted,
    competition,
    effect_of,
    judged,
    learned,
    memory_of,
    profiled,
    run_started,
    skill,
    sweep_started,
)

X = SkillId("x")
GROUP = Group(technique="one-hot", domain="tabular")
STARTED = (sweep_started(competition("k1"), competition("k2")), run_started("k1"), run_started("k2"))
MERGED = SkillMerged(skill=X, into=SkillId("w"), because="same", sweep=SWEEP, read_to=Position(1), rule=RULES.version, now=NOW)


def conflicted(*settled_by: str) -> SkillConflicted:
    return SkillConflicted(
        skill=X,
        because="here and there",
        effect=effect_of(0.1),
        supporting=(),
        contradicting=(),
        settled_by=tuple(map(SkillId, settled_by)),
        asked=None,
        sweep=SWEEP,
        read_to=Position(1),
        rule=RULES.version,
        now=NOW,
    )


def of_other_log(name: str = "k9", iteration: int = 3, technique: str = "one-hot") -> Judged:
    return Judged(
        technique=technique,
        domain="tabular",
        competition=CompetitionId(name),
        run=RunId(f"old.{name}"),
        iteration=Iteration(iteration),
        credit=Credit(effect=0.4, se=0.01, significant=1),
    )


def imported(*evidence: Judged, name: str = "x", uses: tuple[Use, ...] = ()) -> SkillImported:
    return SkillImported(
        skill=SkillId(name),
        value=skill(name, Tier.DOMAIN),
        state=SkillState.PROVEN,
        effect=effect_of(0.4),
        learned_from=(CompetitionId("k9"),),
        pinned=True,
        uses=uses,
        evidence=evidence,
        competitions=(KnownCompetition(id=CompetitionId("k9"), domain="tabular", features={"rows_log10": 3.0}, description=BlobId("d" * 64)),),
        log="sqlite:other",
        head=b"h" * 32,
        read_to=Position(7),
        sweep=SWEEP,
        now=NOW,
    )


def entry(*events: Event) -> Entry:
    return memory_of(*STARTED, abstracted(skill("x", Tier.DOMAIN), SkillState.PROVEN), *events).tiers.entries[X]


def test_a_duplicate_is_retired_and_points_to_the_one_that_goes_on() -> None:
    found = entry(MERGED)

    assert (found.state, found.merged_into, found.curated) == (SkillState.RETIRED, "w", None)


def test_a_restored_duplicate_points_nowhere() -> None:
    found = entry(MERGED, SkillRestored(skill=X, state=SkillState.PROVEN, because="no", by="Ada", now=NOW))

    assert (found.state, found.merged_into, found.curated) == (SkillState.PROVEN, None, SkillState.PROVEN)


def test_a_conflict_that_nothing_settles_puts_a_skill_on_probation_and_a_proof_takes_the_mark_off() -> None:
    marked, proven = (
        entry(conflicted()),
        entry(conflicted(), SkillProven(skill=X, effect=effect_of(0.3), read_to=Position(1), rule=RULES.version, now=NOW)),
    )

    assert (marked.state, marked.conflicted, marked.effect) == (SkillState.PROBATION, True, effect_of(0.1))
    assert (proven.state, proven.conflicted) == (SkillState.PROVEN, False)


def test_a_conflict_that_is_settled_retires_the_skill() -> None:
    assert entry(conflicted("a", "b")).state is SkillState.RETIRED


def test_only_a_persons_retirement_is_kept_as_one() -> None:
    by_rule = SkillRetired(skill=X, because="no", by=RULES.version, effect=None, read_to=Position(1), rule=RULES.version, now=NOW)
    by_hand = msgspec.structs.replace(by_rule, by="Ada", rule="person")

    assert (entry(by_rule).curated, entry(by_hand).curated, entry(by_hand, by_rule).curated) == (None, SkillState.RETIRED, None)


def test_a_skill_of_another_log_stands_as_it_stood_there_with_its_evidence() -> None:
    memory = memory_of(*STARTED, imported(of_other_log()))

    found = memory.tiers.entries[X]
    assert (found.state, found.effect, found.learned_from, found.pinned) == (SkillState.PROVEN, effect_of(0.4), ("k9",), True)
    assert memory.evidence.of(GROUP) == (of_other_log(),)
    assert (memory.evidence.domains["k9"], memory.evidence.features["k9"]) == ("tabular", {"rows_log10": 3.0})  # type: ignore[index]  # ids are text
    assert memory.tiers.of(GROUP, Tier.DOMAIN) == (found,)


def test_a_skill_that_is_known_already_keeps_its_own_state_but_its_evidence_counts() -> None:
    memory = memory_of(*STARTED, abstracted(skill("x", Tier.DOMAIN)), imported(of_other_log()))

    assert memory.tiers.entries[X].state is SkillState.PROBATION
    assert len(memory.evidence.of(GROUP)) == 1


def test_a_judgement_counts_once_whichever_skills_brought_it() -> None:
    memory = memory_of(*STARTED, imported(of_other_log()), imported(of_other_log(), of_other_log(iteration=4), name="y"))

    assert [one.iteration for one in memory.evidence.of(GROUP)] == [3, 4]


def test_uses_of_a_recipe_come_with_it_once() -> None:
    use = Use(skill=X, competition=CompetitionId("k9"), run=RunId("old.k9"), iteration=Iteration(1), gained=True)

    assert memory_of(imported(uses=(use,)), imported(uses=(use,), name="y")).uses.of(X) == (use,)


def test_what_this_log_knows_of_a_competition_is_not_overwritten() -> None:
    own = competition("k9")
    memory = memory_of(sweep_started(own), run_started("k9"), profiled(name="k9", description="o" * 64), imported(of_other_log()))

    assert memory.evidence.features[own.id]["rows_log10"] == pytest.approx(2.0)
    assert memory.evidence.descriptions[own.id] == "o" * 64


def test_a_cause_that_names_no_technique_is_no_evidence() -> None:
    assert memory_of(*STARTED, *judged("k1", "Try one hot!", 0.4)).evidence.judged == ()


def reconciled(technique: str, known: str) -> TechniqueReconciled:
    return TechniqueReconciled(
        sweep=SWEEP, domain="tabular", technique=technique, known=known, because="same", read_to=Position(1), rule=RULES.version, now=NOW
    )


def names(memory: Memory) -> tuple[list[str], list[str]]:
    return [group.technique for group in memory.evidence.groups(None)], [entry.skill.id for entry in memory.tiers.of(GROUP, Tier.COMPETITION)]


def test_names_that_lead_to_each_other_lead_to_the_last_one() -> None:
    given = (learned(skill("a")), learned(skill("b", technique="new:two")), learned(skill("c", technique="new:one")))
    trials = (*judged("k1", "new:one", 0.1), *judged("k2", "new:two", 0.1))

    memory = memory_of(*STARTED, *given, *trials, reconciled("new:two", "new:one"), reconciled("new:one", "one-hot"))

    assert names(memory) == (["one-hot"], ["a", "b", "c"])
    assert {memory.tiers.called(name) for name in ("new:two", "new:one", "one-hot")} == {"one-hot"}
    assert names(memory_of(*STARTED, *given, *trials, reconciled("new:one", "one-hot"), reconciled("new:two", "new:one"))) == names(memory)


def test_a_name_without_evidence_or_skills_may_be_reconciled() -> None:
    assert names(memory_of(*STARTED, reconciled("new:one", "one-hot"))) == ([], [])


def test_evidence_under_conditions_is_that_of_competitions_where_they_hold() -> None:
    memory = memory_of(*STARTED, profiled(name="k1"), *judged("k1", "one-hot", 0.4), *judged("k2", "one-hot", 0.4))
    many, few = (Condition(field="rows_log10", comparison=comparison, value=3.0) for comparison in Comparison)

    assert memory.evidence.of(GROUP, (many,)) == ()
    assert [one.competition for one in memory.evidence.of(GROUP, (few,))] == ["k1"], "nothing holds where there is no profile"
    assert memory.evidence.of(GROUP, (few, many)) == ()
