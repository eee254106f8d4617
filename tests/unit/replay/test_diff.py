"""Do two logs agree?"""

import msgspec
import pytest

from haste.events.event import Event
from haste.ports import EventLog
from haste.vocabulary.ids import CompetitionId, Time
from haste.vocabulary.scales import Reason, Status
from replay.diff import Disagreement, disagreement
from tests.blends import ensemble_judged
from tests.builders import (
    FAILED,
    NOW,
    SWEEP,
    bad,
    chosen,
    competition,
    draft,
    execution_finished,
    execution_started,
    finished,
    good,
    improve,
    log_of,
    made,
    probed,
    rejected,
    run_started,
    split_fixed,
    submitted,
    sweep_started,
)

START = (sweep_started(), run_started(), split_fixed())
TRIALS = (*good(1, draft(), 0.7), *bad(2, improve(1), 0.6))
OTHER_CODE = (chosen(2, improve(1)), made(2, improve(1), code="f" * 64), rejected(2))
LEFT = (*START, *TRIALS, submitted(), finished())


def first(*right: Event, left: tuple[Event, ...] = LEFT) -> Disagreement | None:
    return disagreement(log_of(*left), SWEEP, log_of(*right), SWEEP)


def test_a_log_agrees_with_itself() -> None:
    assert first(*LEFT) is None


def test_times_positions_and_attempts_may_differ() -> None:
    retried = (chosen(1, draft()), made(1, draft()), execution_started(1), execution_started(1, attempt=2))
    late = finished(now=Time(NOW + 5))

    assert first(sweep_started(), probed(), *START[1:], *retried, *TRIALS[3:], submitted(), late) is None


@pytest.mark.parametrize(
    ("right", "where"),
    [
        ((*START, *good(1, draft(), 0.7), *good(2, improve(1), 0.6), submitted(), finished()), "trial 2"),
        ((*START, *good(1, draft(), 0.7), *bad(2, draft(), 0.6), submitted(), finished()), "trial 2"),
        (
            (*START, *good(1, draft(), 0.7), chosen(2, improve(1)), made(2, improve(1), code="f" * 64), rejected(2), submitted(), finished()),
            "trial 2",
        ),
        ((*START, *TRIALS[:-1], rejected(2, Reason.TRAILING), submitted(), finished()), "trial 2"),
        ((*START, *good(1, draft(), 0.7), submitted(), finished()), "trial 2"),
        ((*START, *TRIALS, *bad(3, improve(1), 0.5), submitted(), finished()), "trial 3"),
        ((*START, *TRIALS, submitted(solution="e" * 64), finished()), "submission"),
        ((*START, *TRIALS, finished(Status.CRASHED, Reason.NO_VALID_SOLUTION)), "submission"),
        ((*START, *TRIALS, submitted()), "end"),
        ((*START, *TRIALS, ensemble_judged((1, 0.5), (2, 0.5)), submitted(), finished()), "ensemble"),
        ((*START, *TRIALS, msgspec.structs.replace(submitted(), members=ensemble_judged((1, 1.0)).members), finished()), "members of the submission"),
    ],
    ids=["verdict", "operator", "solution", "reason", "fewer", "more", "submission", "no submission", "end", "ensemble", "members"],
)
def test_the_first_difference_is_named_with_both_sides(right: tuple[Event, ...], where: str) -> None:
    found = first(*right)

    assert found is not None
    assert (found.competition, found.where) == ("leaf", where)
    assert found.left != found.right


def test_a_choice_is_told_in_words() -> None:
    found = first(*START, *good(1, draft(), 0.7), *good(2, improve(1), 0.6), submitted(), finished())

    assert found is not None
    assert found.left == "improve of 1, solution 000000000000, 0 skills loaded, accepted False, reason no_gain"
    assert found.right == "improve of 1, solution 000000000000, 0 skills loaded, accepted True, reason None"


def test_a_trial_without_a_proposal_is_told_too() -> None:
    found = first(*START, chosen(1, draft()), left=(*START, *good(1, draft(), 0.7)))

    assert found is not None
    assert found.right == "draft of None, solution none, 0 skills loaded, accepted None, reason None"


def test_a_run_that_is_missing_in_one_log_is_a_difference_of_competitions() -> None:
    both = sweep_started(competition(), competition("tree"))

    found = first(both, run_started(), left=(both, run_started(), run_started("tree")))

    assert found == Disagreement(competition="", where="competitions", left="leaf, tree", right="leaf")


def test_runs_are_compared_by_competition_whatever_their_order() -> None:
    both = sweep_started(competition(), competition("tree"))

    assert first(both, run_started("tree"), run_started(), left=(both, run_started(), run_started("tree"))) is None


def test_scores_may_differ_where_the_choices_do_not() -> None:
    trial = (chosen(1, draft()), made(1, draft()), execution_finished(1, FAILED), rejected(1, Reason.NO_GAIN))

    assert first(*START, *trial, left=(*START, *bad(1, draft(), 0.5))) is None


def test_a_sweep_that_a_log_does_not_hold_has_no_runs() -> None:
    empty: EventLog = log_of()

    found = disagreement(log_of(*LEFT), SWEEP, empty, SWEEP)

    assert found is not None
    assert found.where == "competitions"
    assert CompetitionId("leaf") == found.left
