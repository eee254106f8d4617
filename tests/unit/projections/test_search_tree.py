"""What one run has tried, folded from its events."""

import msgspec
import pytest

from haste.events.run import BriefPrepared, LearningsDistilled, ProposalAccepted, ProposalRejected, ReplyReceived
from haste.projections import search_tree
from haste.projections.search_tree import Phase, SearchTree, refinements
from haste.vocabulary.brief import Call, Summary
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.judgement import Credit, Evaluation
from haste.vocabulary.scales import Direction, Operator, Reason, Role, Stage, Status
from haste.vocabulary.solution import Step
from tests.builders import (
    FAILED,
    NOW,
    RULES,
    RUN,
    accepted,
    bad,
    chosen,
    debug,
    declined,
    draft,
    executed,
    execution_finished,
    execution_started,
    failed,
    finished,
    good,
    graded,
    improve,
    lift_of,
    made,
    phase_finished,
    phase_started,
    profiled,
    rejected,
    revalidated,
    run_started,
    scored,
    split_fixed,
    submitted,
    sweep_started,
    tree_of,
)


def test_a_run_knows_its_start_its_profile_its_split_and_its_end() -> None:
    tree = tree_of(revalidated(1, 0.8), submitted(), finished())

    assert (tree.started, tree.profiled, tree.split) == (run_started(), profiled(), split_fixed())
    assert (tree.revalidated, tree.submitted, tree.finished) == ((revalidated(1, 0.8),), submitted(), finished())


def test_a_phase_is_active_from_its_start_to_its_end() -> None:
    begun = (phase_started(1), *good(1, draft(), 0.5))
    before, within, after = tree_of(), tree_of(*begun), tree_of(*begun, phase_finished(1, Summary(text="done")))

    assert (before.active, before.phase) == (None, 1)
    assert within.active == Phase(number=1, started=phase_started(1))
    assert within.phase == 1
    assert (after.active, after.phase) == (None, 2)
    assert after.phases == (Phase(number=1, started=phase_started(1), finished=phase_finished(1, Summary(text="done"))),)


def test_a_trial_belongs_to_the_phase_in_which_it_was_chosen() -> None:
    tree = tree_of(phase_started(1), chosen(1, draft()), accepted(1), phase_finished(1), phase_started(2, "one-hot"), *bad(2, improve(1), 0.1))

    assert [trial.phase for trial in tree.trials] == [1, 2]
    assert [trial.iteration for trial in tree.within(2)] == [2]
    assert tree.within(3) == ()


def test_a_run_knows_what_it_taught() -> None:
    blob = BlobId("b" * 64)
    event = LearningsDistilled(run=RUN, request=blob, reply=blob, author="a", calls=(), skills=(), read_to=Position(0), rule=RULES.version, now=NOW)

    assert tree_of(event).distilled == event
    assert tree_of().distilled is None


@pytest.mark.parametrize("verdict", [accepted(1), rejected(1)])
def test_a_trial_keeps_what_its_verdict_said_about_its_cause(verdict: ProposalAccepted | ProposalRejected) -> None:
    found = Credit(effect=0.2, se=0.1, significant=1)

    tree = tree_of(chosen(1, draft()), msgspec.structs.replace(verdict, credit=found))

    assert tree.trials[0].credit == found


@pytest.mark.parametrize("event", [sweep_started(), graded()])
def test_events_of_other_kinds_leave_the_tree_as_it_is(event: object) -> None:
    tree = tree_of(*good(1, draft(), 0.7))

    assert search_tree.evolve(tree, event) is tree  # type: ignore[arg-type]  # parametrized events have no common static type


def test_a_trial_collects_request_reply_proposal_attempts_and_results() -> None:
    asked = BriefPrepared(run=RUN, iteration=Iteration(1), role=Role.DRAFT, request=BlobId("q"), context_tokens=9)
    answered = ReplyReceived(run=RUN, iteration=Iteration(1), reply=BlobId("r"), author="a", suggests=True, calls=(Call(status=Status.SUCCEEDED),))

    tree = tree_of(chosen(1, draft()), asked, answered, made(1, draft()), execution_started(1, attempt=2), execution_finished(1, scored(0.7)))

    trial = tree.trial(Iteration(1))
    assert (trial.request, trial.reply, trial.declined, trial.proposal) == ("q", "r", False, made(1, draft()).proposal)
    assert (trial.attempts, trial.results) == ({(Stage.FOLD, 0): 2}, {(Stage.FOLD, 0): scored(0.7)})


@pytest.mark.parametrize("event", [execution_started(1), execution_finished(1, scored(0.7))])
def test_an_execution_of_a_trial_that_nobody_began_leaves_the_tree_as_it_is(event: object) -> None:
    assert search_tree.evolve(SearchTree(), event) == SearchTree()  # type: ignore[arg-type]  # parametrized events have no common static type


def test_a_reply_without_a_suggestion_is_a_declined_trial() -> None:
    answered = ReplyReceived(run=RUN, iteration=Iteration(1), reply=BlobId("r"), author="a", suggests=False, calls=())

    assert tree_of(chosen(1, draft()), answered).trial(Iteration(1)).declined


def test_the_first_result_of_an_execution_counts_and_a_later_one_does_not() -> None:
    tree = tree_of(chosen(1, draft()), execution_finished(1, scored(0.7)), execution_finished(1, FAILED, attempt=2))

    assert tree.trial(Iteration(1)).results == {(Stage.FOLD, 0): scored(0.7)}


def test_the_newest_trial_is_open_until_it_is_judged() -> None:
    assert tree_of().open_trial is None
    judging = tree_of(*good(1, draft(), 0.7), chosen(2, draft()))
    assert judging.open_trial == judging.trial(Iteration(2))
    assert tree_of(*good(1, draft(), 0.7), *bad(2, draft(), 0.6)).open_trial is None


def test_a_verdict_keeps_its_reason_and_its_lift() -> None:
    first, second = tree_of(chosen(1, draft()), accepted(1, lift_of(0.1)), chosen(2, draft()), rejected(2, Reason.TRAILING, lift_of(-0.1))).trials

    assert (first.accepted, first.reason, first.lift) == (True, None, lift_of(0.1))
    assert (second.accepted, second.reason, second.lift) == (False, Reason.TRAILING, lift_of(-0.1))


def test_scores_end_before_the_first_fold_that_is_missing_or_has_none() -> None:
    given = [execution_finished(1, scored(0.1)), execution_finished(1, scored(0.3), 2)]

    assert tree_of(chosen(1, draft()), *given).trial(Iteration(1)).scores(5) == (0.1,)
    assert tree_of(chosen(1, draft()), *given, execution_finished(1, scored(None), 1)).trial(Iteration(1)).scores(5) == (0.1,)
    assert tree_of(chosen(1, draft()), *given, execution_finished(1, scored(0.2), 1)).trial(Iteration(1)).scores(5) == (0.1, 0.2, 0.3)
    assert tree_of(chosen(1, draft()), *given, execution_finished(1, scored(0.2), 1)).trial(Iteration(1)).scores(2) == (0.1, 0.2)


def test_an_evaluation_is_the_scores_so_far_with_their_mean() -> None:
    assert tree_of(*good(1, draft(), 0.25, 0.75)).trial(Iteration(1)).evaluation(5) == Evaluation(scores=(0.25, 0.75), mean=0.5)
    assert tree_of(chosen(1, draft())).trial(Iteration(1)).evaluation(5) is None


def test_a_trial_is_sound_until_one_of_its_folds_fails() -> None:
    sound = (*good(1, draft(), 0.7), execution_finished(1, FAILED, stage=Stage.REVALIDATION))

    assert tree_of(*sound).trial(Iteration(1)).sound
    assert not tree_of(*sound, execution_finished(1, FAILED, 3)).trial(Iteration(1)).sound
    assert not tree_of(*bad(1, draft(), 0.7)).trial(Iteration(1)).sound


def test_the_failure_of_a_trial_is_its_first_failed_fold() -> None:
    late = FAILED.__class__(status=Status.TIMED_OUT, wall_s=1.0, cpu_s=1.0)
    trial = tree_of(chosen(1, draft()), execution_finished(1, late, 4), execution_finished(1, FAILED, 2)).trial(Iteration(1))

    assert trial.failure == FAILED


def test_the_last_failure_is_that_of_the_newest_trial_with_one_and_of_a_full_fit_before_all_others() -> None:
    full = FAILED.__class__(status=Status.OUT_OF_MEMORY, wall_s=1.0, cpu_s=1.0)

    assert tree_of(*good(1, draft(), 0.7)).last_failure is None
    assert tree_of(*failed(1, draft()), *good(2, draft(), 0.7)).last_failure == FAILED
    assert tree_of(*failed(1, draft()), *good(2, draft(), 0.7), execution_finished(2, full, stage=Stage.FULL)).last_failure == full
    assert tree_of(*good(1, draft(), 0.7), *failed(2, draft()), execution_finished(1, full, stage=Stage.FULL)).last_failure == full


def test_a_line_is_a_draft_and_all_that_goes_back_to_it() -> None:
    tree = tree_of(
        *good(1, draft(), 0.7), *good(2, draft(), 0.6), *good(3, improve(1), 0.8), *failed(4, improve(3, branch=1)), *bad(5, improve(2), 0.5)
    )

    assert [trial.iteration for trial in tree.line(Iteration(1))] == [1, 3, 4]
    assert [trial.iteration for trial in tree.line(Iteration(2))] == [2, 5]


def test_the_incumbent_is_the_last_sound_trial_of_its_line_and_the_screened_one_the_first() -> None:
    events = (*failed(1, draft()), *good(2, debug(1), 0.6), *good(3, improve(2, branch=1), 0.7), *bad(4, improve(3, branch=1), 0.6))
    tree = tree_of(*events)

    incumbent, screened = tree.incumbent(Iteration(1)), tree.screened(Iteration(1))
    assert incumbent is not None
    assert screened is not None
    assert (incumbent.iteration, screened.iteration) == (3, 2)
    assert tree_of(*failed(1, draft())).incumbent(Iteration(1)) is None
    assert tree_of(*failed(1, draft())).screened(Iteration(1)) is None


def test_branches_rank_by_their_screening_and_not_by_what_came_of_them() -> None:
    tree = tree_of(*good(1, draft(), 0.6), *good(2, draft(), 0.7), *failed(3, draft()), *good(4, improve(1), 0.9), *good(5, draft(), 0.7))

    assert tree.ranked(Direction.MAXIMIZE) == (2, 5, 1)
    assert tree.ranked(Direction.MINIMIZE) == (1, 2, 5)


def test_differences_are_paired_by_fold_and_higher_is_better() -> None:
    tree = tree_of(*good(1, draft(), 0.5, 0.25), chosen(2, improve(1)), *executed(2, [0.75, 0.25, 0.5]))
    parent, child = tree.trials

    assert tree.differences(child, Direction.MAXIMIZE) == (0.25, 0.0)
    assert tree.differences(child, Direction.MINIMIZE) == (-0.25, 0.0)
    assert tree.differences(parent, Direction.MAXIMIZE) == ()
    assert SearchTree(trials=tree.trials).differences(child, Direction.MAXIMIZE) == ()


def test_refinements_are_judged_trials_with_something_to_beat() -> None:
    tree = tree_of(
        *failed(1, draft()),
        *good(2, debug(1), 0.6),
        *good(3, improve(2, branch=1), 0.7),
        *failed(4, improve(3, branch=1)),
        *bad(5, debug(4, against=3, branch=1), 0.6),
        *declined(6, improve(3, branch=1)),
        chosen(7, improve(3, branch=1)),
    )

    assert [trial.iteration for trial in refinements(tree.trials)] == [3, 4, 5]


def test_a_declined_trial_spends_nothing_of_the_budget() -> None:
    tree = tree_of(*good(1, draft(), 0.7), *declined(2, draft()))

    assert [trial.counts for trial in tree.trials] == [True, False]


def test_a_refinement_without_a_named_branch_is_a_branch_of_its_own() -> None:
    lone = Step(operator=Operator.IMPROVE, parent=Iteration(1), against=Iteration(1))

    assert tree_of(*good(1, draft(), 0.7), chosen(2, lone)).trial(Iteration(2)).branch == 2
