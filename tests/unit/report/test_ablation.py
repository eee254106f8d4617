"""Arms against each other, on runs made by hand."""

import math

import pytest

from haste.projections.trajectory import Trajectory
from haste.report.ablation import ArmEntry, Course, compared
from haste.report.ablation_table import AblationDocument, ablation_table
from haste.vocabulary.scales import Arm, Direction, Medal
from tests.unit.report.printing import printed

BUDGET = 4


def course(
    arm: Arm,
    competition: str,
    *best: float | None,
    seed: int = 0,
    chosen: float | None = None,
    percentile: float | None = 0.5,
    accepted: str = "",
    dummy: float | None = 0.0,
) -> Course:
    """A run whose best score after each trial was this; `accepted` has a y or n for each judged proposal."""
    return Course(
        arm=arm,
        seed=seed,
        competition=competition,
        domain="tabular",
        direction=Direction.MAXIMIZE,
        course=Trajectory(best=best, chosen=chosen, verdicts=tuple(letter == "y" for letter in accepted)),
        percentile=percentile,
        medal=Medal.BRONZE if percentile and percentile > 0.8 else None,
        valid=percentile is not None,
        dummy=dummy,
    )


COLD = (
    course(Arm.NONE, "leaf", 0.1, 0.2, 0.3, 0.4, chosen=0.4, accepted="ny"),
    course(Arm.NONE, "tree", 0.1, 0.2, 0.3, 0.3, chosen=0.2, accepted="nnn"),
)


def entries(*warm: Course) -> tuple[ArmEntry, ...]:
    return compared((*COLD, *warm), budget=BUDGET)


def warm(*warm: Course) -> ArmEntry:
    (_, entry) = entries(*warm)
    return entry


def test_what_has_to_be_reached_is_the_score_of_what_none_submitted_and_not_its_highest() -> None:
    cold, _ = entries(course(Arm.TIERED, "tree", 0.3))

    assert (cold.arm, cold.trials, cold.reached) == (Arm.NONE, (4 + 2) / 2, 1.0)


def test_the_change_is_a_mean_of_ratios_over_competitions() -> None:
    entry = warm(course(Arm.TIERED, "leaf", 0.5), course(Arm.TIERED, "tree", 0.2))

    assert entry.trials == 1.0
    assert entry.trials_change is not None
    assert entry.trials_change.mean == pytest.approx(math.sqrt(1 / 4 * 1 / 2) - 1)


def test_a_run_that_never_gets_there_is_told_as_one_trial_more_than_its_budget() -> None:
    entry = warm(course(Arm.TIERED, "leaf", 0.1, 0.1), course(Arm.TIERED, "tree", 0.2))

    assert (entry.trials, entry.reached) == ((BUDGET + 1 + 1) / 2, 0.5)


def test_most_of_it_is_nine_tenths_of_the_way_from_the_dummy_to_the_median_gain() -> None:
    cold = tuple(course(Arm.NONE, "leaf", 0.5, chosen, seed=seed, chosen=chosen, dummy=0.4) for seed, chosen in enumerate((0.6, 0.8, 1.0)))
    warm = tuple(course(Arm.TIERED, "leaf", 0.75, 0.76, 0.77, seed=seed, dummy=0.4) for seed in range(3))

    none, tiered = compared((*cold, *warm), budget=BUDGET)

    assert none.most == pytest.approx((BUDGET + 1 + 2 + 2) / 3), "0.76 is nine tenths of the way to 0.8; the first seed never comes there"
    assert tiered.most == 2
    assert tiered.most_change is not None
    assert tiered.most_change.mean == pytest.approx(math.exp((math.log(2 / 5) + 0 + 0) / 3) - 1)


def test_where_the_dummy_is_not_known_there_is_no_most_of_it() -> None:
    (none,) = compared((course(Arm.NONE, "leaf", 0.5, chosen=0.5, dummy=None),), budget=BUDGET)

    assert math.isnan(none.most)


def test_seeds_of_one_competition_count_as_one() -> None:
    second = tuple(course(Arm.NONE, "leaf", 0.5, seed=seed, chosen=0.5) for seed in (1, 2))
    entry = compared(
        (*COLD, *second, *(course(Arm.TIERED, "leaf", 0.5, seed=seed) for seed in (0, 1, 2)), course(Arm.TIERED, "tree", 0.2)), budget=BUDGET
    )[1]

    assert entry.runs == 4
    assert entry.trials_change is not None
    assert entry.trials_change.mean == pytest.approx(math.exp((math.log(1 / 4) / 3 + math.log(1 / 2)) / 2) - 1)


def test_an_interval_spans_the_spread_between_competitions_and_one_competition_has_none() -> None:
    two = warm(course(Arm.TIERED, "leaf", 0.5, percentile=0.75), course(Arm.TIERED, "tree", 0.2, percentile=0.5)).percentile_change
    one = warm(course(Arm.TIERED, "leaf", 0.5, percentile=0.75)).percentile_change

    assert two is not None
    assert two.lower is not None
    assert two.upper is not None
    assert two.lower < two.mean == 0.125 < two.upper
    assert one is not None
    assert (one.mean, one.lower, one.upper) == (0.25, None, None)


def test_the_accepted_share_of_the_first_eight_leaves_later_proposals_out() -> None:
    entry = warm(course(Arm.TIERED, "leaf", 0.5, accepted="yyyynnnnyyyyyyyy"))

    assert (entry.accepted_first and entry.accepted_first.mean, entry.accepted and entry.accepted.mean) == (0.5, 0.75)


def test_none_is_not_compared_with_itself() -> None:
    cold, _ = entries(course(Arm.TIERED, "leaf", 0.5))

    assert (cold.trials_change, cold.percentile_change) == (None, None)


def test_a_run_without_a_valid_submission_is_counted_and_has_no_standing() -> None:
    entry = warm(course(Arm.TIERED, "leaf", None, None, percentile=None))

    assert (entry.runs, entry.valid, entry.percentile, entry.reached) == (1, 0, None, 0.0)


def test_the_table_has_a_row_for_each_arm_and_says_how_to_read_it() -> None:
    found = (*COLD, course(Arm.TIERED, "leaf", 0.5, percentile=0.9), course(Arm.TIERED, "tree", 0.2))
    document = AblationDocument(
        log="sqlite:here",
        warm_from="sqlite:there",
        budget_trials=BUDGET,
        author="offline",
        sweeps=(),
        arms=compared(found, budget=BUDGET),
        runs=found,
    )

    text = printed(ablation_table(document))

    assert "2 arms, 4 trials a run, author offline" in text
    assert "-65% [" in text
    assert "over 2 competitions" in text
    assert "sqlite:there" in text
