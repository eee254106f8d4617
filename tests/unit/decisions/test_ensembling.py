"""Which solutions are blended, and when the blend is a finalist."""

import msgspec
import pytest

from haste.commands import JudgeEnsemble
from haste.decisions import ensembling
from haste.events.event import Event
from haste.events.run import EnsembleJudged
from haste.projections.search_tree import SearchTree
from haste.thresholds import RULES as VERSIONS
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration, Position
from haste.vocabulary.judgement import Lift, Member
from haste.vocabulary.scales import Blend, Direction, Reason
from tests.blends import ensemble_judged, predicted
from tests.builders import (
    FAILED,
    NOW,
    RULES,
    RUN,
    accepted,
    chosen,
    draft,
    execution_finished,
    good,
    made,
    rejected,
    tree_of,
)

GAIN = Lift(mean=0.02, se=0.01, df=4.0, method="folds-overlap-corrected")


def kept(iteration: int, *scores: float, code: str | None = None) -> tuple[Event, ...]:
    return (chosen(iteration, draft()), made(iteration, draft(), code=code), *predicted(iteration, scores), accepted(iteration))


def members(*events: Event, direction: Direction = Direction.MAXIMIZE) -> tuple[int, ...]:
    return ensembling.members(tree_of(*events), direction, RULES)


FOUR = (*kept(1, *[0.5] * 5), *kept(2, *[0.8] * 5), *kept(3, *[0.7] * 5), *kept(4, *[0.6] * 5))


def judged(
    tree: SearchTree, *weights: float, lift: Lift | None = GAIN, of: tuple[int, ...] = (2, 3, 4, 1), rules: Thresholds = RULES
) -> tuple[EnsembleJudged, ...]:
    command = JudgeEnsemble(
        run=RUN,
        direction=Direction.MAXIMIZE,
        members=tuple(map(Iteration, of)),
        blend=Blend.MEANS,
        weights=weights,
        scores=(0.9,) * 5,
        lift=lift,
        read_to=Position(7),
        now=NOW,
    )
    return ensembling.decide(command, tree, rules)


@pytest.mark.parametrize(("direction", "best"), [(Direction.MAXIMIZE, (2, 3, 4, 1)), (Direction.MINIMIZE, (1, 4, 3, 2))])
def test_all_that_were_judged_on_all_folds_are_looked_at_best_first(direction: Direction, best: tuple[int, ...]) -> None:
    assert members(*FOUR, direction=direction) == best


def test_rejected_ones_are_looked_at_after_the_best_accepted_one() -> None:
    assert members(*kept(1, *[0.5] * 5), *kept(2, *[0.9] * 5)[:-1], rejected(2), *kept(3, *[0.6] * 5)) == (3, 2, 1)
    assert members(*kept(1, *[0.5] * 5)[:-1], rejected(1), *kept(2, *[0.9] * 5)[:-1], rejected(2)) == (), "there is none to compare with"


def test_no_more_are_looked_at_than_the_rules_say() -> None:
    many = tuple(event for trial in range(1, 14) for event in kept(trial, *[trial / 20] * 5))

    assert members(*many) == tuple(range(13, 3, -1))


def test_rules_before_3_looked_at_the_three_best_accepted_ones() -> None:
    tree = tree_of(*FOUR, *kept(5, *[0.9] * 5)[:-1], rejected(5))

    assert ensembling.members(tree, Direction.MAXIMIZE, VERSIONS["rules@2"]) == (2, 3, 4)


def test_equal_means_go_by_the_earlier_trial() -> None:
    assert members(*kept(1, *[0.5] * 5), *kept(2, *[0.5] * 5)) == (1, 2)


@pytest.mark.parametrize(
    "other",
    [
        (),
        kept(2, *[0.9] * 4),
        good(2, draft(), *[0.9] * 5),
        (*kept(2, *[0.9] * 5), execution_finished(2, FAILED, 5)),
        kept(2, *[0.9] * 5, code=f"{1:064x}"),
        (chosen(2, draft()), *predicted(2, [0.9] * 5), accepted(2)),
    ],
    ids=["none", "a fold is missing", "predictions are not kept", "failed later", "the same code", "no proposal"],
)
def test_one_solution_is_no_ensemble(other: tuple[Event, ...]) -> None:
    assert members(*kept(1, *[0.5] * 5), *other) == ()


def test_before_there_is_a_split_nobody_is_a_member() -> None:
    assert ensembling.members(SearchTree(), Direction.MAXIMIZE, RULES) == ()


def test_a_blend_that_the_rule_believes_is_kept_with_its_weights() -> None:
    (event,) = judged(tree_of(*FOUR), 0.5, 0.5, 0.0, 0.0)

    assert event == EnsembleJudged(
        run=RUN,
        members=tuple(Member(iteration=Iteration(trial), weight=weight) for trial, weight in ((2, 0.5), (3, 0.5), (4, 0.0), (1, 0.0))),
        blend=Blend.MEANS,
        scores=(0.9,) * 5,
        lift=GAIN,
        accepted=True,
        reason=None,
        read_to=Position(7),
        rule=RULES.version,
        now=NOW,
    )
    assert ensembling.kept(tree_of(*FOUR, event)) == event.members[:2], "who has no say is not fitted again"


@pytest.mark.parametrize(
    ("weights", "lift", "reason"),
    [
        ((1.0, 0.0, 0.0, 0.0), GAIN, Reason.NO_GAIN),
        ((0.5, 0.5, 0.0, 0.0), None, Reason.METRIC_UNDEFINED),
    ],
    ids=["one member alone", "no score"],
)
def test_what_is_not_kept_is_recorded_with_its_reason(weights: tuple[float, ...], lift: Lift | None, reason: Reason) -> None:
    (event,) = judged(tree_of(*FOUR), *weights, lift=lift)

    assert (event.accepted, event.reason, event.lift) == (False, reason, lift)
    assert ensembling.kept(tree_of(*FOUR, event)) == ()


@pytest.mark.parametrize("mean", [0.001, -0.1])
def test_a_blend_of_two_is_judged_again_whatever_its_lift_and_rules_before_6_wanted_it_to_be_beyond_chance(mean: float) -> None:
    lift = msgspec.structs.replace(GAIN, mean=mean)

    (event,) = judged(tree_of(*FOUR), 0.5, 0.5, 0.0, 0.0, lift=lift)
    (before,) = judged(tree_of(*FOUR), 0.5, 0.5, 0.0, 0.0, lift=lift, rules=VERSIONS["rules@5"])

    assert (event.accepted, event.reason, event.lift) == (True, None, lift)
    assert (before.accepted, before.reason) == (False, Reason.NO_GAIN)


def test_an_ensemble_is_judged_once_and_on_its_own_members() -> None:
    assert judged(tree_of(*FOUR, ensemble_judged((2, 0.5), (3, 0.5))), 0.5, 0.5, 0.0, 0.0) == ()
    assert judged(tree_of(*FOUR), 0.5, 0.5, of=(2, 3)) == ()
    assert judged(tree_of(*FOUR), 0.5, 0.5, 0.0, 0.0, of=(3, 2, 4, 1)) == (), "as many, and others"
    assert judged(tree_of(*kept(1, *[0.5] * 5)), 1.0, of=(1,)) == ()
    assert judged(tree_of(*kept(1, *[0.5] * 5)), of=()) == ()
    assert ensembling.kept(tree_of(*FOUR)) == ()
