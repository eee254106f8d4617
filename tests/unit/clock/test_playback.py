"""The clock of a recording: by what a run has done, it tells the time at which it went on, or by which it had run out."""

from collections.abc import Sequence
from functools import reduce

import msgspec
import pytest

from haste.clock.playback import PlaybackClock, grants
from haste.events.event import Event
from haste.events.sweep import SweepResumed
from haste.projections import run as runs
from haste.projections.recording import Recording, recording
from haste.projections.run import RunState
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Time, run_id
from haste.vocabulary.scales import Stage
from tests.blends import ensemble_judged
from tests.builders import (
    MINUTE,
    NOW,
    RUN,
    SWEEP,
    chosen,
    competition,
    draft,
    execution_finished,
    execution_started,
    finished,
    granted,
    log_of,
    made,
    phase_finished,
    phase_started,
    run_started,
    scored,
    split_fixed,
    submitted,
    sweep_started,
)

PLACES: list[Event] = [
    run_started(),
    granted(Lease(trials=3)),
    split_fixed(),
    phase_started(1),
    chosen(1, draft()),
    made(1, draft()),
    execution_started(1),
    execution_finished(1, scored(0.7)),
    phase_finished(1),
    ensemble_judged((1, 1.0), accepted=False),
    execution_started(1, stage=Stage.FULL),
    execution_finished(1, scored(None), stage=Stage.FULL),
    submitted(),
    finished(),
]


def minutes(event: Event, number: int) -> Event:
    """The same event so many minutes after the start, where it has a time."""
    return msgspec.structs.replace(event, now=Time(NOW + number * MINUTE)) if hasattr(event, "now") else event


def recorded(*events: Event) -> Recording:
    return recording(log_of(sweep_started(competition(), competition("tree")), *events), SWEEP, where="a test")


def state_of(events: Sequence[Event]) -> RunState:
    return reduce(runs.evolve, [sweep_started(competition(), competition("tree")), *events], RunState(run=RUN))


@pytest.mark.parametrize(
    ("done", "minute"),
    [
        (2, 2),  # the split comes next
        (3, 2),  # a phase comes next, whose plan was asked for first: by the time of the split it had not run out of time
        (4, 4),  # a step comes next: the time that it was chosen by
        (5, 6),
        (7, 6),  # its execution has no result yet
        (8, 6),  # the phase is summed up next: no later than its last execution
        (9, 9),  # the search is over: by the time of what came next the time may have run out
        (10, 10),
        (12, 12),
        (13, 13),
        (14, 13),  # nothing comes next
    ],
)
def test_the_time_is_that_of_what_comes_next(done: int, minute: int) -> None:
    events = [minutes(event, number) for number, event in enumerate(PLACES)]

    clock = PlaybackClock(recorded(*events), lambda: state_of(events[:done]))

    assert (clock.now() - NOW) / MINUTE == minute


def test_time_in_which_nobody_worked_is_taken_out_of_what_was_granted_later() -> None:
    lease = Lease(trials=3, deadline=Time(NOW + 10 * MINUTE))
    pause = SweepResumed(sweep=SWEEP, epoch=2, idle_s=60.0, now=NOW)
    late = [granted(lease), run_started("tree"), pause, granted(lease, "tree")]

    found = grants(recorded(run_started(), *late))

    assert {name: event.lease.deadline for name, event in found.items()} == {"leaf": NOW + 10 * MINUTE, "tree": NOW + 9 * MINUTE}
    assert {name: event.now for name, event in found.items()} == {"leaf": NOW, "tree": NOW - MINUTE}


def test_what_runs_were_granted_stands_in_the_order_in_which_they_ended() -> None:
    begun = [run_started(), granted(Lease(trials=3)), run_started("tree"), granted(Lease(trials=3), "tree")]
    ends = [finished(run=run_id(SWEEP, competition("tree").id)), finished()]

    assert list(grants(recorded(*begun, *ends))) == ["tree", "leaf"]
    assert list(grants(recorded(*begun))) == ["leaf", "tree"]  # nothing was told of their ends
