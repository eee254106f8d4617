"""Leave-one-out: the memory without a competition is the fold of the log without its runs, decided again."""

import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.decisions.unseen import HOST, without
from haste.events.event import Event
from haste.events.run import CompetitionProfiled
from haste.events.skill import SkillPinned, SkillRestored, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.projections.memory import Memory
from haste.vocabulary.brief import Separation
from haste.vocabulary.ids import CompetitionId, Position, SkillId
from haste.vocabulary.scales import Comparison, Sign, SkillKind, SkillState, Tier
from haste.vocabulary.skill import Condition, Group
from tests.builders import (
    NOW,
    RULES,
    SWEEP,
    abstracted,
    competition,
    judged,
    learned,
    memory_of,
    profile,
    profiled,
    run_started,
    skill,
    sweep_started,
)
from tests.unit.decisions.deciding import after_round, considered, folded

DOMAINS = {"ka": "tabular", "kb": "tabular", "kc": "tabular", "kd": "text", "ke": "text", "kf": "image"}
LEFT_OUT = CompetitionId("ka")
GROUP = Group(technique="one-hot", domain="tabular")
GAIN, NOTHING, LOSS = 0.4, 0.002, -0.4


def started(names: dict[str, str]) -> tuple[Event, ...]:
    return (sweep_started(*(competition(*item) for item in names.items())), *(run_started(name) for name in names))


def told(*trials: tuple[str, str, float]) -> tuple[Event, ...]:
    """Credited trials: competition, technique, effect."""
    events = (judged(name, technique, effect, iteration=number) for number, (name, technique, effect) in enumerate(trials, start=2))
    return tuple(event for both in events for event in both)


def described(memory: Memory) -> list[str]:
    """All that is to be equal of the skills: everything but names and words."""
    entries = memory.tiers.entries

    def about(name: SkillId) -> tuple[object, ...]:
        one = entries[name].skill
        return (one.tier, one.domain or "", one.competition or "", one.technique, one.sign)

    return sorted(
        repr((*about(name), entry.state, entry.learned_from, msgspec.to_builtins(entry.effect), sorted(map(repr, map(about, entry.skill.sources)))))
        for name, entry in entries.items()
    )


TECHNIQUES = ["one-hot", "linear"]
sizes = st.sampled_from([GAIN, GAIN, 0.021, NOTHING, LOSS])
trials = st.lists(st.tuples(st.sampled_from(list(DOMAINS)), st.sampled_from(TECHNIQUES), sizes), max_size=14)
learnings = st.sets(st.tuples(st.sampled_from(list(DOMAINS)), st.sampled_from(TECHNIQUES), st.sampled_from(list(Sign))), max_size=5)


@settings(max_examples=150, deadline=None)
@given(found=trials, known=learnings)
def test_it_is_the_fold_of_the_log_without_the_competitions_runs_with_promotions_decided_again(
    found: list[tuple[str, str, float]], known: set[tuple[str, str, Sign]]
) -> None:
    def remembered(*, seen: bool) -> Memory:
        names = {name: domain for name, domain in DOMAINS.items() if seen or name != LEFT_OUT}
        kept = [(number, one) for number, one in enumerate(found, start=2) if one[0] in names]
        events = [event for number, (name, technique, effect) in kept for event in judged(name, technique, effect, iteration=number)]
        skills = [
            learned(skill(f"{name}-{technique}-{sign}", technique=technique, sign=sign, of=name, domain=DOMAINS[name]))
            for name, technique, sign in sorted(known)
            if name in names
        ]
        return after_round(after_round(memory_of(*started(names), *events, *skills)))

    left, never = without(remembered(seen=True), LEFT_OUT, RULES), remembered(seen=False)

    assert described(left) == described(never)
    assert {one: left.evidence.of(one) for one in left.evidence.groups(None)} == {one: never.evidence.of(one) for one in never.evidence.groups(None)}
    assert LEFT_OUT not in {*left.evidence.domains, *left.evidence.features, *left.evidence.competitions.values()}


def test_a_skill_that_rests_on_nothing_else_is_gone() -> None:
    memory = after_round(memory_of(*started(DOMAINS), *told(("ka", "one-hot", GAIN))))

    assert [entry.skill.tier for entry in memory.tiers.live()] == [Tier.DOMAIN]
    assert without(memory, LEFT_OUT, RULES).tiers.entries == {}


def test_a_skill_that_knew_of_the_competition_gets_figures_of_the_others_for_words() -> None:
    memory = after_round(memory_of(*started(DOMAINS), *told(("ka", "one-hot", GAIN), ("kb", "one-hot", 0.3))))

    (entry,) = without(memory, LEFT_OUT, RULES).tiers.live(Tier.DOMAIN)

    assert entry.skill.id not in memory.tiers.entries
    assert (entry.skill.author, entry.skill.title, entry.state, entry.learned_from) == (HOST, "Use: one-hot", SkillState.PROBATION, ("kb",))
    assert entry.effect is not None
    assert entry.effect.mean == pytest.approx(0.2)
    assert "+0.200" in entry.skill.instructions


def test_a_skill_that_never_knew_of_the_competition_stays_as_it_is() -> None:
    memory = after_round(memory_of(*started(DOMAINS), *told(("ka", "linear", GAIN), ("kb", "one-hot", 0.3))))
    (name,) = (entry.skill.id for entry in memory.tiers.live() if entry.skill.technique == "one-hot")

    assert without(memory, LEFT_OUT, RULES).tiers.entries[name] == memory.tiers.entries[name]


def test_a_skill_of_the_competition_alone_makes_its_groups_words_suspect() -> None:
    words = learned(skill("mine", of="ka"))
    memory = after_round(memory_of(*started(DOMAINS), *told(("kb", "one-hot", 0.3)), words))

    (entry,) = without(memory, LEFT_OUT, RULES).tiers.live(Tier.DOMAIN)

    assert (entry.skill.author, entry.skill.sources) == (HOST, ())


def conflicting(left_out: str) -> Memory:
    """One-hot helps tables of many rows and harms small ones; two conditioned skills say so."""
    rows = {"ka": 10, "kb": 10, "kg": 10_000, "kh": 10_000, "ki": 10_000}
    names = dict.fromkeys((*rows, left_out), "tabular")
    profiles: list[CompetitionProfiled] = [profiled(profile(rows=count), name=name) for name, count in rows.items()]
    trials = told(*((name, "one-hot", GAIN if count > 10 else LOSS) for name, count in rows.items()))
    memory = memory_of(*started(names), *profiles, *trials)
    separation = Separation(condition=Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.0), text="by rows")
    return folded(memory, considered(memory, GROUP, separation))


def test_a_condition_that_was_fitted_to_the_competition_does_not_survive() -> None:
    memory = conflicting("kz")

    assert len(memory.tiers.live(Tier.DOMAIN)) == 2
    assert without(memory, CompetitionId("ka"), RULES).tiers.live(Tier.DOMAIN) == (), "what is left is a conflict that nothing settles"


def test_a_condition_that_others_settled_stays() -> None:
    memory = conflicting("kz")

    left = without(memory, CompetitionId("kz"), RULES)

    assert left.tiers.live(Tier.DOMAIN) == memory.tiers.live(Tier.DOMAIN)


RETIRED = SkillRetired(skill=SkillId("x"), because="no", by="Ada", effect=None, read_to=Position(1), rule="person", now=NOW)


@pytest.mark.parametrize(
    ("acts", "state", "pinned"),
    [
        ((), SkillState.PROBATION, False),
        ((RETIRED,), SkillState.RETIRED, False),
        ((RETIRED, SkillRestored(skill=SkillId("x"), state=SkillState.PROBATION, because="yes", by="Ada", now=NOW)), SkillState.PROBATION, False),
        ((SkillPinned(skill=SkillId("x"), because="mine", by="Ada", now=NOW),), SkillState.PROBATION, True),
    ],
    ids=["nobody", "retired", "retired and restored", "pinned"],
)
def test_what_a_person_said_holds_for_the_skill_that_is_made_again(acts: tuple[Event, ...], state: SkillState, *, pinned: bool) -> None:
    known = abstracted(skill("x", Tier.DOMAIN), supporting=("ka",))
    memory = memory_of(*started(DOMAINS), *told(("ka", "one-hot", GAIN), ("kb", "one-hot", GAIN)), known, *acts)

    (entry,) = without(memory, LEFT_OUT, RULES).tiers.of(GROUP, Tier.DOMAIN)

    assert (entry.state, entry.pinned) == (state, pinned)


def test_a_restored_skill_that_the_rule_would_retire_again_stays_restored() -> None:
    known = abstracted(skill("x", Tier.DOMAIN), supporting=("kb",))
    restored = SkillRestored(skill=SkillId("x"), state=SkillState.PROBATION, because="yes", by="Ada", now=NOW)
    names = dict.fromkeys(("ka", "kb", "kc", "kd", "ke"), "tabular")
    trials = told(("ka", "one-hot", GAIN), ("kb", "one-hot", GAIN), *((name, "one-hot", NOTHING) for name in ("kc", "kd", "ke")))
    without_acts = without(memory_of(*started(names), *trials, known), LEFT_OUT, RULES)

    left = without(memory_of(*started(names), *trials, known, RETIRED, restored), LEFT_OUT, RULES)

    assert [entry.state for entry in without_acts.tiers.of(GROUP, Tier.DOMAIN)] == [SkillState.RETIRED]
    assert [entry.state for entry in left.tiers.of(GROUP, Tier.DOMAIN)] == [SkillState.PROBATION]


def test_a_technique_that_only_the_competitions_skills_made_known_is_new_again() -> None:
    same = TechniqueReconciled(
        sweep=SWEEP, domain="tabular", technique="new:dummies", known="one-hot", because="", read_to=Position(1), rule=RULES.version, now=NOW
    )
    skills = (learned(skill("mine", of="ka")), learned(skill("theirs", of="kb", technique="new:dummies")))
    memory = memory_of(*started(DOMAINS), *told(("kb", "new:dummies", GAIN)), *skills, same)

    left = without(memory, LEFT_OUT, RULES)

    assert [one.technique for one in memory.evidence.groups("tabular")] == ["one-hot"]
    assert [one.technique for one in left.evidence.groups("tabular")] == ["new:dummies"]


def test_its_recipes_are_gone_and_those_of_others_are_judged_without_its_uses() -> None:
    known = [skill(f"recipe-{name}", of=name, technique="recipe-linear") for name in ("ka", "kb")]
    recipes = [msgspec.structs.replace(one, kind=SkillKind.RECIPE, code=one.id) for one in known]

    left = without(memory_of(*started(DOMAINS), *map(learned, recipes)), LEFT_OUT, RULES)

    assert list(left.tiers.entries) == ["recipe-kb"]


def test_with_twelve_competitions_of_three_hundred_judgements_it_takes_no_longer_than_deciding_a_round() -> None:
    names = {f"c{number}": ("tabular", "text", "image")[number % 3] for number in range(12)}
    trials = [(name, f"t{number % 60}", (number * 7 % 13 - 6) / 20) for name in names for number in range(300)]
    memory = after_round(memory_of(*started(names), *told(*trials)))
    took = {"round": 0.0, "without": 0.0}

    for _ in range(5):
        begun = time.process_time()
        after_round(memory)
        between = time.process_time()
        without(memory, CompetitionId("c0"), RULES)
        took = {"round": took["round"] + between - begun, "without": took["without"] + time.process_time() - between}

    assert took["without"] < 1.5 * took["round"]
