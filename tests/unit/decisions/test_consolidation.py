"""From a judgement to events: names of skills, checks on their words, and what becomes of skills that are there already."""

import msgspec
import pytest

from haste.commands import ConsiderPromotion
from haste.decisions import consolidation, promotion
from haste.decisions.abstracting import Said, Texts, Words, texts_of
from haste.events.event import Event
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillPinned, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused
from haste.projections.memory import Memory
from haste.vocabulary.brief import Wording
from haste.vocabulary.ids import BlobId, Position, SkillId
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier, Verdict
from haste.vocabulary.skill import Group, Skill
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

NAMES = ("a1", "a2", "a3", "a4", "t1", "t2")
STARTED = (
    sweep_started(*(competition(name, "text" if name.startswith("t") else "tabular") for name in NAMES)),
    *(run_started(name) for name in NAMES),
)
DOMAIN, EVERYWHERE = Group(technique="one-hot", domain="tabular"), Group(technique="one-hot", domain=None)
GAIN, NOTHING, LOSS = 0.4, 0.005, -0.4
WORDING = Wording(
    title="Columns for categories",
    when="There are categories.",
    when_not="There are none.",
    instructions="Give each common category a column.",
)
WORDS = Words(wording=WORDING, texts=Texts(), author="scripted", request=BlobId("q" * 64), reply=BlobId("r" * 64))
PROBATION = abstracted(skill("known", Tier.DOMAIN), supporting=("a1",))


def effects(found: dict[str, float]) -> tuple[Event, ...]:
    return tuple(event for name, effect in found.items() for event in judged(name, "one-hot", effect))


def remembered(found: dict[str, float], *events: Event) -> Memory:
    return memory_of(*STARTED, *effects(found), *events)


def considered(memory: Memory, group: Group = DOMAIN, words: Words | None = WORDS) -> tuple[Event, ...]:
    """The events that considering this group gives."""
    to = Tier.GLOBAL if group.domain is None else Tier.DOMAIN
    command = ConsiderPromotion(sweep=SWEEP, group=group, to=to, read_to=Position(41), now=NOW)
    return consolidation.decide(command, memory, said=Said(words=(words,) if words else ()), rules=RULES)


def decided(memory: Memory, group: Group = DOMAIN, words: Words | None = WORDS) -> Event:
    """The one event that considering this group gives."""
    (event,) = considered(memory, group, words)
    return event


def refused(memory: Memory, group: Group = DOMAIN, words: Words | None = WORDS) -> PromotionRefused:
    event = decided(memory, group, words)
    assert isinstance(event, PromotionRefused)
    return event


def made(memory: Memory, group: Group = DOMAIN) -> SkillAbstracted:
    event = decided(memory, group)
    assert isinstance(event, SkillAbstracted)
    return event


def test_a_group_that_passes_becomes_a_new_skill_in_the_authors_words() -> None:
    memory = remembered({"a1": GAIN}, learned(skill("good", of="a1")))
    judgement = promotion.judge(ConsiderPromotion(sweep=SWEEP, group=DOMAIN, to=Tier.DOMAIN), memory, RULES)

    event = made(memory)

    assert event.value == Skill(
        id=event.skill,
        tier=Tier.DOMAIN,
        kind=SkillKind.LEARNING,
        domain="tabular",
        competition=None,
        technique="one-hot",
        title="Columns for categories",
        when="There are categories.",
        when_not="There are none.",
        instructions="Give each common category a column.",
        sign=Sign.HELPS,
        author="scripted",
        sources=(SkillId("good"),),
    )
    assert (event.group, event.to, event.verdict, event.state) == (DOMAIN, Tier.DOMAIN, Verdict.DOMAIN, SkillState.PROBATION)
    assert (event.effect, event.sources, event.supporting) == (judgement.effect, ("good",), ("a1",))
    assert (event.sweep, event.request, event.reply) == (SWEEP, WORDS.request, WORDS.reply)
    assert (event.read_to, event.rule, event.now) == (41, RULES.version, NOW)


def test_a_global_skill_belongs_to_no_domain() -> None:
    proven = [abstracted(skill(domain, Tier.DOMAIN, domain=domain), SkillState.PROVEN) for domain in ("tabular", "text")]

    event = made(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN}, *proven), EVERYWHERE)

    assert (event.value.tier, event.value.domain, event.value.sources) == (Tier.GLOBAL, None, ("tabular", "text"))


def test_a_group_that_does_not_pass_is_refused_with_the_gates_reason_and_figures() -> None:
    memory = remembered({"a1": NOTHING})
    judgement = promotion.judge(ConsiderPromotion(sweep=SWEEP, group=DOMAIN, to=Tier.DOMAIN), memory, RULES)

    assert refused(memory) == PromotionRefused(
        sweep=SWEEP,
        group=DOMAIN,
        to=Tier.DOMAIN,
        verdict=Verdict.COMPETITION,
        because="significant in 0 competitions, needs 1",
        effect=judgement.effect,
        read_to=Position(41),
        rule=RULES.version,
        now=NOW,
    )


def test_a_conflict_is_refused_as_one() -> None:
    event = refused(remembered({"a1": GAIN, "a2": LOSS}))

    assert event.verdict is Verdict.CONFLICT
    assert event.because.endswith("in 1 competition, the opposite in 1")


def test_what_nobody_worded_is_refused() -> None:
    assert refused(remembered({"a1": GAIN}), words=None).because == "nobody worded it"


@pytest.mark.parametrize("competing", ["a1", "a4"])
def test_words_that_name_a_competition_are_refused_whether_it_judged_or_not(competing: str) -> None:
    naming = msgspec.structs.replace(WORDS, wording=msgspec.structs.replace(WORDING, when=f"As in {competing.upper()}."))

    event = refused(remembered({"a1": GAIN}), words=naming)

    assert (event.verdict, event.because) == (Verdict.DOMAIN, f"the words name a competition: {competing}")


def test_words_that_were_copied_from_a_description_are_refused() -> None:
    copied = "Predict for every leaf of the garden whether it will fall before the winter comes."
    words = msgspec.structs.replace(WORDS, texts=Texts(descriptions=(copied,)), wording=msgspec.structs.replace(WORDING, instructions=copied.upper()))

    assert "share 12 in a row" in refused(remembered({"a1": GAIN}), words=words).because


def test_what_may_be_copied_from_are_descriptions_and_rows_of_the_competitions_that_judged_a_group() -> None:
    profiles = [profiled(description=f"text of {name}", name=name) for name in ("a2", "a1", "a3", "t1")]
    shown = [msgspec.structs.replace(one, sample=f"rows of {one.description[-2:]}") for one in (profiles[0], profiles[2])]
    profiles = [shown[0], profiles[1], shown[1], profiles[3]]
    memory = remembered({"a2": GAIN, "a1": GAIN, "t1": GAIN, "a4": GAIN}, *profiles)
    command = ConsiderPromotion(sweep=SWEEP, group=DOMAIN, to=Tier.DOMAIN)

    assert texts_of(command, memory) == (("text of a1", "text of a2"), ("rows of a2",))


def test_a_skill_on_probation_is_proven_when_its_group_is() -> None:
    event = decided(remembered({"a1": GAIN, "a2": GAIN}, PROBATION))

    assert isinstance(event, SkillProven)
    assert (event.skill, event.read_to, event.rule, event.now) == ("known", 41, RULES.version, NOW)
    assert event.effect is not None
    assert event.effect.supporting == 2


def test_a_skill_that_says_so_already_is_not_made_again() -> None:
    proven = abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN)

    assert refused(remembered({"a1": GAIN}, PROBATION), words=None).because == "skill known (probation) says so already"
    assert refused(remembered({"a1": GAIN, "a2": GAIN}, proven), words=None).because == "skill known (proven) says so already"


@pytest.mark.parametrize(("found", "retired"), [(2, False), (3, True)])
def test_a_skill_on_probation_is_retired_after_three_competitions_elsewhere_without_gain(found: int, *, retired: bool) -> None:
    elsewhere = dict.fromkeys(NAMES[1 : found + 1], NOTHING)

    event = decided(remembered({"a1": GAIN} | elsewhere, PROBATION))

    assert isinstance(event, SkillRetired) is retired
    if isinstance(event, SkillRetired):
        assert (event.skill, event.by, event.because) == ("known", RULES.version, "judged in 3 competitions elsewhere, without gain in any")
        assert event.effect is not None
        assert event.effect.competitions == 4


def test_a_gain_anywhere_else_keeps_a_skill() -> None:
    helped_where_it_was_not_learned = abstracted(skill("known", Tier.DOMAIN), supporting=("a2",))

    event = decided(remembered({"a1": GAIN, "a2": NOTHING, "a3": NOTHING, "a4": NOTHING}, helped_where_it_was_not_learned))

    assert isinstance(event, PromotionRefused)


def test_a_skill_whose_group_has_turned_to_the_other_sign_is_retired_too() -> None:
    turned = {"a1": 0.03, "a2": -0.01, "a3": -0.012, "a4": -0.012}  # significant in none but the first, and below 0 in the mean

    event = decided(remembered(turned, PROBATION))

    assert isinstance(event, SkillRetired)
    assert event.effect is not None
    assert (event.skill, event.effect.mean < 0) == ("known", True)


def test_a_skill_that_harms_wherever_else_it_was_judged_is_retired() -> None:
    event = decided(remembered({"a1": GAIN, "a2": LOSS, "a3": LOSS, "a4": LOSS}, PROBATION))

    assert isinstance(event, SkillRetired)


def test_what_speaks_for_a_group_that_has_turned_does_not_prove_the_skill_of_its_other_sign() -> None:
    event = made(remembered({"a1": NOTHING, "a2": LOSS, "a3": LOSS}, PROBATION))

    assert (event.value.sign, event.state) == (Sign.HARMS, SkillState.PROVEN)


def test_a_skill_whose_group_has_turned_is_kept_where_it_gained_elsewhere() -> None:
    refusal, conflicted = considered(remembered({"a1": NOTHING, "a2": GAIN, "a3": LOSS, "a4": LOSS}, PROBATION))

    assert isinstance(refusal, PromotionRefused)
    assert (refusal.verdict, refusal.effect is not None and refusal.effect.mean < 0) == (Verdict.CONFLICT, True)
    assert isinstance(conflicted, SkillConflicted)


def test_a_pinned_skill_is_never_retired_by_a_rule() -> None:
    pinned = SkillPinned(skill=SkillId("known"), because="we need it", by="Ada", now=NOW)

    assert isinstance(decided(remembered({"a1": GAIN, "a2": NOTHING, "a3": NOTHING, "a4": NOTHING}, PROBATION, pinned)), PromotionRefused)


def test_a_proven_skill_is_not_retired_by_three_competitions_without_gain() -> None:
    proven = abstracted(skill("known", Tier.DOMAIN), SkillState.PROVEN, supporting=("a1",))

    assert isinstance(decided(remembered({"a1": GAIN, "a2": NOTHING, "a3": NOTHING, "a4": NOTHING}, proven)), PromotionRefused)


def test_a_retired_skill_stands_for_its_group_and_is_not_made_anew() -> None:
    retired = SkillRetired(skill=SkillId("known"), because="no", by="Ada", effect=None, read_to=Position(1), rule=RULES.version, now=NOW)

    assert refused(remembered({"a1": GAIN, "a2": GAIN}, PROBATION, retired), words=None).because == "skill known (retired) says so already"


def test_a_skill_of_the_other_sign_does_not_stand_in_the_way() -> None:
    harmful = abstracted(skill("known", Tier.DOMAIN, sign=Sign.HARMS))

    assert made(remembered({"a1": GAIN}, harmful)).value.sign is Sign.HELPS


def test_a_skill_on_probation_whose_group_nobody_judges_stays_as_it_is() -> None:
    assert refused(remembered({}, PROBATION), words=None).verdict is Verdict.SKIP


def test_words_are_wanted_for_a_new_skill_alone() -> None:
    command = ConsiderPromotion(sweep=SWEEP, group=DOMAIN, to=Tier.DOMAIN)

    def wanted(memory: Memory) -> bool:
        return bool(consolidation.wanting_words(command, memory, None, RULES))

    assert wanted(remembered({"a1": GAIN}))
    assert not wanted(remembered({"a1": GAIN}, PROBATION))
    assert not wanted(remembered({"a1": NOTHING}))
    assert not wanted(remembered({"a1": GAIN, "a2": LOSS}))


def test_equal_histories_give_equal_ids() -> None:
    histories = [remembered({"a1": GAIN, "a2": NOTHING}), memory_of(*STARTED, *effects({"a2": NOTHING}), run_started("t1"), *effects({"a1": GAIN}))]

    assert len({made(memory).skill for memory in histories}) == 1
    assert made(histories[0]).skill == "one-hot-f59567cf11a4", "an id is for ever: other logs hold it"


def test_a_skill_of_a_sweep_that_is_not_remembered_keeps_its_name_for_itself() -> None:
    memory = remembered({"a1": GAIN})
    first = made(memory)

    again = made(msgspec.structs.replace(memory, forgotten=(first.value,)))

    assert again.skill != first.skill
    assert msgspec.structs.replace(again.value, id=first.skill) == first.value


ABSTRACTED = abstracted(skill("known", Tier.DOMAIN))
PROVEN = SkillProven(skill=SkillId("known"), effect=effect_of(0.4), read_to=Position(1), rule=RULES.version, now=NOW)
RETIRED = SkillRetired(skill=SkillId("known"), because="no", by=RULES.version, effect=None, read_to=Position(1), rule=RULES.version, now=NOW)


@pytest.mark.parametrize(
    ("event", "since", "superseded"),
    [
        (ABSTRACTED, (), False),
        (ABSTRACTED, (ABSTRACTED,), True),
        (PROVEN, (ABSTRACTED,), False),
        (PROVEN, (ABSTRACTED, PROVEN), True),
        (PROVEN, (ABSTRACTED, RETIRED), True),
        (RETIRED, (ABSTRACTED,), False),
        (RETIRED, (ABSTRACTED, PROVEN), True),
    ],
)
def test_an_event_is_superseded_where_somebody_else_was_first(event: Event, since: tuple[Event, ...], *, superseded: bool) -> None:
    assert consolidation.superseded((event,), memory_of(*since)) is superseded


def test_a_refusal_is_never_superseded() -> None:
    assert not consolidation.superseded((refused(remembered({"a1": NOTHING})),), memory_of(ABSTRACTED))
