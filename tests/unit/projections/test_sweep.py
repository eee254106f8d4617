"""Where a sweep stands, folded from its events and from those of its runs."""

import pytest

from haste.events.sweep import RoundFinished, RoundStarted, SweepFinished, SweepResumed
from haste.projections import sweep as sweeps
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import CompetitionId, Position, RunId, Time
from haste.vocabulary.scales import Reason, Status
from tests.builders import (
    LEAF,
    NOW,
    NS,
    RULES,
    RUN,
    SWEEP,
    append,
    chosen,
    competition,
    draft,
    finished,
    graded,
    granted,
    log_of,
    probed,
    run_started,
    submitted,
    sweep_of,
    sweep_started,
)

LEASE = Lease(trials=8, deadline=Time(NOW + 60 * NS), reserve_s=15.0)
OPENED = RoundStarted(sweep=SWEEP, round=1, competitions=(LEAF,), read_to=Position(2), rule=RULES.version, now=NOW)


def resumed(idle_s: float, epoch: int = 2) -> SweepResumed:
    return SweepResumed(sweep=SWEEP, epoch=epoch, idle_s=idle_s, now=NOW)


def test_a_sweep_knows_what_was_asked_its_walls_its_rounds_and_its_end() -> None:
    state = sweep_of(sweep_started(), probed(), OPENED, RoundFinished(sweep=SWEEP, round=1, now=NOW), SweepFinished(sweep=SWEEP, valid=1, now=NOW))

    assert (state.started, state.epoch, state.walls) == (sweep_started(), 1, probed())
    assert (state.rounds, state.rounds_finished) == ((OPENED,), 1)
    assert state.finished == SweepFinished(sweep=SWEEP, valid=1, now=NOW)


def test_a_run_collects_its_lease_its_submission_its_end_and_its_grade() -> None:
    state = sweep_of(sweep_started(), run_started(), granted(LEASE), submitted(), finished(), graded())

    (standing,) = state.runs
    assert state.standing(RUN) == standing
    assert (standing.competition, standing.started, standing.lease) == (LEAF, NOW, LEASE)
    assert (standing.submitted, standing.finished, standing.graded) == (submitted(), finished(), graded())


def test_what_happens_to_one_run_leaves_the_others_alone() -> None:
    state = sweep_of(sweep_started(), run_started(), run_started("tree"), granted(LEASE, "tree"))

    assert [standing.lease for standing in state.runs] == [None, LEASE]


def test_a_run_is_valid_where_it_ended_with_a_submission() -> None:
    assert sweep_of(run_started(), finished()).standing(RUN).valid
    assert not sweep_of(run_started(), finished(Status.CRASHED, Reason.NO_VALID_SOLUTION)).standing(RUN).valid
    assert not sweep_of(run_started()).standing(RUN).valid


def test_a_resume_moves_the_deadlines_of_unfinished_runs_by_the_idle_time() -> None:
    before = (sweep_started(), run_started(), granted(LEASE), run_started("tree"), granted(Lease(trials=8), "tree"), run_started("moss"))

    state = sweep_of(*before, resumed(30.0), resumed(12.0, epoch=3))

    leaf, tree, moss = state.runs
    assert (state.epoch, state.idle_s) == (3, 42.0)
    assert leaf.lease == Lease(trials=8, deadline=Time(NOW + 102 * NS), reserve_s=15.0)
    assert (tree.lease, moss.lease) == (Lease(trials=8), None)
    assert [standing.idle_s for standing in state.runs] == [42.0, 42.0, 42.0]


def test_a_resume_leaves_a_finished_run_as_it_was() -> None:
    state = sweep_of(sweep_started(), run_started(), granted(LEASE), finished(), resumed(30.0))

    assert (state.standing(RUN).lease, state.standing(RUN).idle_s) == (LEASE, 0.0)


def test_events_of_other_kinds_leave_the_sweep_as_it_is() -> None:
    state = sweep_of(sweep_started(), run_started())

    assert sweeps.evolve(state, chosen(1, draft())) is state


def test_what_a_sweep_does_not_have_is_a_key_error() -> None:
    assert sweep_of(sweep_started()).competition(LEAF) == competition()
    with pytest.raises(KeyError, match="moss"):
        sweep_of(sweep_started()).competition(CompetitionId("moss"))
    with pytest.raises(KeyError, match="leaf"):
        sweep_of().competition(LEAF)
    with pytest.raises(KeyError, match=r"s\.moss"):
        sweep_of(sweep_started(), run_started()).standing(RunId("s.moss"))


def test_following_a_sweep_folds_all_its_runs_also_those_that_start_later() -> None:
    log = log_of(sweep_started(competition(), competition("tree")), run_started())
    follower = sweeps.follow(log, SWEEP)
    assert [standing.competition for standing in follower.state.runs] == ["leaf"]

    append(log, [run_started("tree"), finished()])
    follower.catch_up()

    assert [(standing.competition, standing.valid) for standing in follower.state.runs] == [("leaf", True), ("tree", False)]


def test_following_a_sweep_folds_in_the_order_of_the_log_over_all_its_streams() -> None:
    state = sweeps.follow(log_of(sweep_started(), run_started(), granted(LEASE), finished(), resumed(30.0)), SWEEP).state

    assert (state.standing(RUN).lease, state.standing(RUN).idle_s) == (LEASE, 0.0)


def test_following_a_sweep_that_is_not_there_gives_an_empty_state() -> None:
    assert sweeps.follow(log_of(), SWEEP).state == sweep_of()
