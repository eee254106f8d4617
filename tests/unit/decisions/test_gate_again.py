"""The gate is a function of the log: judged twice it says the same, and what has nothing to do with a group changes nothing."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from haste.commands import ConsiderPromotion
from haste.decisions import consolidation
from haste.decisions.abstracting import Said, Texts, Words
from haste.events.event import Event
from haste.events.sweep import RoundFinished
from haste.projections.memory import Memory
from haste.vocabulary.brief import Wording
from haste.vocabulary.ids import BlobId, Position
from haste.vocabulary.scales import SkillState, Tier
from haste.vocabulary.skill import Group
from tests.builders import (
    NOW,
    RULES,
    SWEEP,
    abstracted,
    chosen,
    competition,
    draft,
    executed,
    finished,
    judged,
    learned,
    memory_of,
    profiled,
    run_started,
    skill,
    submitted,
    sweep_started,
)

DOMAINS = {"a": "tabular", "b": "tabular", "c": "tabular", "d": "text", "e": "text", "f": "image"}
STARTED = (sweep_started(*(competition(*item) for item in DOMAINS.items())), *(run_started(name) for name in DOMAINS))
WORDING = Wording(title="A title", when="", when_not="", instructions="Do it.")
WORDS = Words(wording=WORDING, texts=Texts(), author="scripted", request=BlobId("q" * 64), reply=BlobId("r" * 64))
COMMANDS = [
    ConsiderPromotion(sweep=SWEEP, group=Group(technique="one-hot", domain=domain), to=tier, read_to=Position(99), now=NOW)
    for domain, tier in (("tabular", Tier.DOMAIN), ("text", Tier.DOMAIN), (None, Tier.GLOBAL))
]
UNRELATED: tuple[Event, ...] = (
    *judged("a", "linear", 0.9, iteration=50),
    *judged("d", "linear", -0.9, iteration=50),
    learned(skill("other", technique="linear")),
    abstracted(skill("another", Tier.DOMAIN, technique="linear"), SkillState.PROVEN),
    profiled(name="b"),
    chosen(1, draft()),
    *executed(1, [0.5]),
    submitted(),
    finished(),
    RoundFinished(sweep=SWEEP, round=1, now=NOW),
)

effects = st.sampled_from([0.4, 0.02, 0.0, -0.02, -0.4])
trials = st.lists(st.tuples(st.sampled_from(list(DOMAINS)), effects), max_size=12)
skills = st.lists(st.tuples(st.sampled_from(["tabular", "text"]), st.sampled_from([SkillState.PROBATION, SkillState.PROVEN])), max_size=2)


def history(found: Sequence[tuple[str, float]], known: Sequence[tuple[str, SkillState]]) -> tuple[tuple[Event, ...], ...]:
    """What the log says of one-hot: events that belong together, in groups."""
    told = [judged(name, "one-hot", effect, iteration=number) for number, (name, effect) in enumerate(found, start=2)]
    made = [(abstracted(skill(f"known-{number}", Tier.DOMAIN, domain=domain), state),) for number, (domain, state) in enumerate(known)]
    return (*told, *made)


def verdicts(memory: Memory) -> list[tuple[Event, ...]]:
    return [consolidation.decide(command, memory, said=Said(words=(WORDS,)), rules=RULES) for command in COMMANDS]


def strewn(groups: Sequence[tuple[Event, ...]], others: Sequence[Event], *, seed: int) -> tuple[Event, ...]:
    """The groups in their order, with the other events anywhere between them, in theirs."""
    chance = random.Random(seed)  # noqa: S311 - a test has to fail again in the same way
    places = sorted(chance.randrange(len(groups) + 1) for _ in others)
    mixed: list[Event] = []
    rest = list(zip(places, others, strict=True))
    for number, group in enumerate((*groups, ())):
        mixed += [event for place, event in rest if place == number]
        mixed += group
    return tuple(mixed)


@settings(max_examples=80, deadline=None)
@given(found=trials, known=skills)
def test_a_gate_that_judges_the_same_events_twice_decides_the_same(found: list[tuple[str, float]], known: list[tuple[str, SkillState]]) -> None:
    events = tuple(event for group in history(found, known) for event in group)

    assert verdicts(memory_of(*STARTED, *events)) == verdicts(memory_of(*STARTED, *events))


@settings(max_examples=80, deadline=None)
@given(found=trials, known=skills, seed=st.integers(0, 2**32))
def test_unrelated_events_wherever_they_stand_change_no_verdict(
    found: list[tuple[str, float]], known: list[tuple[str, SkillState]], seed: int
) -> None:
    groups = history(found, known)

    calm = verdicts(memory_of(*STARTED, *(event for group in groups for event in group)))
    busy = verdicts(memory_of(*STARTED, *strewn(groups, UNRELATED, seed=seed)))

    assert busy == calm


@settings(max_examples=80, deadline=None)
@given(found=trials, order=st.randoms(use_true_random=False))
def test_the_order_in_which_competitions_were_judged_changes_no_verdict(found: list[tuple[str, float]], order: random.Random) -> None:
    groups = list(history(found, ()))
    straight = verdicts(memory_of(*STARTED, *(event for group in groups for event in group)))

    order.shuffle(groups)

    assert verdicts(memory_of(*STARTED, *(event for group in groups for event in group))) == straight
