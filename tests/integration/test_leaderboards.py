"""Teams of the bundled leaderboards choose by rows held out of the training set; a pipeline is drawn once."""

import msgspec
import numpy as np
import pandas as pd
import pytest
from scipy import ndimage
from sklearn.svm import SVC

from benchmarks.leaderboards import (
    league,
    of_grades,
    of_images,
    of_languages,
    of_measures,
    of_mixed,
    of_outlines,
    of_sensors,
    of_signals,
    of_tables,
    of_texts,
    spectra,
)
from benchmarks.leaderboards.__main__ import FIRST_OF_SIGNALS
from benchmarks.leaderboards.figures import figures
from benchmarks.leaderboards.league import Trainer, Tried
from benchmarks.leaderboards.pipeline import Array, Pipeline, Side, drawn, probabilities
from haste.competitions import bundled
from haste.competitions.bundled.preparing import LEADERBOARDS

ROWS = 40
TRUTH = np.linspace(0, 1, ROWS)


def loss(truth: Array, predicted: Array) -> float:
    return float(np.abs(truth - predicted).mean())


def side(column: object = 0.5, classes: int = 0, metric: str = "") -> Side:
    rows = pd.DataFrame({"image": [column] * ROWS} if isinstance(column, np.ndarray) else {"x": [column] * ROWS})
    return Side(train=rows, y=TRUTH, test=rows, classes=classes, metric=metric, kept={})


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
    tables = (of_tables.kinds(side(metric=metric)) for metric in ("rmse", "mae", "rmsle", "macro_f1"))
    images = (of_images.kinds(side(wide, 10)), of_images.kinds(side(small, 6)), of_outlines.kinds(side(wide, 3)))
    mixed = (
        of_grades.kinds(side(classes=9, metric="qwk")),
        of_mixed.kinds(side(metric="rmse")),
        of_measures.kinds(side(classes=32)),
        of_signals.kinds(side()),
        of_sensors.kinds(side()),
    )
    for kinds in (*tables, *mixed, of_texts.kinds(side("some words")), of_languages.kinds(side("some words", 32)), *images):
        first, again, other = (drawn(kinds, 56, np.random.default_rng(seed)) for seed in (1, 1, 2))

        assert [one.name for one in first] == [one.name for one in again] != [one.name for one in other]
        assert len({one.name for one in first}) == 56


@pytest.mark.parametrize(("metric", "wanted"), [("rmse", {False, True}), ("rmsle", {True})])
def test_where_ratios_are_judged_all_that_is_made_by_hand_learns_logarithms(metric: str, wanted: set[bool]) -> None:
    names = [one.name for one in of_tables.strong(side(metric=metric))]

    assert {"log target" in name for name in names} == wanted


def test_a_model_without_probabilities_is_calibrated_where_they_are_judged() -> None:
    chance = np.random.default_rng(0)
    x, y = chance.normal(size=(200, 2)), chance.integers(0, 3, 200)
    rows = pd.DataFrame(x)
    plain, judged = (Side(train=rows, y=y, test=rows, classes=3, metric=metric, kept={}) for metric in ("accuracy", "multiclass_log_loss"))

    sure, careful = (probabilities(SVC(C=30), x, each, x) for each in (plain, judged))

    assert careful.sum(axis=1) == pytest.approx(np.ones(200))
    assert careful.max() < 0.6 < sure.max()  # labels are noise: nobody may be sure


def test_the_numbers_of_a_figure_do_not_change_when_it_is_turned() -> None:
    image = np.zeros((64, 64, 1))
    image[20:50, 28:36], image[44:50, 20:36] = 1, 1

    upright, turned, larger = figures(np.stack([image, np.rot90(image), ndimage.binary_dilation(image[:, :, 0])[:, :, None]]))

    assert turned == pytest.approx(upright)
    assert np.abs(larger - upright).max() > 1


def test_pipelines_of_signals_read_any_length_and_tell_fast_from_slow() -> None:
    signals = [np.sin(np.arange(100 + 5 * row)[:, None] * (0.1 if row % 2 else 0.7)) for row in range(ROWS)]
    rows = pd.DataFrame({"signal": pd.Series(signals, dtype=object)})
    heard = Side(train=rows, y=np.arange(ROWS) % 2, test=rows, classes=2, metric="accuracy", kept={})

    for features in of_sensors.SETS:  # those of the first version among them
        train, test = heard.features(features, of_sensors.SETS[features])
        assert np.isfinite(train).all()
        assert np.array_equal(train, test)
    for kind in (of_signals, of_sensors):
        assert (kind.strong(heard)[0].predict(heard).argmax(axis=1) == heard.y).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # a network that stops early is a team that does badly
def test_every_kind_of_pipeline_of_signals_answers_with_probabilities() -> None:
    chance = np.random.default_rng(0)
    signals = [np.cumsum(chance.normal(size=(30 + row % 5, 3)), axis=0) * (1 + row % 3) for row in range(ROWS)]
    rows = pd.DataFrame({"signal": pd.Series(signals, dtype=object)})
    moved = Side(train=rows, y=np.arange(ROWS) % 3, test=rows, classes=3, metric="macro_f1", kept={})
    kinds = of_sensors.kinds(moved)
    by_kind = {one.name.split(",")[0]: one for one in drawn(kinds, 56, np.random.default_rng(0))}

    said = [pipeline.predict(moved) for pipeline in (*of_sensors.strong(moved), *by_kind.values())]

    assert set(by_kind) == set(kinds)
    assert all(one.shape == (ROWS, 3) and one.sum(axis=1) == pytest.approx(np.ones(ROWS)) for one in said)


def test_kernels_tell_channels_of_movement_apart_and_take_the_shortest_signal() -> None:
    time = np.arange(60)[:, None]
    moves = [np.sin(time * np.array([0.3, 0.3, 0.3, 1.1, 1.1, 1.1]) + row) for row in range(9)]

    found = spectra.kernels([*moves, np.ones((3, 6))], np.random.default_rng(0), level=True)

    assert found.shape == (10, found.shape[1])
    assert ((found >= 0) & (found <= 1)).all()
    assert spectra.with_magnitudes(moves[0]).shape == (60, 9)  # all six channels together, and each three
    assert spectra.with_magnitudes(moves[0])[:, 7] == pytest.approx(3**0.5 * np.abs(moves[0][:, 0]))


def test_boards_of_signals_that_were_published_keep_the_pipelines_that_made_them() -> None:
    published = [name for name in bundled.ids() if bundled.find(name).domain == "signal" and (LEADERBOARDS / f"{name}.csv").is_file()]
    of_the_first = [name for name in published if "patterns" in (LEADERBOARDS / f"{name}.csv").read_text(encoding="utf-8")]

    assert sorted(FIRST_OF_SIGNALS) == of_the_first


def test_dates_beside_a_text_tell_when_and_are_no_names() -> None:
    days = [f"2014-03-{1 + number % 28:02d}T{number % 24:02d}:00:00Z" for number in range(ROWS)]
    rows = pd.DataFrame({"text": [f"one {number} two" for number in range(ROWS)], "at": days, "by": ["a", "b"] * (ROWS // 2)})
    dated = Side(train=rows, y=TRUTH, test=rows, classes=0, metric="rmsle", kept={})

    train, _ = of_texts._plain(dated)

    assert of_texts._name_columns(dated) == ["by"]
    assert any((train[:, column] == [number % 24 for number in range(ROWS)]).all() for column in range(train.shape[1]))


def test_ratios_of_many_classes_find_the_class_of_a_word() -> None:
    rows = pd.DataFrame({"text": [f"word{number % 4} filler{number % 3}" for number in range(ROWS)]})
    spoken = Side(train=rows, y=np.arange(ROWS) % 4, test=rows, classes=4, metric="macro_f1", kept={})
    ratios = next(one for one in of_languages.strong(spoken) if one.name.startswith("ratios"))

    assert (ratios.predict(spoken).argmax(axis=1) == spoken.y).all()


def test_grades_are_cut_so_that_they_are_as_frequent_as_in_training() -> None:
    grades = np.repeat([0, 1, 2], [20, 10, 10])
    rows = msgspec.structs.replace(side(classes=3, metric="qwk"), y=grades)

    cut = of_grades.cut_by_shares(np.linspace(-7, 3, ROWS) ** 3, rows)

    assert np.rint(cut).tolist() == grades.tolist()


def test_edges_move_to_where_grades_and_truth_agree_most() -> None:
    grades = np.repeat([0, 1, 2], [20, 10, 10])
    rows = pd.DataFrame({"x": np.repeat([0.0, 1.0, 9.0], [20, 10, 10]) + np.arange(ROWS) / 100})
    judged = Side(train=rows, y=grades, test=rows, classes=3, metric="qwk", kept={})
    says_x = Pipeline(name="x", predict=lambda part: part.test["x"].to_numpy())

    assert np.rint(of_grades.graded(says_x, "searched").predict(judged)).tolist() == grades.tolist()
    assert np.rint(of_grades.graded(says_x, "rounded").predict(judged)).tolist() != grades.tolist()


def test_texts_dates_and_many_names_become_numbers_beside_what_is_frequent() -> None:
    days = [f"2014-{1 + number // 28:02d}-{1 + number % 28:02d}" for number in range(3 * ROWS)]
    words = [f"number {number} of them" for number in range(3 * ROWS)]
    by = ["often"] * 2 * ROWS + [f"agent {number}" for number in range(ROWS)]
    rows = pd.DataFrame({"at": days, "title": words, "by": by, "kind": ["a", "b", "c"] * ROWS, "x": 1.0})
    told = Side(train=rows, y=np.arange(3.0 * ROWS), test=rows, classes=0, metric="rmse", kept={})

    table = of_mixed._table(told)

    assert of_mixed.has_many_names(told)
    assert not of_mixed.has_many_names(table)
    assert of_tables.categories(table) == ["kind", "by: name"]
    assert {"at: month", "title: line", "title: length", "by: mean", "x"} <= set(table.train)


def test_lines_are_drawn_on_letters_of_formulas_as_they_are_written() -> None:
    formulas = pd.Series([f"C{'c' * (number % 5)}O" for number in range(ROWS)])

    assert {"C", "c"} <= set(of_mixed._letters_of(formulas).fit(formulas).get_feature_names_out())


@pytest.mark.parametrize(("metric", "word"), [("macro_f1", "even counts"), ("multiclass_log_loss", "counts")])
def test_rare_classes_count_as_much_as_others_where_the_metric_says_so(metric: str, word: str) -> None:
    names = [one.name for one in of_languages.strong(side("some words", 8, metric))]

    assert any(name.startswith(f"{word}, ") for name in names)
