"""What a sweep takes over from another log."""

import msgspec

from haste.decisions.importing import Import, imported
from haste.events.chain import Head
from haste.events.event import Event
from haste.events.skill import SkillImported, SkillPinned, SkillRetired
from haste.events.sweep import EvidenceImported
from haste.vocabulary.ids import BlobId, Position, SkillId, SweepId
from haste.vocabulary.scales import SkillState, Tier
from tests.builders import (
    NOW,
    RULES,
    abstracted,
    competition,
    effect_of,
    judged,
    learned,
    memory_of,
    profiled,
    recipe,
    run_started,
    skill,
    sweep_started,
)

NAMES = {"leaf": "tabular", "tree": "tabular", "note": "text"}
SEEN = (
    sweep_started(*(competition(*item) for item in NAMES.items())),
    *(event for name in NAMES for event in (run_started(name), profiled(name=name))),
    *judged("leaf", "one-hot", 0.5),
    *judged("tree", "one-hot", -0.25),
    *judged("note", "one-hot", 0.125),
    *judged("leaf", "linear", 0.25, iteration=3),
)
OWN, WIDER = learned(skill("own")), abstracted(skill("wider", Tier.DOMAIN), supporting=("leaf",))


def everything(*events: Event) -> tuple[Import, ...]:
    head = Head(position=Position(40), hash=b"h" * 32)
    return imported(memory_of(*SEEN, *events), sweep=SweepId("new"), log="sqlite:elsewhere", head=head, now=NOW)


def taken(*events: Event) -> tuple[SkillImported, ...]:
    return tuple(event for event in everything(*events) if isinstance(event, SkillImported))


def test_each_skill_comes_as_it_stood_there() -> None:
    retired = SkillRetired(skill=SkillId("own"), because="no", by="Ada", effect=None, read_to=Position(1), rule=RULES.version, now=NOW)
    pinned = SkillPinned(skill=SkillId("wider"), because="yes", by="Ada", now=NOW)

    own, wider = taken(OWN, WIDER, retired, pinned)

    assert (own.value, own.state, own.effect, own.pinned) == (OWN.value, SkillState.RETIRED, None, False)
    assert (wider.value, wider.state, wider.effect, wider.pinned) == (WIDER.value, SkillState.PROBATION, effect_of(0.4), True)
    assert wider.learned_from == ("leaf",)


def test_it_says_which_log_it_comes_from_and_how_far_that_had_come() -> None:
    (own,) = taken(OWN)

    assert (own.log, own.head, own.read_to, own.sweep, own.stream) == ("sqlite:elsewhere", b"h" * 32, 40, "new", "skill-own")


def test_the_evidence_of_a_group_comes_with_its_first_skill_and_only_once() -> None:
    own, wider, everywhere = taken(OWN, WIDER, abstracted(skill("everywhere", Tier.GLOBAL)))

    assert [one.competition for one in own.evidence] == ["leaf", "tree"]
    assert wider.evidence == ()
    assert [one.competition for one in everywhere.evidence] == ["note"]


def test_the_evidence_of_techniques_without_a_skill_comes_last_and_together() -> None:
    *_, rest = everything(OWN)

    assert isinstance(rest, EvidenceImported)
    assert [(one.technique, one.competition) for one in rest.evidence] == [("one-hot", "note"), ("linear", "leaf")]
    assert [known.id for known in rest.competitions] == ["leaf", "note"]
    assert (rest.log, rest.head, rest.read_to, rest.stream) == ("sqlite:elsewhere", b"h" * 32, 40, "sweep-new")


def test_all_that_was_judged_is_known_after_it_was_handed_over() -> None:
    events = everything(OWN, WIDER)

    assert set(memory_of(*events).evidence.judged) == set(memory_of(*SEEN).evidence.judged)


def test_a_log_without_any_judgement_hands_over_none() -> None:
    head = Head(position=Position(1), hash=b"h" * 32)

    assert imported(memory_of(sweep_started(competition())), sweep=SweepId("new"), log="sqlite:elsewhere", head=head, now=NOW) == ()


def test_rows_that_authors_were_shown_there_are_still_known_after_it_was_handed_over() -> None:
    shown = msgspec.structs.replace(profiled(), sample=BlobId("e" * 64))

    events = everything(shown, OWN)

    assert memory_of(*events).evidence.rows == {"leaf": "e" * 64}


def test_the_competitions_of_the_evidence_come_with_their_domain_their_numbers_and_their_description() -> None:
    (own,) = taken(OWN)

    assert [(known.id, known.domain, known.description) for known in own.competitions] == [
        ("leaf", "tabular", BlobId("d" * 64)),
        ("tree", "tabular", BlobId("d" * 64)),
    ]
    assert own.competitions[0].features["rows_log10"] == 2.0


def test_a_recipe_brings_its_own_competition_and_no_evidence_of_techniques() -> None:
    (own,) = taken(learned(recipe("r", of="leaf")))

    assert (own.evidence, [known.id for known in own.competitions]) == ((), ["leaf"])


def test_a_technique_that_no_skill_speaks_of_stays_behind() -> None:
    assert {one.technique for event in taken(OWN, WIDER) for one in event.evidence} == {"one-hot"}
