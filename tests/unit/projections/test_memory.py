"""What the whole log remembers, or what one sweep of it does."""

from functools import reduce

import msgspec
import pytest

from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.sweep import SweepResumed
from haste.ports import EventLog, Expected, Write
from haste.projections import memory as memories
from haste.projections.memory import Memory, MemoryFollower
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import BlobId, Position, StreamName, SweepId
from haste.vocabulary.scales import Tier
from tests.builders import (
    NOW,
    RULES,
    RUN,
    SWEEP,
    abstracted,
    append,
    competition,
    judged,
    learned,
    log_of,
    memory_of,
    run_started,
    skill,
    sweep_started,
)

OTHER = SweepId("t")
STARTED = sweep_started(competition("a"))
GIVEN = (STARTED, run_started("a"), *judged("a", "one-hot", 0.4), learned(skill("x", of="a")), abstracted(skill("y", Tier.DOMAIN)))


def of_another_sweep(log: EventLog, *events: Event) -> None:
    for event in events:
        write = Write(stream=event.stream, events=(event,), expected=Expected.ANY, actor="given", correlation=OTHER)
        log.append([write], key=f"other-{log.head().position}")


def distilled() -> LearningsDistilled:
    blob = BlobId("b" * 64)
    return LearningsDistilled(
        run=RUN, request=blob, reply=blob, author="offline", calls=(), skills=(), read_to=Position(0), rule=RULES.version, now=NOW
    )


def followed(log: MemoryLog, *, only: SweepId | None = None, to: int | None = None) -> MemoryFollower:
    follower = MemoryFollower(log, only=only)
    follower.catch_up(to=None if to is None else Position(to))
    return follower


def test_memory_is_evidence_and_skills() -> None:
    memory = memory_of(*GIVEN)

    assert [one.technique for one in memory.evidence.judged] == ["one-hot"]
    assert list(memory.tiers.entries) == ["x", "y"]


def test_memory_knows_the_newest_epoch_and_the_rules_of_each_sweep() -> None:
    other = msgspec.structs.replace(STARTED, sweep=OTHER)

    memory = memory_of(STARTED, SweepResumed(sweep=SWEEP, epoch=2, idle_s=0.0, now=NOW), other)

    assert memory.epochs == {SWEEP: 2, OTHER: 1}
    assert memory.rules == {SWEEP: RULES.version, OTHER: RULES.version}


def test_memory_knows_which_runs_were_distilled() -> None:
    assert memory_of(*GIVEN).distilled == frozenset()
    assert memory_of(*GIVEN, distilled()).distilled == {RUN}


def test_a_follower_folds_all_streams_of_the_log() -> None:
    follower = followed(log_of(*GIVEN))

    assert follower.state == memory_of(*GIVEN)
    assert follower.read_to == len(GIVEN)


def test_a_cold_sweep_remembers_its_own_events_only_and_a_warm_one_those_of_all() -> None:
    log = log_of(*GIVEN)
    of_another_sweep(log, msgspec.structs.replace(STARTED, sweep=OTHER), abstracted(skill("z", Tier.DOMAIN)))

    assert list(followed(log, only=SWEEP).state.tiers.entries) == ["x", "y"]
    assert list(followed(log, only=OTHER).state.tiers.entries) == ["z"]
    assert list(followed(log).state.tiers.entries) == ["x", "y", "z"]
    assert followed(log, only=OTHER).state.epochs == {OTHER: 1}


def test_a_cold_sweep_still_knows_how_long_every_stream_is() -> None:
    log = log_of(*GIVEN)

    follower = followed(log, only=OTHER)

    assert msgspec.structs.replace(follower.state, forgotten=()) == Memory()
    assert follower.newest(StreamName("skill-y")) == (1, len(GIVEN))
    assert follower.newest(StreamName("skill-unheard-of")) == (0, 0)


def test_a_cold_sweep_knows_only_the_names_of_what_others_made() -> None:
    warm, cold = followed(log_of(*GIVEN)).state, followed(log_of(*GIVEN), only=OTHER).state

    assert cold.named == warm.named != ()
    assert cold.tiers == Memory().tiers


@pytest.mark.parametrize("to", range(len(GIVEN) + 1))
def test_a_follower_folds_up_to_a_position_and_no_further(to: int) -> None:
    follower = followed(log_of(*GIVEN), to=to)

    assert follower.state == reduce(memories.evolve, GIVEN[:to], Memory())
    assert follower.read_to == to


def test_a_follower_goes_on_from_where_it_is_and_never_back() -> None:
    follower = followed(log_of(*GIVEN), to=3)

    new = follower.catch_up(to=Position(5))
    assert [recorded.event for recorded in new] == list(GIVEN[3:5])
    assert follower.catch_up(to=Position(2)) == ()
    assert follower.read_to == 5


def test_each_event_is_folded_once() -> None:
    log = log_of(*GIVEN[:3])
    follower = followed(log)

    append(log, GIVEN[3:])

    assert [recorded.event for recorded in follower.catch_up()] == list(GIVEN[3:])
    assert follower.catch_up() == ()
    assert follower.state == memory_of(*GIVEN)


def test_a_log_of_many_pages_is_folded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "_PAGE", 2)

    assert followed(log_of(*GIVEN)).state == memory_of(*GIVEN)
    assert followed(log_of(*GIVEN), to=5).read_to == 5
