"""Does a trial move its branch?"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haste.commands import JudgeProposal
from haste.decisions import acceptance
from haste.events.event import Event
from haste.events.run import ProposalAccepted, ProposalRejected, ReplyReceived
from haste.projections.search_tree import SearchTree
from haste.statistics import t_quantile
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction, Reason
from tests.builders import (
    FAILED,
    NOW,
    RULES,
    RUN,
    bad,
    chosen,
    draft,
    executed,
    execution_finished,
    good,
    improve,
    lift_of,
    made,
    run_started,
    tree_of,
)

PARENT = good(1, draft(), 0.5, 0.5, 0.5, 0.5, 0.5)
NOISY = bad(2, improve(1), 0.5, 0.49, 0.51, 0.5, 0.5)  # gives the run a spread between folds: 0.0071


def verdict(*events: Event, lift: Lift | None = None, direction: Direction = Direction.MAXIMIZE, folds: int = 5) -> tuple[Event, ...]:
    tree = tree_of(*events, folds=folds)
    command = JudgeProposal(run=RUN, iteration=tree.trials[-1].iteration, direction=direction, lift=lift, read_to=Position(9), now=NOW)
    return acceptance.decide(command, tree, RULES)


def reason(events: tuple[Event, ...]) -> Reason | None:
    """Why it was rejected; None where it was accepted."""
    (event,) = events
    assert isinstance(event, ProposalAccepted | ProposalRejected)
    assert (event.run, event.read_to, event.rule, event.now) == (RUN, 9, RULES.version, NOW)
    return event.reason if isinstance(event, ProposalRejected) else None


def refining(*scores: float, iteration: int = 2) -> tuple[Event, ...]:
    return (chosen(iteration, improve(1)), made(iteration, improve(1)), *executed(iteration, scores))


def wanted(*events: Event, folds: int = 5) -> tuple[int, ...]:
    tree = tree_of(*events, folds=folds)
    return acceptance.folds_wanted(tree, tree.trials[-1], RULES)


def test_a_draft_is_screened_in_by_one_fold_that_runs() -> None:
    assert verdict(chosen(1, draft()), made(1, draft())) == ()
    assert reason(verdict(chosen(1, draft()), made(1, draft()), *executed(1, [0.5]))) is None


def test_a_judged_trial_is_not_judged_again() -> None:
    assert verdict(*PARENT) == ()
    assert verdict(*PARENT, *NOISY, lift=lift_of(1.0)) == ()


def test_a_trial_whose_author_declined_is_exhausted() -> None:
    answered = ReplyReceived(run=RUN, iteration=Iteration(1), reply=BlobId("r"), author="a", suggests=False, calls=())

    assert reason(verdict(chosen(1, draft()), answered)) is Reason.EXHAUSTED


def test_a_trial_with_a_failed_fold_has_failed_however_good_its_lift() -> None:
    assert reason(verdict(chosen(1, draft()), execution_finished(1, FAILED))) is Reason.FAILED
    assert reason(verdict(*PARENT, *refining(0.9), execution_finished(2, FAILED, 1), lift=lift_of(1.0))) is Reason.FAILED


def test_a_refinement_waits_for_its_lift() -> None:
    assert verdict(*PARENT, *refining(0.9, 0.9, 0.9)) == ()


def test_a_refinement_with_a_believable_lift_is_accepted_and_any_other_is_not() -> None:
    assert reason(verdict(*PARENT, *refining(0.6, 0.6, 0.6, 0.6, 0.6), lift=lift_of(0.1, 0.01))) is None
    assert reason(verdict(*PARENT, *refining(0.6, 0.6, 0.6, 0.6, 0.6), lift=lift_of(0.1, 1.0))) is Reason.NO_GAIN


def test_a_verdict_carries_the_lift_that_it_was_made_on() -> None:
    (event,) = verdict(*PARENT, *refining(0.6, 0.6, 0.6, 0.6, 0.6), lift=lift_of(0.1, 0.01))

    assert isinstance(event, ProposalAccepted)
    assert event.lift == lift_of(0.1, 0.01)


@pytest.mark.parametrize("scores", [(0.48,), (0.48, 0.49), (0.499, 0.5, 0.498)])
def test_a_refinement_clearly_below_its_parent_is_dropped_at_each_look(scores: tuple[float, ...]) -> None:
    assert reason(verdict(*PARENT, *NOISY, *refining(*scores, iteration=3))) is Reason.TRAILING


@pytest.mark.parametrize("scores", [(0.495,), (0.498, 0.498), (0.5, 0.5, 0.5)])
def test_a_refinement_within_the_noise_goes_on(scores: tuple[float, ...]) -> None:
    assert verdict(*PARENT, *NOISY, *refining(*scores, iteration=3)) == ()


def test_late_looks_ask_for_less_than_early_ones() -> None:
    assert verdict(*PARENT, *NOISY, *refining(0.495, iteration=3)) == ()
    assert reason(verdict(*PARENT, *NOISY, *refining(*[0.495] * 2, iteration=3))) is Reason.TRAILING


def test_nothing_is_dropped_between_the_looks() -> None:
    assert verdict(*PARENT, *NOISY, *refining(*[0.1] * 4, iteration=3)) == ()


def test_the_last_fold_is_no_look() -> None:
    three = refining(*[0.1] * 3, iteration=3)

    assert verdict(*good(1, draft(), *[0.5] * 3), *NOISY, *three, folds=3) == ()
    assert reason(verdict(*good(1, draft(), *[0.5] * 3), *NOISY, *three, folds=3, lift=lift_of(-0.4))) is Reason.NO_GAIN


def test_a_complete_refinement_is_judged_by_its_lift_and_not_as_trailing() -> None:
    assert reason(verdict(*PARENT, *NOISY, *refining(*[0.1] * 5, iteration=3), lift=lift_of(-0.4))) is Reason.NO_GAIN


def test_the_first_look_at_the_first_refinement_drops_nothing_because_no_spread_is_known() -> None:
    assert verdict(*PARENT, *refining(0.1)) == ()


def test_below_its_parent_means_above_it_where_less_is_better() -> None:
    assert reason(verdict(*PARENT, *NOISY, *refining(0.52, iteration=3), direction=Direction.MINIMIZE)) is Reason.TRAILING
    assert verdict(*PARENT, *NOISY, *refining(0.48, iteration=3), direction=Direction.MINIMIZE) == ()


def test_one_hold_out_is_not_raced() -> None:
    assert verdict(*good(1, draft(), 0.5), *refining(0.1), folds=1) == ()


def test_a_draft_wants_one_fold_and_then_none() -> None:
    assert wanted(chosen(1, draft())) == (0,)
    assert wanted(chosen(1, draft()), *executed(1, [0.5])) == ()


@pytest.mark.parametrize(
    ("folds", "done", "expected"),
    [(5, 0, (0,)), (5, 1, (1,)), (5, 2, (2,)), (5, 3, (3, 4)), (5, 4, (4,)), (5, 5, ()), (3, 2, (2,)), (3, 3, ()), (1, 0, (0,)), (1, 1, ())],
)
def test_a_refinement_wants_the_folds_up_to_its_next_look(folds: int, done: int, expected: tuple[int, ...]) -> None:
    assert wanted(*PARENT, *refining(*[0.5] * done), folds=folds) == expected


def test_without_a_split_no_fold_is_wanted() -> None:
    tree = tree_of(chosen(1, draft()))

    assert acceptance.folds_wanted(SearchTree(started=run_started(), trials=tree.trials), tree.trials[0], RULES) == ()


def test_the_mild_rule_asks_for_83_percent_on_folds_and_92_percent_on_rows() -> None:
    folds, rows = t_quantile(0.83, 4), t_quantile(0.92, math.inf)

    assert acceptance.advances(lift_of(folds * 0.01 + 1e-9, 0.01), RULES)
    assert not acceptance.advances(lift_of(folds * 0.01 - 1e-9, 0.01), RULES)
    assert acceptance.advances(lift_of(rows * 0.01 + 1e-9, 0.01, math.inf), RULES)
    assert not acceptance.advances(lift_of(rows * 0.01 - 1e-9, 0.01, math.inf), RULES)


@pytest.mark.parametrize(("mean", "advances"), [(1e-12, True), (0.0, False), (-1e-12, False), (math.nan, False)])
def test_a_lift_without_spread_advances_only_above_0(mean: float, advances: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert acceptance.advances(lift_of(mean), RULES) is advances


@given(st.floats(-1, 1), st.floats(0, 1), st.sampled_from([2.0, 4.0, math.inf]))
def test_a_larger_error_never_turns_a_rejection_into_an_acceptance(mean: float, se: float, df: float) -> None:
    if not acceptance.advances(lift_of(mean, se, df), RULES):
        assert not acceptance.advances(lift_of(mean, se + 0.1, df), RULES)
