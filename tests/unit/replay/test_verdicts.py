"""A trial is judged again look by look: on the folds that a look saw, and on no other."""

from collections.abc import Sequence

import msgspec
import pytest

from haste.commands import JudgeProposal
from haste.decisions import acceptance
from haste.evaluation.scoring import lift_of_folds
from haste.events.event import Event
from haste.events.run import ProposalAccepted, ProposalRejected
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration, Position
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction, Reason
from replay.verdicts import judged_again
from tests.builders import (
    FAILED,
    NOW,
    RULES,
    RUN,
    accepted,
    bad,
    chosen,
    draft,
    executed,
    execution_finished,
    execution_started,
    good,
    improve,
    lift_of,
    made,
    profiled,
    rejected,
    split,
    tree_of,
)

PARENT = (0.60, 0.61, 0.59, 0.60, 0.60)
BETTER = (0.70, 0.72, 0.69, 0.70, 0.71)
WORSE = (0.55, 0.56, 0.54, 0.55, 0.55)
SLOW = (0.55, 0.72, 0.69, 0.70, 0.71)  # clearly worse on the first fold alone
OTHER = (0.60, 0.62, 0.58, 0.61, 0.60)  # tells how much trials of this run differ by chance


def tried(*scores: float, folds: int = 5) -> SearchTree:
    """A run whose third trial was executed on these folds, and waits for its verdict."""
    events = (chosen(3, improve(1)), made(3, improve(1)), *executed(3, scores))
    tree = tree_of(*good(1, draft(), *PARENT[:folds]), *bad(2, improve(1), *OTHER[:folds]), *events, folds=folds)
    return search_tree.evolve(tree, profiled(dummy=0.5))


def again(tree: SearchTree, event: ProposalAccepted | ProposalRejected, rules: Thresholds = RULES) -> Event | None:
    return judged_again(event, tree, Direction.MAXIMIZE, rules)


def lived(scores: Sequence[float]) -> tuple[SearchTree, Event]:
    """The verdict as a worker comes to it: after each look it executes what the next one needs."""
    for done in range(len(scores) + 1):
        tree = tried(*scores[:done])
        trial = tree.trial(Iteration(3))
        if acceptance.folds_wanted(tree, trial, RULES)[:1] == (done,) and done not in (0, *RULES.race_looks):
            continue
        whole = done == len(PARENT)
        lift = lift_of_folds(trial.scores(5), PARENT, Direction.MAXIMIZE, split(5)) if whole else None
        command = JudgeProposal(run=RUN, iteration=Iteration(3), direction=Direction.MAXIMIZE, lift=lift, read_to=Position(9), now=NOW)
        if found := acceptance.decide(command, tree, RULES):
            return tree, found[0]
    raise AssertionError(scores)


@pytest.mark.parametrize("scores", [BETTER, WORSE, SLOW, PARENT], ids=["better", "worse", "slow", "equal"])
def test_what_a_worker_came_to_is_come_to_again(scores: Sequence[float]) -> None:
    tree, event = lived(scores)

    assert isinstance(event, ProposalAccepted | ProposalRejected)
    assert again(tree, event) == event


def test_a_lift_is_measured_again_from_the_scores() -> None:
    found = again(tried(*BETTER), accepted(3, lift_of(9.9)))

    assert isinstance(found, ProposalAccepted)
    assert found.lift == lift_of_folds(BETTER, PARENT, Direction.MAXIMIZE, split(5))


def test_the_lift_of_one_hold_out_counts_as_recorded() -> None:
    lift = Lift(mean=0.1, se=0.01, df=float("inf"), method="rows-bootstrap")

    found = again(tried(0.7, folds=1), accepted(3, lift))

    assert isinstance(found, ProposalAccepted)
    assert found.lift == lift


def test_a_stricter_confidence_rejects_what_was_accepted() -> None:
    tree, event = lived((0.61, 0.66, 0.60, 0.62, 0.60))
    assert isinstance(event, ProposalAccepted)

    found = again(tree, event, Thresholds(version=RULES.version, advance_confidence_folds=0.999))

    assert isinstance(found, ProposalRejected)
    assert (found.reason, found.lift) == (Reason.NO_GAIN, event.lift)


def test_a_trial_that_was_dropped_early_would_need_more_folds_where_nothing_drops_it() -> None:
    tree, event = lived(WORSE)
    assert isinstance(event, ProposalRejected)
    assert event.reason is Reason.TRAILING

    assert again(tree, event, Thresholds(version=RULES.version, race_looks=())) is None


def test_a_trial_that_ran_to_its_end_would_have_been_dropped_at_a_look_that_was_not_taken() -> None:
    unraced = Thresholds(version=RULES.version, race_looks=())

    late = again(tried(*SLOW), rejected(3), unraced)
    early = again(tried(*SLOW), rejected(3))

    assert not isinstance(late, ProposalRejected) or late.reason is Reason.NO_GAIN
    assert isinstance(early, ProposalRejected)
    assert (early.reason, early.lift) == (Reason.TRAILING, None)


def test_a_failure_is_one_whatever_the_looks() -> None:
    events = (chosen(3, improve(1)), made(3, improve(1)), *executed(3, (0.7,)), execution_started(3, 1), execution_finished(3, FAILED, 1))
    tree = tree_of(*good(1, draft(), *PARENT), *bad(2, improve(1), *OTHER), *events)

    for looks in ((), (1, 2), (3,)):
        found = again(tree, rejected(3, Reason.FAILED), Thresholds(version=RULES.version, race_looks=looks))
        assert isinstance(found, ProposalRejected)
        assert found.reason is Reason.FAILED


def test_an_author_without_an_answer_is_none_again() -> None:
    tree = tree_of(*good(1, draft(), *PARENT), chosen(2, improve(1)))
    silent = msgspec.structs.replace(tree.trial(Iteration(2)), declined=True)
    tree = msgspec.structs.replace(tree, trials=(tree.trial(Iteration(1)), silent))

    found = again(tree, rejected(2, Reason.EXHAUSTED))

    assert isinstance(found, ProposalRejected)
    assert found.reason is Reason.EXHAUSTED


def test_a_draft_is_judged_by_its_screening_and_not_by_what_was_executed_later() -> None:
    tree = tree_of(chosen(1, draft()), made(1, draft()), *executed(1, PARENT))

    found = again(tree, accepted(1))

    assert isinstance(found, ProposalAccepted)
    assert (found.lift, found.credit) == (None, None)
