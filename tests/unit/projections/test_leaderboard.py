"""Final standing: one row a run."""

import msgspec

from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.events.sweep import SweepResumed
from haste.projections.leaderboard import Row, Together, rows
from haste.projections.ledger import Ledger
from haste.vocabulary.ids import BlobId, RunId, SkillId, Time
from haste.vocabulary.scales import Direction, Reason, Status
from tests.blends import ensemble_judged
from tests.builders import (
    NOW,
    NS,
    SWEEP,
    bad,
    chosen,
    competition,
    debug,
    declined,
    draft,
    failed,
    finished,
    good,
    graded,
    improve,
    log_of,
    made,
    revalidated,
    run_started,
    split_fixed,
    submitted,
    sweep_started,
)


def row_after(*events: Event) -> Row:
    (row,) = rows(log_of(sweep_started(), run_started(), split_fixed(), *events), SWEEP)
    return row


def test_a_finished_run_has_a_whole_row() -> None:
    ended = finished(now=Time(NOW + 90 * NS))

    row = row_after(*good(1, draft(), 0.7), *good(2, improve(1), 0.8), *bad(3, improve(2, branch=1), 0.7), submitted(2), ended, graded(0.75))

    assert msgspec.structs.replace(row, costs=Ledger()) == Row(
        run="s.leaf",
        competition="leaf",
        domain="tabular",
        view="hidden",
        metric="auc",
        direction="maximize",
        status=Status.SUCCEEDED,
        reason=None,
        message="",
        valid=True,
        validation=0.8,
        score=0.75,
        trials=3,
        proposals=2,
        accepted=1,
        iterations_to_best=2,
        skills_cited=0,
        costs=Ledger(),
        wall_s=90.0,
    )
    assert (row.costs.cpu_s, row.costs.gpu_s) == (9.0, 1.5)


def test_a_run_under_way_has_no_status_and_no_scores_yet() -> None:
    row = row_after(*good(1, draft(), 0.7), chosen(2, draft()))

    assert (row.status, row.reason, row.message, row.valid) == (None, None, "", False)
    assert (row.validation, row.score, row.wall_s) == (None, None, None)
    assert (row.trials, row.proposals, row.accepted) == (2, 0, 0)


def test_a_run_that_failed_says_how_and_why() -> None:
    row = row_after(*failed(1, draft()), finished(Status.CRASHED, Reason.NO_VALID_SOLUTION))

    assert (row.status, row.reason, row.message, row.valid) == (Status.CRASHED, Reason.NO_VALID_SOLUTION, "why", False)
    assert row.iterations_to_best is None


def test_drafts_and_their_repairs_are_trials_and_no_proposals() -> None:
    row = row_after(*failed(1, draft()), *good(2, debug(1), 0.6), *failed(3, improve(2, branch=1)), *declined(4, improve(2, branch=1)))

    assert (row.trials, row.proposals, row.accepted) == (3, 1, 0)


def test_without_an_accepted_refinement_the_best_draft_is_where_it_got_best() -> None:
    assert row_after(*good(1, draft(), 0.6), *good(2, draft(), 0.7), *bad(3, improve(2), 0.6)).iterations_to_best == 2


def test_the_direction_decides_which_draft_is_best() -> None:
    started = sweep_started(competition(direction=Direction.MINIMIZE))

    (row,) = rows(log_of(started, run_started(), split_fixed(), *good(1, draft(), 0.6), *good(2, draft(), 0.7)), SWEEP)

    assert row.iterations_to_best == 1


def test_time_between_drivers_is_no_time_of_the_run() -> None:
    idle = SweepResumed(sweep=SWEEP, epoch=2, idle_s=60.0, now=NOW)

    assert row_after(idle, finished(now=Time(NOW + 90 * NS))).wall_s == 30.0


def test_rows_come_in_the_order_of_the_sweeps_competitions() -> None:
    started = sweep_started(competition("leaf"), competition("tree"), competition("moss"))

    found = rows(log_of(started, run_started("moss"), run_started("leaf"), finished(run=RunId("s.moss"))), SWEEP)

    assert [row.competition for row in found] == ["leaf", "moss"]


def test_skills_that_several_proposals_cite_count_once() -> None:
    events = [event for number, skills in ((1, "ab"), (2, "bc"), (3, "")) for event in (chosen(number, draft()), citing(number, skills))]

    assert row_after(*events, chosen(4, draft())).skills_cited == 3


def citing(iteration: int, skills: str) -> ProposalMade:
    event = made(iteration, draft())
    return msgspec.structs.replace(event, proposal=msgspec.structs.replace(event.proposal, skills=tuple(map(SkillId, skills))))


def test_a_log_without_the_sweep_has_no_rows() -> None:
    assert rows(log_of(), SWEEP) == ()


def test_a_row_tells_what_became_of_the_ensemble() -> None:
    judged = ensemble_judged((2, 0.75), (1, 0.25))
    fresh, chosen = (msgspec.structs.replace(event, members=judged.members) for event in (revalidated(2, 0.82), submitted(2)))
    given = (*good(1, draft(), 0.7), *good(2, draft(), 0.8), judged, revalidated(2, 0.8), fresh)

    together, alone = row_after(*given, chosen).ensemble, row_after(*given, submitted(2)).ensemble

    assert together == Together(judged=judged, solutions=(BlobId(f"{2:064x}"), BlobId(f"{1:064x}")), validation=0.82, submitted=True, alone=None)
    assert alone == msgspec.structs.replace(together, submitted=False)
    assert row_after(*given[:-3]).ensemble is None
