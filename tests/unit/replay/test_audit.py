"""Deciding again how a skill came about."""

import pytest

from haste.clock.system import SystemClock
from haste.decisions.importing import imported
from haste.errors import SkillNotFoundError
from haste.events.event import Event, Stored
from haste.events.skill import SkillAbstracted, SkillPinned, SkillProven, SkillRetired
from haste.projections.memory import MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import Position, StreamName, SweepId, Version
from haste.vocabulary.scales import Stage, Verdict, Warmth
from replay.audit import require_match
from replay.telling import lines
from tests.builders import NOW, RULES, append, execution_finished, execution_started, scored
from tests.unit.replay.auditing import audited, promoted
from tests.unit.replay.histories import History


@pytest.mark.parametrize("warm", Warmth)
def test_a_promotion_is_decided_again_and_matches(warm: Warmth) -> None:
    history, event = promoted(warm=warm)

    found = audited(history, event.skill)

    assert (found.match, found.differences) == (True, ())
    assert (found.verdict, found.rule, found.read_to) == (Verdict.DOMAIN, RULES.version, event.read_to)
    assert found.head == history.log.head().hash.hex()
    require_match(found)


def test_it_matches_although_a_thousand_events_lie_between_what_was_read_and_the_decision() -> None:
    history, event = promoted(meanwhile=1000)

    found = audited(history, event.skill)

    assert found.match
    assert found.chain[-1].position == event.read_to + 1001


def test_evidence_that_came_after_what_was_read_changes_nothing() -> None:
    history, event = promoted()
    history.tries("leaf", -0.9, iteration=7)
    history.tries("moss", -0.9, iteration=7)

    assert audited(history, event.skill).match


def test_the_chain_goes_from_proposals_to_the_words_with_position_and_hash() -> None:
    history, event = promoted()
    stored = {one.position: one.hash.hex()[:12] for one in history.log.tail(after=Position(0), limit=1000)}

    chain = audited(history, event.skill).chain

    trial = ["proposal", "execution", "execution", "score", "score", "acceptance"]
    assert [link.step for link in chain] == [*trial, *trial, "evidence", "evidence", "source", "verdict", "wording"]
    assert {link.hash for link in chain[:-1]} <= set(stored.values())
    assert [stored[link.position] for link in chain[:-1]] == [link.hash for link in chain[:-1]]
    assert (chain[-1].position, chain[-1].hash) == (chain[-2].position, event.reply[:12])
    assert chain[0].text == "trial 2 of s.leaf: title 2 (cause: one-hot)"
    assert chain[3].text == "fold 0: 0.7"
    assert chain[5].text == f"accepted by {RULES.version}; effect +0.300 ± 0.010 to its cause"
    assert chain[12].text == "leaf: +0.300 [+0.284, +0.316] over 1 trials, significantly helps"


def test_executions_for_something_else_are_no_part_of_a_verdict() -> None:
    history = History()
    history.starts()
    history.keeps(execution_started(2, stage=Stage.FULL), execution_finished(2, scored(0.9), stage=Stage.FULL))
    history.tries("leaf", 0.3)
    history.keeps(execution_started(2, 4), execution_finished(2, scored(0.9), 4))
    event = history.considers()
    assert isinstance(event, SkillAbstracted)

    texts = [link.text for link in audited(history, event.skill).chain if link.step in ("execution", "score")]

    assert texts == ["fold 0, attempt 1", "fold 1, attempt 1", "fold 0: 0.7", "fold 1: 0.8"]


def test_evidence_stands_at_the_newest_verdict_that_it_rests_on() -> None:
    history = History()
    history.starts()
    history.tries("leaf", 0.3)
    history.tries("leaf", 0.1, iteration=3)
    newest = history.log.head()
    event = history.considers()
    assert isinstance(event, SkillAbstracted)

    (found,) = (link for link in audited(history, event.skill).chain if link.step == "evidence")

    assert (found.position, found.hash) == (newest.position, newest.hash.hex()[:12])
    assert found.text.startswith("leaf: +0.200 [")
    assert "over 2 trials" in found.text


def test_a_chain_reads_from_cause_to_effect_in_words() -> None:
    history, event = promoted()

    told = list(lines(audited(history, event.skill)))

    assert told[0] == f"skill {event.skill}: match"
    assert told[1].startswith(f"verdict domain by {RULES.version}, on the log up to position {event.read_to}; head ")
    assert [line.split()[0] for line in told[2:4]] == ["proposal", "execution"]


def test_a_learning_is_distilled_again_and_matches() -> None:
    history, _ = promoted()
    skill = history.distils("moss")

    found = audited(history, skill)

    assert found.match
    assert (found.verdict, found.rule) == (Verdict.COMPETITION, RULES.version)
    assert [link.step for link in found.chain if link.step != "execution"] == [
        "proposal",
        "score",
        "score",
        "acceptance",
        "evidence",
        "verdict",
        "wording",
    ]
    assert {link.text.split(":")[0] for link in found.chain if link.step == "evidence"} == {"moss"}
    assert found.chain[-1].position == found.chain[-2].position - 1, "the words came with the distillation, one event before the skill"


def test_a_skill_that_was_proven_later_has_both_decisions_made_again() -> None:
    history = History()
    history.starts()
    history.tries("leaf", 0.3)
    event = history.considers()
    assert isinstance(event, SkillAbstracted)
    history.tries("moss", 0.3)
    assert isinstance(history.considers(), SkillProven)

    found = audited(history, event.skill)

    assert found.match
    assert found.read_to == event.read_to
    assert [link.text.partition(";")[0] for link in found.chain if link.step == "verdict"] == [
        "domain, probation",
        "proven: significant in 2 competitions, none against it",
    ]


def test_what_a_person_did_is_not_decided_again() -> None:
    history, event = promoted()
    by_hand = SkillRetired(skill=event.skill, because="bad", by="Ada", effect=None, read_to=Position(1), rule="person", now=NOW)
    append(history.log, [SkillPinned(skill=event.skill, because="good", by="Ada", now=NOW), by_hand])

    found = audited(history, event.skill)

    assert found.match
    assert [link.step for link in found.chain].count("verdict") == 1


class Growing(MemoryLog):
    """A log to which somebody appends whenever a stream is read."""

    more: tuple[Event, ...] = ()

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        more, self.more = self.more, ()
        append(self, more)
        return super().read(stream, after=after)


def test_what_is_appended_while_the_audit_reads_is_not_judged() -> None:
    history = History(Growing(SystemClock()))
    history.starts()
    history.tries("leaf", 0.3)
    event = history.considers()
    assert isinstance(event, SkillAbstracted)
    assert isinstance(history.log, Growing)
    history.log.more = (SkillProven(skill=event.skill, effect=event.effect, read_to=event.read_to, rule=RULES.version, now=NOW),)
    head = history.log.head()

    found = audited(history, event.skill)

    assert history.log.head().position == head.position + 1
    assert (found.match, found.head) == (True, head.hash.hex())


@pytest.mark.parametrize("warm", Warmth)
def test_a_sweep_is_audited_on_what_it_remembered(warm: Warmth) -> None:
    earlier = History()
    earlier.starts()
    earlier.tries("leaf", -0.3)
    later = History(earlier.log, earlier.blobs, sweep=SweepId("t"), warm=warm)
    later.starts()
    later.tries("moss", 0.9)
    later.tries("leaf", 0.9)

    event = later.considers()

    assert isinstance(event, SkillAbstracted)
    assert event.effect.mean > (0.7 if warm is Warmth.COLD else 0.4)
    assert audited(later, event.skill).match


def test_the_same_skill_of_two_cold_sweeps_has_two_names_and_both_are_audited() -> None:
    earlier, event = promoted()
    later = History(earlier.log, earlier.blobs, sweep=SweepId("t"))
    later.starts()
    later.tries("leaf", 0.5)
    assert later.distils("leaf")
    again = later.considers()
    assert isinstance(again, SkillAbstracted)

    found = [audited(earlier, one.skill) for one in (event, again)]

    assert again.skill != event.skill
    assert [(one.match, one.read_to) for one in found] == [(True, event.read_to), (True, again.read_to)]


def test_what_was_decided_before_the_same_skill_was_handed_over_again_is_decided_again_too() -> None:
    history, event = promoted()
    follower = MemoryFollower(history.log)
    follower.catch_up()
    later = History(history.log, MemoryBlobs(), sweep=SweepId("t"), warm=Warmth.IMPORTED)
    later.starts()
    later.keeps(*imported(follower.state, sweep=SweepId("t"), log="sqlite:here", head=history.log.head(), now=NOW))

    whole, lost = audited(history, event.skill), audited(later, event.skill)

    assert (whole.match, whole.verdict, whole.read_to) == (True, Verdict.DOMAIN, event.read_to)
    assert [link.step for link in whole.chain][-3:] == ["verdict", "wording", "import"]
    assert [difference.field for difference in lost.differences if difference.field in ("request", "reply")] == ["request", "reply"]


def test_a_skill_of_the_global_tier_is_audited_over_all_domains() -> None:
    history = History()
    history.starts(leaf="tabular", moss="tabular", ode="text", poem="text")
    for name in ("leaf", "moss", "ode", "poem"):
        history.tries(name, 0.3)
    history.considers()
    history.considers(domain="text")

    event = history.considers(domain=None)

    assert isinstance(event, SkillAbstracted)
    found = audited(history, event.skill)
    assert (found.match, found.verdict) == (True, Verdict.GLOBAL)
    assert [link.step for link in found.chain].count("source") == 2


def test_a_harmful_technique_is_audited_by_mirrored_bounds() -> None:
    history = History()
    history.starts()
    history.tries("leaf", -0.3)
    history.tries("moss", -0.2)

    event = history.considers()

    assert isinstance(event, SkillAbstracted)
    found = audited(history, event.skill)
    assert found.match
    assert [link.text.rpartition(", ")[2] for link in found.chain if link.step == "evidence"] == ["significantly harms"] * 2


def test_a_skill_that_is_not_there_offers_the_nearest() -> None:
    history, event = promoted()

    with pytest.raises(SkillNotFoundError, match=f"Nearest: .*{event.skill}"):
        audited(history, event.skill[:-3])
