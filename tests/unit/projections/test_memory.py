"""What the whole log remembers, or what one sweep of it does."""

import ast
import inspect
from functools import reduce
from types import ModuleType

import msgspec
import pytest

from haste.errors import CorruptLogError
from haste.events.catalogue import CATALOGUE
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.sweep import SweepResumed
from haste.ports import EventLog, Expected, Write
from haste.projections import evidence, purses, skill_tiers, uses
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

    follower.catch_up(to=Position(5))
    assert follower.state == memory_of(*GIVEN[:5])
    follower.catch_up(to=Position(2))
    assert (follower.state, follower.read_to) == (memory_of(*GIVEN[:5]), 5)


def test_each_event_is_folded_once() -> None:
    log = log_of(*GIVEN[:3])
    follower = followed(log)

    append(log, GIVEN[3:])

    for _ in range(2):
        follower.catch_up()
        assert follower.state == memory_of(*GIVEN)


def test_a_log_of_many_pages_is_folded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "_PAGE", 2)

    assert followed(log_of(*GIVEN)).state == memory_of(*GIVEN)
    assert followed(log_of(*GIVEN), to=5).read_to == 5


def test_a_follower_goes_on_from_what_another_one_kept() -> None:
    log = log_of(*GIVEN)
    kept = followed(log, to=4).kept

    follower = MemoryFollower(log, start=kept)
    assert (follower.state, follower.read_to) == (memory_of(*GIVEN[:4]), 4)
    follower.catch_up()

    assert follower.kept == followed(log).kept
    assert kept == followed(log, to=4).kept, "what was kept is not changed by who goes on from it"


def test_a_log_that_ends_before_its_head_is_corrupt_and_no_crash() -> None:
    log = log_of(*GIVEN)

    with pytest.raises(CorruptLogError, match=f"expected events up to position {len(GIVEN) + 1}, found none after {len(GIVEN)}"):
        followed(log, to=len(GIVEN) + 1)


def test_a_log_that_gives_only_values_is_folded_the_same() -> None:
    log = log_of(*GIVEN)

    assert followed(Plain(log)).kept == followed(log).kept  # type: ignore[arg-type]  # it has all that a follower asks for


class Plain:
    """A log that has what the port asks for, and no pages of bytes."""

    def __init__(self, log: MemoryLog) -> None:
        self.head, self.tail = log.head, log.tail


def test_a_follower_decodes_all_kinds_that_the_memory_reads_and_no_others() -> None:
    matched = {name for module in (memories, evidence, skill_tiers, uses, purses) for name in event_names(module)}
    known = {kind.__name__: kind for kind in CATALOGUE}

    assert {known[name] for name in matched if name in known} == set(memories.READS)


def event_names(module: ModuleType) -> set[str]:
    """Names of the classes that a module's folds match or ask for."""
    tree = ast.parse(inspect.getsource(module))
    folds = [
        node for node in ast.walk(tree) if isinstance(node, ast.MatchClass) or (isinstance(node, ast.Call) and name_of(node.func) == "isinstance")
    ]
    return {name for fold in folds for node in ast.walk(fold) if (name := name_of(node))}


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""
