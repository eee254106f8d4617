"""The gate: what a group has to show to become a skill of the domain tier, and then of the global one."""

import msgspec
import pytest

from haste.commands import ConsiderPromotion
from haste.decisions import promotion
from haste.decisions.promotion import Judgement
from haste.events.event import Event
from haste.projections.memory import Memory
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Comparison, Sign, SkillState, Tier, Verdict
from haste.vocabulary.skill import Condition, Group
from tests.builders import NOW, RULES, SWEEP, abstracted, competition, judged, learned, memory_of, run_started, skill, sweep_started

NAMES = {"tabular": ("a1", "a2", "a3"), "text": ("t1", "t2", "t3"), "image": ("i1", "i2", "i3")}
COMPETITIONS = [competition(name, domain) for domain, names in NAMES.items() for name in names]
STARTED = (sweep_started(*COMPETITIONS), *(run_started(one.id) for one in COMPETITIONS))
DOMAIN, EVERYWHERE = Group(technique="one-hot", domain="tabular"), Group(technique="one-hot", domain=None)
GAIN, NOTHING, LOSS = 0.4, 0.005, -0.4  # with a standard error of 0.01


def effects(found: dict[str, float]) -> tuple[Event, ...]:
    """What one-hot did in each of these competitions."""
    return tuple(event for name, effect in found.items() for event in judged(name, "one-hot", effect))


def remembered(found: dict[str, float], *events: Event) -> Memory:
    return memory_of(*STARTED, *effects(found), *events)


def judge(memory: Memory, group: Group = DOMAIN) -> Judgement:
    to = Tier.GLOBAL if group.domain is None else Tier.DOMAIN
    return promotion.judge(ConsiderPromotion(sweep=SWEEP, group=group, to=to, read_to=Position(9), now=NOW), memory, RULES)


def proven(domain: str, *, sign: Sign = Sign.HELPS, state: SkillState = SkillState.PROVEN) -> Event:
    return abstracted(skill(f"{domain}-{sign}", Tier.DOMAIN, domain=domain, sign=sign), state)


BOTH = (proven("tabular"), proven("text"))


@pytest.mark.parametrize("group", [DOMAIN, EVERYWHERE])
def test_a_group_that_nothing_is_known_of_is_skipped(group: Group) -> None:
    found = judge(remembered({}), group)

    assert (found.verdict, found.because, found.effect) == (Verdict.SKIP, "nothing was judged yet", None)


def test_without_a_significant_competition_a_group_stays_where_it_was_learned() -> None:
    found = judge(remembered({"a1": NOTHING, "a2": NOTHING}))

    assert (found.verdict, found.because) == (Verdict.COMPETITION, "significant in 0 competitions, needs 1")


def test_one_significant_competition_puts_a_group_on_probation() -> None:
    found = judge(remembered({"a1": GAIN, "a2": NOTHING}))

    assert (found.verdict, found.state, found.supporting) == (Verdict.DOMAIN, SkillState.PROBATION, ("a1",))
    assert (found.sign, found.contradicting) == (Sign.HELPS, ())


def test_one_gain_among_many_looks_may_be_chance_and_makes_no_skill() -> None:
    barely = judged("a1", "one-hot", 0.021)  # 2.1 standard errors: significant by itself
    few, many = (memory_of(*STARTED, *barely, *effects(dict.fromkeys(names, NOTHING))) for names in ((), ("a2", "a3")))

    assert (judge(few).verdict, judge(few).certain) == (Verdict.DOMAIN, ("a1",))
    assert (judge(many).verdict, judge(many).supporting, judge(many).certain) == (Verdict.COMPETITION, ("a1",), ())
    assert judge(many).because == "significant in 1 of 3 competitions, which may be chance"


def test_two_gains_make_a_skill_though_each_alone_may_be_chance() -> None:
    barely = (*judged("a1", "one-hot", 0.021), *judged("a2", "one-hot", 0.021), *judged("a3", "one-hot", 0.0))

    assert judge(memory_of(*STARTED, *barely)).state is SkillState.PROVEN


def test_two_significant_competitions_prove_a_group() -> None:
    found = judge(remembered({"a1": GAIN, "a2": NOTHING, "a3": GAIN}))

    assert (found.verdict, found.state, found.supporting) == (Verdict.DOMAIN, SkillState.PROVEN, ("a1", "a3"))
    assert found.because == "significant in 2 competitions, none against it"


def test_two_trials_in_one_competition_are_one_competition() -> None:
    found = judge(remembered({"a1": GAIN}, *judged("a1", "one-hot", GAIN, iteration=3)))

    assert found.state is SkillState.PROBATION


@pytest.mark.parametrize("gain", [GAIN, LOSS])
def test_a_group_that_helps_here_and_harms_there_is_a_conflict(gain: float) -> None:
    found = judge(remembered({"a1": gain, "a2": gain, "a3": -gain}))

    assert (found.verdict, found.supporting, found.contradicting) == (Verdict.CONFLICT, ("a1", "a2"), ("a3",))
    assert found.because == f"{found.sign} in 2 competitions, the opposite in 1"


@pytest.mark.parametrize("found", [{"a1": GAIN}, {"a1": GAIN, "a2": GAIN}, {"a1": NOTHING}, {"a1": GAIN, "a2": LOSS, "a3": GAIN}])
def test_harm_is_judged_as_help_in_the_mirror(found: dict[str, float]) -> None:
    helps, harms = judge(remembered(found)), judge(remembered({name: -effect for name, effect in found.items()}))

    assert (helps.sign, harms.sign) == (Sign.HELPS, Sign.HARMS)
    assert (harms.verdict, harms.state, harms.supporting) == (helps.verdict, helps.state, helps.supporting)
    assert helps.effect is not None
    assert harms.effect is not None
    assert harms.effect.mean == -helps.effect.mean


def test_other_techniques_and_other_domains_are_not_looked_at() -> None:
    other = (*judged("a2", "linear", GAIN), *judged("t1", "one-hot", GAIN))

    assert judge(remembered({"a1": GAIN}, *other)) == judge(remembered({"a1": GAIN}))


def test_the_sources_are_the_skills_one_tier_below_of_the_groups_sign() -> None:
    skills = [skill("good", of="a1"), skill("bad", of="a2", sign=Sign.HARMS), skill("other", of="a1", technique="linear")]
    events = (*map(learned, skills), *BOTH)

    assert judge(remembered({"a1": GAIN}, *events)).sources == ("good",)
    assert judge(remembered({"a1": LOSS}, *events)).sources == ("bad",)
    assert judge(remembered({"a1": GAIN}, *events), EVERYWHERE).sources == ("tabular-helps", "text-helps")


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ((), 0),
        ((proven("tabular"),), 1),
        ((proven("tabular"), proven("text", state=SkillState.PROBATION)), 1),
        ((proven("tabular"), proven("text", sign=Sign.HARMS)), 1),
        ((proven("tabular"), proven("tabular")), 1),
    ],
    ids=["nothing", "one domain", "one on probation", "one of the other sign", "twice the same"],
)
def test_a_group_that_is_not_proven_in_two_domains_is_not_made_global(events: tuple[Event, ...], count: int) -> None:
    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN, "i1": GAIN}, *events), EVERYWHERE)

    assert (found.verdict, found.because) == (Verdict.SKIP, f"proven in {count} domains, needs 2")


def test_what_is_proven_under_a_condition_does_not_speak_for_all_domains() -> None:
    condition = Condition(field="rows_log10", comparison=Comparison.BELOW, value=3.0)
    conditioned = abstracted(msgspec.structs.replace(skill("x", Tier.DOMAIN, domain="text"), conditions=(condition,)), SkillState.PROVEN)

    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN}, proven("tabular"), conditioned), EVERYWHERE)

    assert (found.verdict, found.because, found.sources) == (Verdict.SKIP, "proven in 1 domains, needs 2", ("tabular-helps",))


def test_a_group_that_is_proven_in_two_domains_is_put_on_probation_for_all() -> None:
    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN}, *BOTH), EVERYWHERE)

    assert (found.verdict, found.state, found.because) == (Verdict.GLOBAL, SkillState.PROBATION, "proven in 2 domains, gains in 2")


def test_a_gain_in_a_third_domain_proves_it_for_all() -> None:
    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN, "i1": GAIN}, *BOTH), EVERYWHERE)

    assert (found.verdict, found.state) == (Verdict.GLOBAL, SkillState.PROVEN)


def test_one_competition_more_in_each_of_two_domains_proves_it_too() -> None:
    one_more = {name: GAIN for names in (NAMES["tabular"], NAMES["text"]) for name in names}

    assert judge(remembered(one_more, *BOTH), EVERYWHERE).state is SkillState.PROVEN
    assert judge(remembered(one_more | {"t3": NOTHING}, *BOTH), EVERYWHERE).state is SkillState.PROBATION


def test_a_domain_where_it_showed_nothing_is_no_third_domain() -> None:
    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN, "i1": NOTHING}, *BOTH), EVERYWHERE)

    assert found.state is SkillState.PROBATION


def test_what_harms_anywhere_is_not_made_global() -> None:
    found = judge(remembered({"a1": GAIN, "a2": GAIN, "t1": GAIN, "t2": GAIN, "i1": LOSS}, *BOTH), EVERYWHERE)

    assert (found.verdict, found.contradicting) == (Verdict.CONFLICT, ("i1",))
    assert found.because == "helps in 4 competitions, the opposite in 1"


def test_a_group_in_which_only_the_opposite_of_its_mean_is_significant_is_skipped() -> None:
    wide = (*judged("a1", "one-hot", 0.9, 0.8), *judged("a2", "one-hot", 0.9, 0.8), *judged("t1", "one-hot", -0.05, 0.02))
    found = judge(memory_of(*STARTED, *wide), EVERYWHERE)

    assert (found.sign, found.verdict, found.supporting, found.contradicting) == (Sign.HELPS, Verdict.SKIP, (), ("t1",))


def test_what_is_proven_to_harm_in_two_domains_is_shunned_in_all() -> None:
    shunned = (proven("tabular", sign=Sign.HARMS), proven("text", sign=Sign.HARMS))

    found = judge(remembered({"a1": LOSS, "a2": LOSS, "t1": LOSS, "t2": LOSS}, *shunned, *BOTH), EVERYWHERE)

    assert (found.verdict, found.sign, found.sources) == (Verdict.GLOBAL, Sign.HARMS, ("tabular-harms", "text-harms"))
