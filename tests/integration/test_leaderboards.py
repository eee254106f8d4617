"""Teams of the bundled leaderboards choose by rows held out of the training set; a pipeline is drawn once."""

import numpy as np
import pandas as pd

from benchmarks.leaderboards import league, of_images, of_tables, of_texts
from benchmarks.leaderboards.league import Trainer, Tried
from benchmarks.leaderboards.pipeline import Array, Pipeline, Side, drawn

ROWS = 40
TRUTH = np.linspace(0, 1, ROWS)


def loss(truth: Array, predicted: Array) -> float:
    return float(np.abs(truth - predicted).mean())


def side(column: object = 0.5, classes: int = 0) -> Side:
    rows = pd.DataFrame({"image": [column] * ROWS} if isinstance(column, np.ndarray) else {"x": [column] * ROWS})
    return Side(train=rows, y=TRUTH, test=rows, classes=classes, kept={})


TRAINER = Trainer(home=side(), truth=TRUTH, away=side(), loss=loss, level=lambda predicted: predicted)


def tried(name: str, error: float, test: float = 0.0) -> Tried:
    return TRAINER.run(Pipeline(name=name, predict=lambda rows: TRUTH + error if rows is TRAINER.home else np.full(ROWS, test)))


def test_a_tuned_team_blends_what_is_best_on_rows_held_out_whatever_it_says_of_the_test() -> None:
    pool = [tried("over", 0.1, test=7.0), tried("under", -0.1, test=-7.0), tried("far", 0.5, test=0.0)]

    assert [one.name for one in league.blended(pool, TRAINER)] == ["over", "under"]


def test_a_blend_takes_in_what_helps_and_nothing_else() -> None:
    pool = [tried("one", 0.1), tried("two", 0.2), tried("other way", -0.3), tried("far", 5.0)]

    assert sorted(one.name for one in league.blended(pool, TRAINER)) == ["one", "other way", "two"]


def test_a_league_has_eighty_teams_with_names_of_their_own() -> None:
    chance = np.random.default_rng(0)
    known, strong = [tried(f"default {number}", 0.2) for number in range(2)], [tried(f"strong {number}", 0.1 * number) for number in range(9)]
    random = [tried(f"random {number}", float(chance.normal())) for number in range(league.RANDOM + league.SPARE)]

    teams = league.teams(TRAINER, known, strong, random, chance)

    assert len(teams) == len({team.name for team in teams}) == 80
    assert sum(team.name.startswith("tuned") for team in teams) == league.TUNED


def test_the_same_chance_draws_the_same_pipelines_and_none_of_them_twice() -> None:
    wide, small = np.zeros((28, 28, 1), dtype=np.uint8), np.zeros((3, 3, 4), dtype=np.uint8)
    for kinds in (of_tables.kinds(side()), of_texts.kinds(side("some words")), of_images.kinds(side(wide, 10)), of_images.kinds(side(small, 6))):
        first, again, other = (drawn(kinds, 56, np.random.default_rng(seed)) for seed in (1, 1, 2))

        assert [one.name for one in first] == [one.name for one in again] != [one.name for one in other]
        assert len({one.name for one in first}) == 56
