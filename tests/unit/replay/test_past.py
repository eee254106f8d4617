"""A log as it stood: nothing of what came later is read, and what stood before was verified."""

import msgspec
import pytest

from haste.errors import CorruptLogError, LogError, SweepNotFoundError, UseError
from haste.events.chain import Broken
from haste.events.codec import typed
from haste.events.run import RunFinished
from haste.events.skill import SkillAbstracted
from haste.projections.leaderboard import rows
from haste.projections.memory import MemoryFollower
from haste.store.memory import MemoryLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import SkillState, SweepState, Tier
from replay.past import PastLog, every, found_sweep, started_sweeps, stood, whole
from replay.states import position, state_at
from replay.telling_states import lines
from tests.builders import SWEEP, log_of
from tests.logs import CountingClock, write
from tests.unit.replay.seasons import COMPETITIONS, Season


def past_of(made: Season, at: int) -> PastLog:
    found = stood(made.log, at)
    assert isinstance(found, PastLog)
    return found


def first(made: Season, kind: type) -> int:
    return next(recorded.position for recorded in every(made.log) if isinstance(recorded.event, kind))


def damaged(made: Season, at: int) -> MemoryLog:
    """A log in which one event has another byte."""
    page = list(made.log.tail(after=Position(0), limit=made.log.head().position))
    page[at - 1] = msgspec.structs.replace(page[at - 1], time=page[at - 1].time + 1)
    other = MemoryLog(CountingClock())
    other.take(page, made.log.head())
    return other


def test_the_past_ends_where_it_ended(made: Season) -> None:
    past, whole_page = past_of(made, 100), made.log.tail(after=Position(0), limit=1000)

    assert past.head().position == 100
    assert verify(past) == past.head()
    assert past.tail(after=Position(0), limit=1000) == whole_page[:100]
    assert past.tail(after=Position(90), limit=5) == whole_page[90:95]
    assert past.tail(after=Position(100), limit=5) == ()
    streams = {stored.stream for stored in whole_page}
    assert all(past.read(stream) == tuple(one for one in whole_page[:100] if one.stream == stream) for stream in streams)


def test_the_past_is_not_written_to(made: Season) -> None:
    with pytest.raises(LogError, match="as it stood at position 7: expected reading alone"):
        past_of(made, 7).append([write()], key="k")


@pytest.mark.parametrize("at", [0, -1, 100_000])
def test_a_position_that_the_log_does_not_have_is_wrong_use(made: Season, at: int) -> None:
    with pytest.raises(UseError, match=f"expected a position from 1 to {made.log.head().position}, found {at}"):
        state_at(made.log, at)


def test_a_log_without_events_has_no_position() -> None:
    with pytest.raises(UseError, match="in a log without events"):
        state_at(log_of(), 1)


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "", "\u0661"])
def test_a_text_that_is_no_position_is_wrong_use(text: str) -> None:
    with pytest.raises(UseError, match="--at: expected a position: a whole number from 1"):
        position(text)


def test_what_stood_before_a_broken_place_is_shown_and_what_stands_after_it_is_not(made: Season) -> None:
    log = damaged(made, 50)

    assert state_at(log, 49).verified == 49
    assert stood(log, 50) == Broken(position=50, reason="its bytes do not match its hash: something was changed")
    with pytest.raises(CorruptLogError, match="at position 50: its bytes do not match its hash"):
        state_at(log, 60)
    with pytest.raises(CorruptLogError, match="position 50"):
        whole(log)


def test_a_log_that_ends_before_its_head_is_told(made: Season) -> None:
    short = MemoryLog(CountingClock())
    short.take(made.log.tail(after=Position(0), limit=10), made.log.head())

    assert stood(short, 11) == Broken(position=11, reason=f"expected an event, found none; the head says {made.log.head().position}")


def test_a_past_state_is_what_everybody_would_have_seen_then(made: Season) -> None:
    at = first(made, SkillAbstracted)
    state = state_at(made.log, at)

    follower = MemoryFollower(made.log)
    follower.catch_up(to=Position(at))
    assert {skill.skill: skill.state for skill in state.skills} == {name: entry.state for name, entry in follower.state.tiers.entries.items()}
    (sweep,) = state.sweeps
    assert (sweep.state, sweep.arm, sweep.rounds, sweep.competitions) == (SweepState.RUNNING, "tiered", 1, len(COMPETITIONS))
    seen = {row.run: (row.status, row.trials, row.proposals, row.accepted) for row in rows(past_of(made, at), SWEEP)}
    assert {run.run: (run.status, run.trials, run.proposed, run.accepted) for run in sweep.runs} == seen


def test_a_skill_is_there_from_its_event_on(made: Season) -> None:
    at = first(made, SkillAbstracted)
    before, after = state_at(made.log, at - 1), state_at(made.log, at)

    assert {skill.tier for skill in before.skills} == {Tier.COMPETITION}
    (new,) = {skill.skill: skill for skill in after.skills}.keys() - {skill.skill for skill in before.skills}
    assert after.skills[0].skill == new
    assert (after.skills[0].tier, after.skills[0].state) == (Tier.DOMAIN, SkillState.PROBATION)
    assert after.skills[0].interval is not None
    assert after.skills[0].effect == pytest.approx(0.6, abs=0.3)


def test_a_learning_shows_the_figures_of_its_own_competition_and_a_recipe_none(made: Season) -> None:
    skills = {skill.skill.partition("-")[0]: skill for skill in state_at(made.log, first(made, SkillAbstracted)).skills[1:]}

    assert skills["one"].interval is not None
    assert (skills["recipe"].effect, skills["recipe"].interval) == (None, None)


def test_the_incumbent_is_what_the_best_line_has_come_to(made: Season) -> None:
    (run, *_) = state_at(made.log, first(made, RunFinished)).sweeps[0].runs

    assert (run.incumbent, run.submitted, run.folds) == (5, 5, 5)  # trial 7 was accepted too, in the other line
    assert run.score == pytest.approx(0.66 + 0.10 + 0.004, abs=0.01)


def test_the_next_event_is_told_and_none_at_the_head(made: Season) -> None:
    head = made.log.head()
    last, end = state_at(made.log, head.position - 1), state_at(made.log, head.position)

    (stored,) = typed(made.log.tail(after=Position(head.position - 1), limit=1))
    assert last.next is not None
    assert (last.next.position, last.next.kind, last.next.stream) == (head.position, "sweep.finished.v1", stored.stream)
    assert (end.next, end.head, end.sweeps[0].state) == (None, head.hash.hex(), SweepState.FINISHED)


def test_a_past_state_in_words_says_up_to_where_it_was_verified(made: Season) -> None:
    told = list(lines(state_at(made.log, 100)))

    assert told[0].startswith("position 100, ")
    assert told[1].startswith("the chain of hashes holds from position 1 to 100; head ")
    assert "sweep s: running, arm tiered, round 1, epoch 1, 1 of 5 runs begun" in told
    assert told[-1].startswith("next, position 101, ")
    assert "no skills yet" in told
    assert "next: nothing, this is the head" in lines(state_at(made.log, made.log.head().position))


def test_a_sweep_is_found_by_its_id_and_the_newest_where_none_is_named(made: Season) -> None:
    assert found_sweep(made.log, None) == found_sweep(made.log, "s") == made.started
    assert started_sweeps(made.log) == (made.started,)
    with pytest.raises(SweepNotFoundError, match=r"expected a sweep of this log, found 't'\. It holds s\."):
        found_sweep(made.log, "t")
    with pytest.raises(SweepNotFoundError, match="expected a sweep, found none"):
        found_sweep(whole(log_of()), None)
