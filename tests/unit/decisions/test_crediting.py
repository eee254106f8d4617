"""What a judged proposal says about its cause."""

import math

import msgspec
import pytest

from haste.decisions.crediting import credit
from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.statistics import pooled_sd, t_quantile
from haste.vocabulary.judgement import Credit, Lift
from haste.vocabulary.scales import Direction, View
from tests.builders import (
    RULES,
    bad,
    chosen,
    draft,
    executed,
    execution_finished,
    good,
    improve,
    lift_of,
    made,
    profiled,
    run_started,
    scored,
    split_fixed,
)

PARENT = good(1, draft(), 0.7, 0.7, 0.7, 0.7, 0.7)  # 0.2 better than a constant, which scores 0.5
NOISY = bad(2, improve(1), 0.7, 0.69, 0.71, 0.7, 0.7)  # gives the run a spread between folds: 0.0071
STRICT = t_quantile(RULES.credit_confidence_folds, 4)


def tree_of(*events: Event, dummy: float | None = 0.5, folds: int = 5) -> SearchTree:
    tree = SearchTree()
    for event in (run_started(), profiled(dummy=dummy), split_fixed(folds), *events):
        tree = search_tree.evolve(tree, event)
    return tree


def refining(*scores: float, iteration: int = 2) -> tuple[Event, ...]:
    return (chosen(iteration, improve(1)), made(iteration, improve(1)), *executed(iteration, scores))


def credited(tree: SearchTree, lift: Lift | None, direction: Direction = Direction.MAXIMIZE) -> Credit | None:
    """Credit of the newest trial."""
    return credit(tree, tree.trials[-1], lift, direction=direction, rules=RULES)


def complete(*, dummy: float | None = 0.5, parent: tuple[Event, ...] = PARENT) -> SearchTree:
    return tree_of(*parent, *refining(0.72, 0.72, 0.72, 0.72, 0.72), dummy=dummy)


def without_cause(event: Event) -> Event:
    if not isinstance(event, ProposalMade):
        return event
    return msgspec.structs.replace(event, proposal=msgspec.structs.replace(event.proposal, cause=None))


def test_an_effect_is_the_lift_in_shares_of_what_the_parent_gained_over_a_constant() -> None:
    found = credited(complete(), lift_of(0.02, 0.005))

    assert found is not None
    assert (found.effect, found.se, found.significant, found.df) == pytest.approx((0.1, 0.025, 1, 4.0))


def test_where_less_is_better_the_scale_is_how_far_the_parent_lies_below_the_constant() -> None:
    tree = tree_of(*good(1, draft(), 2.0, 2.0), *refining(1.0, 1.0), dummy=6.0, folds=2)

    found = credited(tree, lift_of(1.0, 0.1), Direction.MINIMIZE)

    assert found is not None
    assert (found.effect, found.se) == pytest.approx((0.25, 0.025))
    assert credited(tree, lift_of(1.0, 0.1), Direction.MAXIMIZE) is None


@pytest.mark.parametrize(("mean", "effect"), [(0.5, 1.0), (-0.5, -1.0)])
def test_an_effect_is_clipped_and_its_error_is_not(mean: float, effect: float) -> None:
    found = credited(complete(), lift_of(mean, 0.4))

    assert found is not None
    assert (found.effect, found.se) == pytest.approx((effect, 2.0))


@pytest.mark.parametrize(("mean", "significant"), [(STRICT + 1e-6, 1), (STRICT - 1e-6, 0), (0.0, 0), (-STRICT + 1e-6, 0), (-STRICT - 1e-6, -1)])
def test_the_strict_rule_asks_for_90_percent_on_either_side(mean: float, significant: int) -> None:
    found = credited(complete(), lift_of(mean * 0.01, 0.01))

    assert found is not None
    assert found.significant == significant


def test_a_lift_over_rows_is_held_against_the_normal_distribution() -> None:
    tree, bound = tree_of(*good(1, draft(), 0.7), *refining(0.72), folds=1), t_quantile(RULES.credit_confidence_rows, math.inf)

    for mean, significant in ((bound + 1e-6, 1), (bound - 1e-6, 0)):
        found = credited(tree, lift_of(mean * 0.01, 0.01, math.inf))
        assert found is not None
        assert found.significant == significant


def test_a_draft_earns_no_credit() -> None:
    assert credited(tree_of(chosen(1, draft()), made(1, draft()), *executed(1, [0.7])), lift_of(0.1)) is None


def test_a_trial_that_declares_its_own_predictions_earns_no_credit_either_way() -> None:
    tree = complete()
    assert tree.split is not None
    shown, declared = (
        msgspec.structs.replace(tree, split=msgspec.structs.replace(tree.split, view=view)) for view in (View.HIDDEN_WITH_FILES, View.DECLARED)
    )

    for mean in (0.1, -0.1):
        assert credited(shown, lift_of(mean)) is not None
        assert credited(declared, lift_of(mean)) is None


def test_a_bundle_without_a_cause_earns_no_credit() -> None:
    assert credited(tree_of(*PARENT, *map(without_cause, refining(0.72, 0.72))), lift_of(0.1)) is None


def test_a_trial_without_a_proposal_earns_no_credit() -> None:
    assert credited(tree_of(*PARENT, chosen(2, improve(1))), lift_of(0.1)) is None


def test_without_a_constant_to_compare_with_there_is_no_scale() -> None:
    assert credited(complete(dummy=None), lift_of(0.1)) is None


@pytest.mark.parametrize(("parent", "scaled"), [(0.506, True), (0.504, False), (0.5, False), (0.4, False)])
def test_a_parent_that_hardly_beats_a_constant_gives_no_scale(parent: float, *, scaled: bool) -> None:
    tree = complete(parent=good(1, draft(), *[parent] * 5))

    assert (credited(tree, lift_of(0.001, 0.001)) is not None) is scaled


def test_a_constant_that_scores_0_gives_a_scale_to_whoever_beats_it() -> None:
    found = credited(complete(dummy=0.0), lift_of(0.07))

    assert found is not None
    assert (found.effect, found.significant) == pytest.approx((0.1, 1))
    assert credited(complete(dummy=0.0, parent=good(1, draft(), *[0.0] * 5)), lift_of(0.07)) is None


def test_a_parent_without_scores_gives_no_scale() -> None:
    unscored = (*good(1, draft())[:2], execution_finished(1, scored(None)), *good(1, draft())[-1:])

    assert credited(tree_of(*unscored, *refining(0.72)), lift_of(0.1)) is None


def test_without_profile_or_split_nothing_is_credited() -> None:
    tree = complete()

    assert credited(msgspec.structs.replace(tree, profiled=None), lift_of(0.1)) is None
    assert credited(msgspec.structs.replace(tree, split=None), lift_of(0.1)) is None


def test_a_trial_that_was_dropped_early_is_credited_by_what_it_showed_and_never_believed() -> None:
    tree = tree_of(*PARENT, *NOISY, *refining(0.5, 0.5, iteration=3))

    found = credited(tree, None)

    assert found is not None
    assert (found.effect, found.significant) == (-1.0, 0)


def test_the_error_of_a_dropped_trial_comes_from_the_spread_of_the_run_and_is_widened() -> None:
    tree = tree_of(*PARENT, *NOISY, *refining(0.69, iteration=3))
    spread = pooled_sd([(0.0, -0.01, 0.01, 0.0, 0.0)])
    assert spread is not None

    found = credited(tree, None)

    widened = spread * t_quantile(0.95, 4) / t_quantile(0.95, math.inf) * math.sqrt(1 / 1 + 1 / 4)
    assert found is not None
    assert (found.effect, found.se) == pytest.approx((-0.05, widened / 0.2))


def test_a_second_look_at_a_dropped_trial_makes_its_error_smaller() -> None:
    once = credited(tree_of(*PARENT, *NOISY, *refining(0.69, iteration=3)), None)
    twice = credited(tree_of(*PARENT, *NOISY, *refining(0.69, 0.69, iteration=3)), None)

    assert once is not None
    assert twice is not None
    assert twice.se < once.se


def test_a_trial_that_failed_before_it_showed_anything_is_not_credited() -> None:
    assert credited(tree_of(*PARENT, *NOISY, *refining(iteration=3)), None) is None


def test_the_first_refinement_of_a_run_is_not_credited_when_it_is_dropped_because_no_spread_is_known() -> None:
    assert credited(tree_of(*PARENT, *refining(0.1)), None) is None


def test_one_hold_out_has_no_spread_so_nothing_partial_is_credited() -> None:
    assert credited(tree_of(*good(1, draft(), 0.7), *bad(2, improve(1), 0.6), *refining(0.6, iteration=3), folds=1), None) is None
