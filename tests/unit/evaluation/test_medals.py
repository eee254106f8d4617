"""Medals follow MLE-bench: by the number of teams, with ties in our favour, and the median strictly."""

import pytest

from haste.evaluation.medals import Standing, standing, thresholds
from haste.vocabulary.scales import Direction, Medal

HUNDRED = [1 - rank / 100 for rank in range(100)]  # 1.00, 0.99, ... 0.01


@pytest.mark.parametrize(
    ("teams", "places"),
    [
        (1, (1, 1, 1)),
        (9, (1, 1, 3)),
        (80, (8, 16, 32)),
        (99, (9, 19, 39)),
        (100, (10, 20, 40)),
        (249, (10, 49, 99)),
        (250, (10, 50, 100)),
        (999, (11, 50, 100)),
        (1000, (12, 50, 100)),
        (3000, (16, 150, 300)),
    ],
)
def test_the_last_place_of_a_medal_depends_on_the_number_of_teams(teams: int, places: tuple[int, int, int]) -> None:
    assert tuple(thresholds(teams).values()) == places
    assert tuple(thresholds(teams)) == (Medal.GOLD, Medal.SILVER, Medal.BRONZE)


@pytest.mark.parametrize(
    ("score", "medal"), [(2.0, "gold"), (0.91, "gold"), (0.90, "silver"), (0.81, "silver"), (0.80, "bronze"), (0.61, "bronze"), (0.60, None)]
)
def test_a_score_as_good_as_the_last_one_of_a_medal_wins_it(score: float, medal: str | None) -> None:
    assert standing(score, HUNDRED, Direction.MAXIMIZE).medal == medal


def test_where_lower_is_better_everything_is_mirrored() -> None:
    scores = [1 - score for score in HUNDRED]

    assert standing(0.09, scores, Direction.MINIMIZE).medal is Medal.GOLD
    assert standing(0.10, scores, Direction.MINIMIZE).medal is Medal.SILVER
    assert standing(0.10, scores, Direction.MINIMIZE).percentile == 0.90
    assert standing(0.0, scores, Direction.MINIMIZE).above_median
    assert not standing(0.99, scores, Direction.MINIMIZE).above_median


def test_above_the_median_means_strictly_above() -> None:
    assert not standing(2.0, [1.0, 2.0, 3.0], Direction.MAXIMIZE).above_median
    assert standing(2.00001, [1.0, 2.0, 3.0], Direction.MAXIMIZE).above_median
    assert not standing(2.5, [1.0, 2.0, 3.0, 4.0], Direction.MAXIMIZE).above_median


def test_the_percentile_is_the_share_of_teams_that_are_not_ahead() -> None:
    scores = [0.9, 0.8, 0.8, 0.7]

    assert [standing(score, scores, Direction.MAXIMIZE).percentile for score in (1.0, 0.9, 0.8, 0.7, 0.1)] == [1.0, 1.0, 0.75, 0.25, 0.0]


def test_the_order_of_the_leaderboard_does_not_matter() -> None:
    assert standing(0.905, HUNDRED[::-1], Direction.MAXIMIZE) == standing(0.905, HUNDRED, Direction.MAXIMIZE)


def test_scores_that_agree_in_five_decimals_are_equal() -> None:
    assert standing(1 / 3, [0.33333], Direction.MINIMIZE) == Standing(percentile=1.0, above_median=False, medal=Medal.GOLD)
